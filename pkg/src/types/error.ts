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
  | "option"
  // what is not the caller's doing
  | "randomness"
  | "internal";

/** The one error that mintbird throws. No message contains a key, or a whole token. */
export class MintbirdError extends Error {
  /** What went wrong, for programs. */
  readonly code: ErrorCode;
  /** The single faults, where there can be several: with the codes `template` and `claims`. */
  readonly issues: readonly Issue[];

  /** @param message what went wrong and what to do, for people */
  constructor(code: ErrorCode, message: string, issues: readonly Issue[] = []) {
    super(message);
    this.code = code;
    this.issues = issues;
  }

  static {
    // On the prototype, as in the errors of the language, so that it is not printed as a property.
    Object.defineProperty(this.prototype, "name", { value: "MintbirdError", writable: true, configurable: true });
  }
}
