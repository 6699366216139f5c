/** Whether a token's scopes cover what was called: the package decides, about the claims as they are. */
import type { AccessRequest } from "../types/access.js";
import { isResourceId } from "../types/ids.js";
import type { Called } from "./called.js";
import type { Case, Cause, Package } from "./case.js";
import { type Sound, decide, soundClaims } from "./decision.js";
import { capital } from "./sentences.js";
import { tablesOf } from "./tables.js";

const SCOPE = { code: "scope", title: "No scope names what is read" } as const;

export function scope({ report, pipe, called }: Case, { authorize }: Package): Cause {
  if (report.claims === null) return { ...SCOPE, applies: undefined, why: "Its payload cannot be read." };
  const sound = soundClaims(report);
  if (pipe !== "") return ofPipe(sound, pipe, called?.pipe === pipe ? called : undefined, authorize);
  if (called?.sql !== undefined) return ofQuery(sound, called.sql, authorize);
  if (called?.path === "/v0/events") return ofEvents(sound, new URLSearchParams(called.query).get("name"));
  if (called?.readable === false) return { ...SCOPE, applies: undefined, why: "It does not matter for an API that takes no JWT." };
  return {
    ...SCOPE,
    applies: undefined,
    why: called === undefined ? "Name the endpoint that is called." : "The query that was sent is needed to find out.",
  };
}

function ofPipe(sound: Sound, pipe: string, called: Called | undefined, by: Package["authorize"]): Cause {
  const decision = decide(sound, { pipe, params: called?.query ?? "" }, by);
  if (decision.allowed && called?.sql !== undefined)
    return {
      ...SCOPE,
      applies: undefined,
      why: `A scope names ${pipe}. What ${called.sql === "" ? "a query in the body may read" : "the query in `q` reads"} beside it is not known here.`,
    };
  if (decision.allowed) return { ...SCOPE, applies: false, why: `A scope names ${pipe}.` };
  if (decision.code === "claims") return { ...SCOPE, applies: undefined, why: `It cannot be decided: ${decision.message}.` };
  if (decision.code === "scope" && mayBeOther(sound, pipe, "PIPES:READ"))
    return {
      ...SCOPE,
      applies: undefined,
      why: `No scope has the name ${pipe}, but one has an id. Whether they are the same pipe is not known here.`,
    };
  return { ...SCOPE, applies: true, why: `${capital(decision.message)}.${namesIn(sound)}`, fix: inScopes("PIPES:READ", pipe) };
}

/** Whether it may append, as Tinybird’s TypeScript SDK has it: no scope that reads is a permission for that. */
function ofEvents(sound: Sound, name: string | null): Cause {
  const appends = sound.claims.scopes.filter(({ type }) => type === "DATASOURCES:APPEND");
  const what = `DATASOURCES:APPEND${name === null ? "" : ` for ${name}`}`;
  if (appends.some(({ resource }) => name === null || resource === name || isResourceId(resource) !== isResourceId(name)))
    return { ...SCOPE, applies: undefined, why: `It has ${what}. Whether the Events API takes it from a JWT is not known here.` };
  return {
    ...SCOPE,
    applies: true,
    why: `No scope has ${what}, without which nothing can be appended.${namesIn(sound)}`,
    fix: `{ "type": "DATASOURCES:APPEND", "resource": ${JSON.stringify(name ?? "events")} } in "scopes", or a static token, from a backend`,
  };
}

/** Each table of a query is a pipe or a data source; which of them does not show. */
function ofQuery(sound: Sound, sql: string, by: Package["authorize"]): Cause {
  const tables = tablesOf(sql);
  if (tables === undefined) return { ...SCOPE, applies: undefined, why: "What the query reads cannot be seen at a glance." };
  const covers = (request: AccessRequest) => decide(sound, request, by).allowed;
  const missing = tables.filter((table) => !covers({ pipe: table }) && !covers({ datasource: table }));
  const [first] = missing;
  if (first === undefined) return { ...SCOPE, applies: false, why: `Scopes name ${tables.join(", ")}.` };
  if (mayBeOther(sound, first, "PIPES:READ") || mayBeOther(sound, first, "DATASOURCES:READ"))
    return {
      ...SCOPE,
      applies: undefined,
      why: `No scope has the name ${first}, but one has an id. Whether they are the same is not known here.`,
    };
  return {
    ...SCOPE,
    applies: true,
    why: `No scope names ${missing.join(", ")}.${namesIn(sound)}`,
    fix: inScopes("DATASOURCES:READ", first),
  };
}

/** Whether a scope may name the same thing in the other way: by its id, or by its name. */
function mayBeOther({ claims }: Sound, name: string, scopeType: string): boolean {
  return claims.scopes.some(({ type, resource }) => type === scopeType && isResourceId(resource) !== isResourceId(name));
}

function namesIn({ claims }: Sound): string {
  const names = claims.scopes.map(({ type, resource }) => `${type} ${resource}`);
  return names.length === 0 ? "" : ` It has ${names.slice(0, 5).join(", ")}${names.length > 5 ? " and more" : ""}.`;
}

function inScopes(type: string, resource: string): string {
  return `${scopeLine(type, resource)} in "scopes"`;
}

/** A scope that pins its rows: without that, it would let everybody read all of them. */
export function scopeLine(type: string, resource: string): string {
  const pin = type === "DATASOURCES:READ" ? `"filter": "org_id = '…'"` : '"fixed_params": { "org_id": "…" }';
  return `{ "type": "${type}", "resource": ${JSON.stringify(resource)}, ${pin} }`;
}
