/**
 * Scopes of static tokens, as the Token API and `tb token create static` spell them. The crate has the same; both are held to
 * one table. Written here, since in the module it would be carried by everybody, and here by who imports it.
 */
import { MintbirdError } from "../types/error.js";

/** What a static token may do, without saying to what. */
export type StaticScopeType = keyof typeof TYPES;

/** The parts of a scope of a static token. */
export interface StaticScopeParts {
  readonly type: StaticScopeType;
  /** The name or id of the data source or pipe, where the type takes one. */
  readonly resource?: string | null | undefined;
  /** The condition on rows, in SQL, that older workspaces can append. */
  readonly filter?: string | null | undefined;
}

/** A scope of a static token, and what it means. */
export interface StaticScope extends StaticScopeParts {
  readonly resource: string | null;
  readonly filter: string | null;
  /** Whether only older workspaces have it: Tinybird Forward refuses it. */
  readonly legacy: boolean;
  /** What it means, in words. */
  readonly explanation: string;
}

/** What a type means, up to its resource or its end, and what else it takes. */
interface Grammar {
  readonly says: string;
  readonly takes?: "resource" | "filter";
  readonly legacy?: boolean;
}

const TYPES = {
  ADMIN: { says: "Does everything in the workspace. Its admin token has this scope, and signs JWTs." },
  TOKENS: { says: "Lists, creates, refreshes and deletes the tokens of the workspace." },
  "WORKSPACE:READ_ALL": { says: "Reads everything in the workspace, and changes nothing." },
  "WORKSPACE:DEPLOY": { says: "Deploys to the workspace, as CI does." },
  "ORG_DATASOURCES:READ": { says: "Reads the service data sources of the organization." },
  "DATASOURCES:READ": { says: "Reads the data source ", takes: "filter" },
  "DATASOURCES:APPEND": { says: "Appends rows to the data source ", takes: "resource" },
  "PIPES:READ": { says: "Reads the pipe and calls the endpoint ", takes: "filter" },
  "DATASOURCES:CREATE": { says: "Creates data sources, and appends rows to them.", legacy: true },
  "DATASOURCES:DROP": { says: "Deletes the data source ", takes: "resource", legacy: true },
  "PIPES:CREATE": { says: "Creates pipes.", legacy: true },
  "PIPES:DROP": { says: "Deletes the pipe ", takes: "resource", legacy: true },
} as const satisfies { readonly [type: string]: Grammar };

/**
 * Reads a scope of a static token, such as `PIPES:READ:top_pages`.
 *
 * @throws {@link MintbirdError} `option`, which says what was probably meant
 */
export function parseStaticScope(text: string): StaticScope {
  if (typeof text !== "string") throw refused("is a text, such as ADMIN or PIPES:READ:top_pages");
  const names = Object.keys(TYPES) as StaticScopeType[];
  const type = names.find((name) => text === name || text.startsWith(`${name}:`));
  if (type === undefined) throw refused(`is no scope of static tokens; ${meant(text, names)}`);
  const { says, takes, legacy = false }: Grammar = TYPES[type];
  if (text === type) {
    if (takes !== undefined) throw refused(`names a resource: \`${type}:name\``);
    return { type, resource: null, filter: null, legacy, explanation: says + old(legacy) };
  }
  if (takes === undefined) throw refused(`is \`${type}\` alone, without a resource`);
  const [, resource = "", filter = null] = /^([^:]*)(?::(.*))?$/s.exec(text.slice(type.length + 1)) ?? [];
  if (!/^[^\p{White_Space}\p{Cc}]+$/u.test(resource)) throw refused(`names a resource, without white space: \`${type}:name\``);
  if (filter !== null && takes !== "filter") throw refused(`is \`${type}:name\`, without a filter`);
  if (filter?.trim() === "") throw refused("has an empty filter; leave out the colon before it");
  const rows = filter === null ? "" : `, of it the rows where \`${filter}\``;
  const isLegacy = legacy || filter !== null;
  return { type, resource, filter, legacy: isLegacy, explanation: `${says}\`${resource}\`${rows}.${old(isLegacy)}` };
}

/**
 * Writes a scope as the Token API and `tb` spell it.
 *
 * @throws {@link MintbirdError} `option` for what would not be read back the same
 */
export function formatStaticScope(scope: StaticScopeParts): string {
  const { type, resource = null, filter = null } = scope;
  const text = [type, resource, filter].filter((part) => part !== null).join(":");
  const read = parseStaticScope(text);
  if (read.type === type && read.resource === resource && read.filter === filter) return text;
  throw refused("has a colon in its resource, or a filter without one");
}

function old(legacy: boolean): string {
  return legacy ? " Older workspaces have it; Tinybird Forward refuses it." : "";
}

/** The type that is the same but for case and separators, or all of them. */
function meant(text: string, names: readonly string[]): string {
  const plain = (name: string) => name.replace(/[^a-z]/gi, "").toLowerCase();
  const start = plain(text.split(":", 2).join(":").slice(0, 64));
  const near = names.find((name) => plain(name) === start);
  return near === undefined ? `known are ${names.join(", ")}` : `\`${near}\` was probably meant`;
}

function refused(reason: string): MintbirdError {
  return new MintbirdError("option", `option \`scope\` ${reason}`);
}
