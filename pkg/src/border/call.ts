import { MintbirdError } from "../types/error.js";

/** Whether a module has stopped in the middle of a call. What it holds is lost then. */
let trapped = false;

/**
 * Calls the module. What it refuses is thrown as a {@link MintbirdError}; anything else as it is, but for the end of a module, which should
 * never happen: that is the error `internal`, for this call and for those that find what it has left behind.
 */
export function callModule<T>(call: () => T): T {
  try {
    return call();
  } catch (reason) {
    throw errorOf(reason);
  }
}

function isTrap(reason: unknown): boolean {
  return typeof WebAssembly === "object" && reason instanceof WebAssembly.RuntimeError;
}

/** What the glue says of an object that a call which never ended still holds. */
function isLeftBehind(reason: unknown): boolean {
  return trapped && reason instanceof Error && /unsafe aliasing|null pointer/.test(reason.message);
}

/** What the module throws is JSON text. */
function errorOf(reason: unknown): unknown {
  if (isTrap(reason) || isLeftBehind(reason)) {
    trapped = true;
    const message = "the WebAssembly module has stopped, which is a fault of mintbird; load it again, and report what was called";
    return new MintbirdError("internal", message, [], { cause: reason });
  }
  // A getter among the caller's values may have thrown a string, too.
  if (typeof reason !== "string" || !reason.startsWith('{"code":"')) return reason;
  const { code, message, issues } = JSON.parse(reason) as Pick<MintbirdError, "code" | "message" | "issues">;
  return new MintbirdError(code, message, issues);
}
