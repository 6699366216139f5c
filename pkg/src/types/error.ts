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
  | "webassembly"
  | "internal";

/** The one error that mintbird throws. No message contains a key, or a whole token. */
export class MintbirdError extends Error {
  /** What went wrong, for programs. */
  readonly code: ErrorCode;
  /** Every fault, where there can be several: for the codes `template` and `claims`. */
  readonly issues: readonly Issue[];

  /**
   * @param message what went wrong and what to do, for people
   * @param options the `cause`, where another error led to this one
   */
  constructor(code: ErrorCode, message: string, issues: readonly Issue[] = [], options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.issues = issues;
    // `MintbirdError [param]: …`, as Node's own errors have it: of an error, structured clone keeps the message and the stack.
    const head = `${this.name}: `;
    // Not always text: `Error.prepareStackTrace` may make of it what it likes.
    const stack: unknown = this.stack;
    if (typeof stack === "string" && stack.startsWith(head)) this.stack = `${this.name} [${code}]: ${stack.slice(head.length)}`;
  }

  /**
   * Whether that is an error of mintbird. Unlike `instanceof`, it knows those of another copy of the package, such as the
   * CommonJS one beside the ES modules; and those that came through structured clone, by `postMessage` say, to which it gives back
   * their `name` and their `code`, without the single `issues`. A clone is known by its stack, so not in Firefox and Safari, whose
   * stacks do not begin with the message.
   */
  static is(error: unknown): error is MintbirdError {
    if (typeof error !== "object" || error === null) return false;
    return (error as { [MARK]?: unknown })[MARK] === true || revived(error);
  }
}

/** What every copy of the package marks its errors with. */
const MARK = Symbol.for("mintbird.error");

// On the prototype, as in the errors of the language, so that they are not printed as properties. Not in a static block, which
// React Native's bundler cannot read.
Object.defineProperties(MintbirdError.prototype, {
  name: { value: "MintbirdError", writable: true, configurable: true },
  [MARK]: { value: true },
});

/** Whether that is a clone, which then is given what it has lost. */
function revived(error: object): boolean {
  const { stack } = error as { stack?: unknown };
  if (Object.prototype.toString.call(error) !== "[object Error]" || typeof stack !== "string" || !Object.isExtensible(error)) return false;
  const [, name, code] = /^(MintbirdError|TokenSourceError) \[([a-z-]+)\]: /.exec(stack) ?? [];
  if (code === undefined) return false;
  Object.defineProperties(error, {
    name: { value: name, writable: true, configurable: true },
    code: { value: code, enumerable: true, configurable: true },
    issues: { value: [], enumerable: true, configurable: true },
  });
  return true;
}
