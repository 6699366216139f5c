import type { Issue } from "./issue.js";

/**
 * Why something was refused. Codes are stable; later versions may add some.
 *
 * The first eleven are the answers of {@link Verifier.verify}, in the order in which they are decided.
 */
export type ErrorCode =
  | "too-large"
  | "wrong-kind"
  | "malformed"
  | "header"
  | "alg"
  | "crit"
  | "signature"
  | "claims"
  | "expired"
  | "not-yet-valid"
  | "workspace"
  // misuse by the caller
  | "template"
  | "param"
  | "key"
  | "clock"
  | "option";

/** The one error that mintbird throws. No message contains a key, or a whole token. */
export class MintbirdError extends Error {
  /** What went wrong, for programs. */
  readonly code: ErrorCode;
  /** Every fault, where there can be several: for the codes `template` and `claims`. */
  readonly issues: readonly Issue[];

  /** @param message what went wrong and what to do, for people */
  constructor(code: ErrorCode, message: string, issues: readonly Issue[] = []) {
    super(message);
    this.code = code;
    this.issues = issues;
  }

  static {
    // On the prototype, like the name of every built-in error, so that it is not printed as a property.
    Object.defineProperty(this.prototype, "name", { value: "MintbirdError", writable: true, configurable: true });
  }
}
