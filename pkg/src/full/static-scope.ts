/** Scopes of static tokens, as the Token API and `tb token create static` spell them. */
import { callModule } from "../border/call.js";
import { MAX_TOKEN_LENGTH, cut } from "../border/input-limits.js";
import { closedOptions } from "../border/options.js";
import { MintbirdError } from "../types/error.js";
import { module } from "./module.js";

/** What a static token may do, without saying to what. */
export type StaticScopeType =
  | "ADMIN"
  | "TOKENS"
  | "WORKSPACE:READ_ALL"
  | "WORKSPACE:DEPLOY"
  | "ORG_DATASOURCES:READ"
  | "DATASOURCES:READ"
  | "DATASOURCES:APPEND"
  | "PIPES:READ"
  | "DATASOURCES:CREATE"
  | "DATASOURCES:DROP"
  | "PIPES:CREATE"
  | "PIPES:DROP";

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

/**
 * Reads a scope of a static token, such as `PIPES:READ:top_pages`.
 *
 * @throws `MintbirdError`: `option`, which says what was probably meant
 */
export function parseStaticScope(text: string): StaticScope {
  if (typeof text !== "string") throw refused("must be a string, such as ADMIN or PIPES:READ:top_pages");
  if (!text.isWellFormed()) throw refused("has half of a surrogate pair, which is not Unicode");
  return callModule(() => JSON.parse(module.parseStaticScope(cut(text, MAX_TOKEN_LENGTH))) as StaticScope);
}

/**
 * Writes a scope as the Token API and `tb` spell it.
 *
 * @throws `MintbirdError`: `option` for what would not be read back the same
 */
export function formatStaticScope(scope: StaticScopeParts): string {
  const {
    type,
    resource = null,
    filter = null,
  } = closedOptions<StaticScope>(scope, ["type", "resource", "filter", "legacy", "explanation"]);
  const text = [type, resource, filter].filter((part) => part !== null).join(":");
  const read = parseStaticScope(text);
  if (read.type === type && read.resource === resource && read.filter === filter) return text;
  throw refused("has a colon in its resource, or a filter without a resource");
}

function refused(reason: string): MintbirdError {
  return new MintbirdError("option", `option \`scope\` ${reason}`);
}
