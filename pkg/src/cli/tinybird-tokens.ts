/** The static tokens of a workspace, as `GET /v0/tokens` lists them. */
import { inspect } from "../entry/full/inline.js";
import { refused } from "./exit.js";

export interface StaticTokenEntry {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly scopes: readonly string[];
}

/** The name of the signing key in the list. */
export const SIGNING_KEY = "workspace admin token";

/** @throws `refused` for what is no list of tokens */
export function tokensIn(answer: unknown, host: string): StaticTokenEntry[] {
  const { tokens } = (typeof answer === "object" && answer !== null ? answer : {}) as { readonly tokens?: unknown };
  if (!Array.isArray(tokens)) throw refused(`${host}/v0/tokens does not answer like Tinybird; is the host right?`);
  return tokens.flatMap((each: unknown) => entry(each) ?? []);
}

/** One, as `GET /v0/tokens/{id}` answers; nothing for what is none. */
export function tokenIn(answer: unknown): StaticTokenEntry | undefined {
  return entry(answer);
}

/** @throws `refused` where it is not there, or not alone: another token may be given the same name */
export function signingKeyIn(answer: unknown, host: string): StaticTokenEntry {
  const named = tokensIn(answer, host).filter(({ name }) => name === SIGNING_KEY);
  const admins = named.filter(({ scopes }) => scopes.length === 0 || scopes.includes("ADMIN"));
  const [found, ...others] = admins;
  if (found === undefined)
    throw refused(`${host} lists no token named “${SIGNING_KEY}”; the token that asks needs the scope TOKENS or ADMIN`);
  if (others.length > 0)
    throw refused(`${host} lists ${admins.length} tokens named “${SIGNING_KEY}”; take the right one by its id, from mintbird token ls`);
  const { kind, issues } = inspect(found.token);
  if (kind !== "static-token" || issues.some(({ severity }) => severity === "error"))
    throw refused(`${host} lists a “${SIGNING_KEY}” that is not a static token`);
  return found;
}

/** Of what is listed without a token, nothing can be used. */
function entry(value: unknown): StaticTokenEntry | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { id, name, token, scopes } = value as { readonly [name: string]: unknown };
  if (typeof id !== "string" || typeof token !== "string") return undefined;
  return { id, name: typeof name === "string" ? name : "", token, scopes: Array.isArray(scopes) ? scopes.flatMap(scope) : [] };
}

/** `{ type, resource, filter }`, as one text. */
function scope(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  const { type, resource, filter } = value as { readonly [name: string]: unknown };
  return typeof type === "string" ? [[type, resource, filter].filter((part) => typeof part === "string" && part !== "").join(":")] : [];
}
