/** The workspaces behind a gateway: who verifies the tokens of each, and what is asked for its rows. */
import type { AccessRequest, Decision } from "../types/access.js";
import { MintbirdError } from "../types/error.js";
import { type AnswerCache, Cached } from "./cache.js";
import { checkObject } from "./checks.js";
import { Upstream } from "./upstream.js";

/** Decides about requests: a `Verifier`, or one that asks it and decides further. */
export interface Authorizer {
  authorize(token: string, request: AccessRequest): Decision | Promise<Decision>;
}

/** Something for each workspace, by the workspace's id. */
export interface ByWorkspace<T> {
  readonly [workspaceId: string]: T;
}

/** Tokens of one workspace. */
export interface OneWorkspace {
  /** A `Verifier`: it decides about every request. */
  readonly verifier: Authorizer;
  /** The API that answers, such as `https://api.tinybird.co`. */
  readonly upstream: string;
  /** A static token that may read the endpoints. It goes to the upstream only. */
  readonly staticToken: string;
}

/** Tokens of several workspaces, each of which has a signing key and a static token of its own. Their limits are counted apart. */
export interface SeveralWorkspaces {
  /** A `Verifier` for each. They are asked in turn until one of them knows the token's signature. */
  readonly verifiers: ByWorkspace<Authorizer>;
  /** The API that answers: one for all, or one for each. */
  readonly upstream: string | ByWorkspace<string>;
  /** For each a static token that may read its endpoints. */
  readonly staticToken: ByWorkspace<string>;
}

/** How the workspaces are reached, all of them alike. */
interface Reached {
  readonly fetch: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Seconds. */
  readonly timeout: number;
  readonly cache: AnswerCache | undefined;
}

/** One of them. */
export interface Workspace {
  /** Undefined where there is one only. */
  readonly id: string | undefined;
  readonly verifier: Authorizer;
  readonly upstream: Upstream;
  readonly cache: Cached | undefined;
}

/** @throws `MintbirdError` with the code `option` */
export function checkWorkspaces(options: Partial<OneWorkspace & SeveralWorkspaces>, reached: Reached): readonly Workspace[] {
  const { verifier, verifiers, upstream, staticToken } = options as { [name: string]: unknown };
  if (verifiers === undefined) return [workspace(undefined, "verifier", verifier, upstream, staticToken, reached)];
  if (verifier !== undefined) throw new MintbirdError("option", "give the option `verifier`, or `verifiers` by workspace, not both");
  const ids = idsOf("verifiers", verifiers);
  // With one for all, the tokens of one workspace would read the rows of another.
  const staticTokens = idsOf("staticToken", staticToken);
  const upstreams = typeof upstream === "string" ? ids : idsOf("upstream", upstream);
  for (const [name, others] of Object.entries({ staticToken: staticTokens, upstream: upstreams })) {
    const odd = [...ids, ...others].find((id) => !ids.includes(id) || !others.includes(id));
    if (odd !== undefined) throw new MintbirdError("option", `options \`verifiers\` and \`${name}\` must name the same workspaces`);
  }
  const of = (values: unknown, id: string): unknown => (typeof values === "string" ? values : (values as ByWorkspace<unknown>)[id]);
  return ids.map((id) => workspace(id, `verifiers.${unlessKey(id)}`, of(verifiers, id), of(upstream, id), of(staticToken, id), reached));
}

/** Somebody may have swapped names and values: a key is not repeated. */
function unlessKey(id: string): string {
  return /^[\w-]{1,40}$/.test(id) ? id : "…";
}

function workspace(
  id: string | undefined,
  name: string,
  verifier: unknown,
  upstream: unknown,
  staticToken: unknown,
  { cache, fetch, timeout }: Reached,
): Workspace {
  const source = { upstream: upstream as string, staticToken: staticToken as string, fetch, timeout };
  return {
    id,
    verifier: checkObject<Authorizer>(name, verifier as Authorizer | undefined, ["authorize"], "`new Verifier({ keys })`"),
    upstream: new Upstream(source),
    cache: cache === undefined ? undefined : new Cached(cache, source),
  };
}

function idsOf(name: string, values: unknown): readonly string[] {
  const ids = typeof values === "object" && values !== null ? Object.keys(values) : [];
  if (ids.length > 0) return ids;
  throw new MintbirdError("option", `option \`${name}\` must be an object with the ids of the workspaces, since \`verifiers\` is one`);
}
