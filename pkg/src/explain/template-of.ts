/** The template that makes a token like one that somebody has: its claims, with how long it lives instead of when it ends. */
import type { Json, JwtReport } from "../types/report.js";

export interface TemplateOfOptions {
  /** Seconds that the token lives, where it does not say when it was made. 600 unless given. */
  readonly ttl?: number | undefined;
}

/** JSON text, indented; nothing where the claims are not an object. Nothing in it is a placeholder yet. */
export function templateOf({ claims, expiry }: JwtReport, { ttl = 600 }: TemplateOfOptions = {}): string | undefined {
  if (typeof claims !== "object" || claims === null || Array.isArray(claims)) return undefined;
  const { workspace_id, name, exp: _exp, iat, nbf: _nbf, scopes, limits, ...others } = claims;
  const lived = typeof iat === "number" && expiry !== null ? expiry.exp - Math.floor(iat) : ttl;
  const template = {
    ...(workspace_id !== undefined && { workspace_id }),
    name: name ?? "",
    ttl: lived >= 1 ? lived : ttl,
    scopes: scopes ?? [],
    ...(limits !== undefined && { limits }),
    ...others,
  };
  return JSON.stringify(escaped(template), null, 2);
}

/** In a template a literal brace is written twice. */
function escaped(value: Json): Json {
  if (typeof value === "string") return value.replace(/[{}]/g, "$&$&");
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, escaped(member)]));
}
