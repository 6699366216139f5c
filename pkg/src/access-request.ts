import type { AccessRequest } from "./access.js";
import { MintbirdError } from "./error.js";

/** A request as it crosses to the module: JSON text, in which a query string is a list of pairs. */
export function encodeRequest(request: AccessRequest): string {
  if (typeof request !== "object" || request === null) {
    throw new MintbirdError("option", 'option `request` is an object such as { pipe: "top_pages" }');
  }
  // Own members only: what a polluted prototype hands to every object must not name another resource.
  const own = <Name extends keyof AccessRequest>(name: Name): AccessRequest[Name] => (Object.hasOwn(request, name) ? request[name] : undefined);
  try {
    return JSON.stringify({ pipe: own("pipe"), datasource: own("datasource"), id: own("id"), params: readParams(own("params")) });
  } catch (cause) {
    const error = new MintbirdError("option", "option `params` cannot be written as JSON");
    error.cause = cause;
    throw error;
  }
}

function readParams(params: AccessRequest["params"]): unknown {
  if (typeof params === "string") return [...new URLSearchParams(params)];
  // Not instanceof: it may come from another realm.
  if (typeof params === "object" && params !== null && Symbol.iterator in params) {
    return [...(params as Iterable<readonly [string, string]>)];
  }
  return params;
}
