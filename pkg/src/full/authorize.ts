import { noOptions } from "../border/options.js";
import { toUtf8 } from "../border/write-json.js";
import { requestJson } from "../border/write-request.js";
import type { AccessRequest, Decision } from "../types/access.js";
import type { Claims } from "../types/claims.js";
import { module } from "./module.js";
import { scratch } from "./scratch.js";

/**
 * Decides what claims that are known already let a request do, as {@link Verifier.authorize} does it for a token. It checks neither
 * signature nor expiry.
 *
 * @param claims an object, or JSON text
 * @throws `MintbirdError`: `claims` with what Tinybird would not accept, `option` for a request that names no resource
 */
export function authorize(claims: Claims | string, request: AccessRequest): Decision;
export function authorize(claims: Claims | string, request: AccessRequest, ...surplus: unknown[]): Decision {
  noOptions("authorize", surplus);
  return scratch.call((start) => {
    scratch.bytes(toUtf8("claims", claims));
    const middle = scratch.at;
    scratch.utf8(requestJson(request));
    return JSON.parse(scratch.answer(module.authorize(scratch.buffers, start, middle, scratch.at))) as Decision;
  });
}
