import { MintbirdError } from "../types/error.js";

/** What the module threw, as it is thrown on: its own refusals are JSON text, anything else is left as it is. */
export function thrown(reason: unknown): unknown {
  // A getter among the caller's values may have thrown a text, too.
  if (typeof reason !== "string" || !reason.startsWith('{"code":"')) return reason;
  const { code, message, issues } = JSON.parse(reason) as Pick<MintbirdError, "code" | "message" | "issues">;
  return new MintbirdError(code, message, issues);
}
