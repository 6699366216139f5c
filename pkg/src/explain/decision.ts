/** What claims let a request do, whoever signed them, and whatever else is wrong with them. */
import type { authorize } from "../full/authorize.js";
import type { AccessRequest, Decision } from "../types/access.js";
import type { Claims } from "../types/claims.js";
import { MintbirdError } from "../types/error.js";
import { segmentsOf } from "../types/pointer.js";
import type { Json, JwtReport } from "../types/report.js";
import { type Members, isObject } from "./members.js";

/** Claims of which every faulty part was left out, so that the rest can be decided on. */
export interface Sound {
  readonly claims: Claims;
  /** Whether the name is the token's own. */
  readonly isNamed: boolean;
}

/**
 * Takes what is wrong out of a token's claims: what an error points at grants and pins nothing. What the token lacks beside its scopes
 * does not change what they say.
 */
export function soundClaims({ claims, issues }: JwtReport): Sound {
  const copy: Members = isObject(claims) ? structuredClone(claims) : {};
  const faulty = issues
    .filter(({ severity, path }) => severity === "error" && path.startsWith("/claims/"))
    .map(({ path }) => segmentsOf(path).slice(1));
  for (const path of faulty) remove(copy, path);
  const { name, scopes, limits } = copy;
  const isNamed = typeof name === "string" && name !== "";
  return {
    isNamed,
    claims: {
      workspace_id: "00000000-0000-4000-8000-000000000000",
      name: isNamed ? name : "unnamed",
      exp: 253_402_300_799,
      // A place that was emptied, or is no scope.
      scopes: (Array.isArray(scopes) ? scopes.filter((scope) => isObject(scope) && "type" in scope && "resource" in scope) : []) as never,
      ...(isObject(limits) && { limits }),
    },
  };
}

/** Decides. Where no scope is sound, nothing is granted; the code is `claims` where it cannot be decided at all. */
export function decide({ claims }: Sound, request: AccessRequest, by: typeof authorize): Decision {
  const denied = (code: "scope" | "claims", message: string): Decision => ({ allowed: false, status: 403, code, message });
  if (claims.scopes.length === 0) return denied("scope", "the token has no scope that grants anything");
  try {
    return asTinybird(claims, request, by);
  } catch (error) {
    if (!MintbirdError.is(error)) throw error;
    return denied("claims", error.message);
  }
}

/** Decides as Tinybird does, which does not mind what a fixed parameter is called: mintbird denies names that are no parameter. */
function asTinybird(claims: Claims, request: AccessRequest, by: typeof authorize): Decision {
  const decision = by(claims, request);
  if (decision.allowed || decision.code !== "fixed-param-name") return decision;
  const isParameter = (name: string) => {
    const scopes = [{ type: "PIPES:READ", resource: "r", fixed_params: { [name]: "x" } }] as const;
    return by({ ...claims, scopes }, { pipe: "r", allow: [name] }).allowed;
  };
  const names = claims.scopes.flatMap(({ fixed_params = {} }) => Object.keys(fixed_params));
  const allow = [...new Set(names)].filter(isParameter);
  const scopes = claims.scopes.map((scope) =>
    scope.fixed_params === undefined
      ? scope
      : { ...scope, fixed_params: Object.fromEntries(Object.entries(scope.fixed_params).filter(([name]) => allow.includes(name))) },
  );
  return by({ ...claims, scopes }, { ...request, allow });
}

/** Takes out the value that a path leads to; of a list, it leaves the others in their places. */
function remove(claims: Members, path: readonly string[]): void {
  let at: Json = claims;
  for (const segment of path.slice(0, -1)) {
    const next: Json | undefined = Array.isArray(at)
      ? at[Number(segment)]
      : isObject(at) && Object.hasOwn(at, segment)
        ? at[segment]
        : undefined;
    if (next === undefined) return;
    at = next;
  }
  const last = path.at(-1) ?? "";
  if (Array.isArray(at)) at[Number(last)] = null;
  else if (isObject(at)) Reflect.deleteProperty(at, last);
}
