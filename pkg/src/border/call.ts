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

/** Reads an answer that may be an error instead: where it is, throws it. */
export function read(answer: string): unknown {
  if (isError(answer)) throw mintbirdError(answer);
  return JSON.parse(answer);
}

/** What the module throws is JSON text. */
function errorOf(reason: unknown): unknown {
  if (isTrap(reason) || isLeftBehind(reason)) {
    trapped = true;
    const message = "the WebAssembly module has stopped, which is a bug in mintbird; load it again, and report what was called";
    return new MintbirdError("internal", message, [], { cause: reason });
  }
  // A getter among the caller's values may have thrown a string, too.
  return typeof reason === "string" && isError(reason) ? mintbirdError(reason) : reason;
}

function isError(text: string): boolean {
  return text.startsWith('{"code":"');
}

function mintbirdError(text: string): MintbirdError {
  const { code, message, issues } = JSON.parse(text) as Pick<MintbirdError, "code" | "message" | "issues">;
  return new MintbirdError(code, message, issues);
}
