import type { RateLimit } from "../../types/rate-limit.js";
import type { HeaderFields } from "../answer.js";

/** The names of the headers below, for pages of other origins to read. */
export const RATE_LIMIT_HEADERS =
  "RateLimit, RateLimit-Policy, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, " +
  "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After";

/**
 * What a client is told about its limit. `RateLimit` and `RateLimit-Policy` as in the current draft of the IETF
 * (draft-ietf-httpapi-ratelimit-headers-10), the `RateLimit-*` triple as in its drafts up to 7, the `X-RateLimit-*` triple as
 * Tinybird sends it; `Retry-After` (RFC 9110 §10.2.3) only with a refusal. Whole seconds, rounded up. Nothing without a limit.
 */
export function rateLimitHeaders({ allowed, limit, remaining, reset, retryAfter }: RateLimit): HeaderFields {
  if (limit === Infinity) return {};
  const seconds = String(Math.ceil(reset));
  const headers: HeaderFields = {
    "ratelimit-policy": `"rps";q=${limit};w=1`,
    ratelimit: `"rps";r=${remaining};t=${seconds}`,
  };
  for (const prefix of ["ratelimit", "x-ratelimit"]) {
    headers[`${prefix}-limit`] = String(limit);
    headers[`${prefix}-remaining`] = String(remaining);
    headers[`${prefix}-reset`] = seconds;
  }
  if (!allowed) headers["retry-after"] = String(Math.max(1, Math.ceil(retryAfter)));
  return headers;
}
