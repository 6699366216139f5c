import { MintbirdError } from "../types/error.js";

/** Calls the module. What it refuses is thrown as a {@link MintbirdError}; anything else as it is. */
export function callModule<T>(call: () => T): T {
  try {
    return call();
  } catch (reason) {
    throw errorOf(reason);
  }
}

/** What the module throws is JSON text. */
function errorOf(reason: unknown): unknown {
  // A getter among the caller's values may have thrown a string, too.
  if (typeof reason !== "string" || !reason.startsWith('{"code":"')) return reason;
  const { code, message, issues } = JSON.parse(reason) as Pick<MintbirdError, "code" | "message" | "issues">;
  return new MintbirdError(code, message, issues);
}
