import type { AccessRequest, Decision, Granted } from "../types/access.js";
import type { Limiter } from "../types/rate-limit.js";
import { type HeaderFields, type OnError, notify, refuse } from "./answer.js";
import { bearer } from "./bearer.js";
import { type CorsOptions, createCors } from "./cors.js";
import { RATE_LIMIT_HEADERS, rateLimitHeaders } from "./limiters/headers.js";
import { type AnswerCache, Cached, type Context } from "./cache.js";
import { Upstream, type UpstreamOptions, pathOf } from "./upstream.js";

/** Who may read what, how often, and from where. */
export interface GatewayOptions extends UpstreamOptions {
  /** A `Verifier`: it decides about every request. */
  readonly verifier: { authorize(token: string, request: AccessRequest): Decision };
  /** Counts requests by the tokens' names: a `RateLimiter`, or one that several isolates share. */
  readonly limiter: Limiter;
  /** Keeps responses. */
  readonly cache?: AnswerCache | undefined;
  /** Lets pages of other origins read endpoints. */
  readonly cors?: CorsOptions | undefined;
  /** Called with errors of the gateway and of the upstream. */
  readonly onError?: OnError | undefined;
}

/** The longest URL that is accepted, in characters. */
const MAX_URL = 16 * 1024;
const ENDPOINT = /^\/v0\/pipes\/(\w+)\.(json|csv|ndjson|parquet)$/;

/**
 * Stands in front of Tinybird's endpoints, `GET /v0/pipes/<pipe>.json|csv|ndjson|parquet`: verifies the token, decides, counts, and
 * only then calls the upstream, with the decided parameters and the static token, and streams its response.
 *
 * Refusals are `{ "error": …, "code": … }`: 400, 401 and 403 as `Verifier.authorize` decides, 403 for `/v0/sql` and for `?q=`, 404,
 * 405, 414, 429; 502 and 504 where the upstream fails, 503 where the limiter does.
 *
 * ```ts
 * const gateway = createGateway({
 *   verifier: new Verifier({ keys: env.TINYBIRD_SIGNING_KEY }),
 *   limiter: new RateLimiter(),
 *   upstream: "https://api.tinybird.co",
 *   staticToken: env.TINYBIRD_READ_TOKEN,
 * });
 * ```
 *
 * @throws `MintbirdError` with the code `option`
 */
export function createGateway(options: GatewayOptions): (request: Request, context?: Context) => Promise<Response> {
  const { verifier, limiter, onError } = options;
  const cors = createCors(options.cors, "GET, HEAD", RATE_LIMIT_HEADERS);
  const upstream = new Upstream(options);
  const cache = options.cache && new Cached(options.cache, options);

  async function answer(request: Request, headers: HeaderFields, context: Context | undefined): Promise<Response> {
    if (request.url.length > MAX_URL) return refuse(414, "url", `the URL is longer than ${MAX_URL} characters`, headers);
    const { pathname, searchParams: query } = new URL(request.url);
    if (/^\/v0\/sql\/?$/.test(pathname)) return refuse(403, "sql", NO_SQL, headers);
    const [, pipe, format] = ENDPOINT.exec(pathname) ?? [];
    if (pipe === undefined || format === undefined) {
      return refuse(404, "not-found", "endpoints are at /v0/pipes/<name>.json, .csv, .ndjson or .parquet", headers);
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      return refuse(405, "method", "read endpoints with GET", { ...headers, allow: cors ? "GET, HEAD, OPTIONS" : "GET, HEAD" });
    }

    const decision = verifier.authorize(bearer(request, query), { pipe, params: forEndpoint(query) });
    if (!decision.allowed) return refuse(decision.status, decision.code, decision.message, headers);
    // With the static token, a query over the endpoint could read everything that this token may read.
    if (Object.keys(decision.params).some((name) => name.toLowerCase() === "q")) return refuse(403, "sql", NO_SQL, headers);

    const rps = decision.limits?.rps ?? 0;
    if (rps > 0) {
      const limit = await count(decision, rps, request);
      if (limit === undefined) return refuse(503, "limiter", "the request could not be counted; try again", headers);
      Object.assign(headers, rateLimitHeaders(limit));
      if (!limit.allowed) {
        return refuse(429, "rate-limit", `more than ${limit.limit} requests per second for all tokens with this name`, headers);
      }
    }
    const path = pathOf(pipe, format, decision.params);
    const call = (): Promise<Response> => upstream.read(path, request, onError);
    const response = cache === undefined ? await call() : await cache.read(path, call, context);
    for (const name in headers) response.headers.set(name, headers[name]!);
    if (request.method !== "HEAD") return response;
    await response.body?.cancel();
    return new Response(null, response);
  }

  async function count(decision: Granted, rps: number, request: Request) {
    try {
      return await limiter.take(decision.name, rps);
    } catch (error) {
      notify(onError, error, request);
      return undefined;
    }
  }

  return async (request, context) => {
    let headers: HeaderFields = {};
    try {
      if (request.method === "OPTIONS" && cors !== undefined) return cors.preflight(request);
      headers = cors?.headers(request) ?? headers;
      return await answer(request, headers, context);
    } catch (error) {
      notify(onError, error, request);
      return refuse(500, "internal", "the request could not be decided", headers);
    }
  };
}

const NO_SQL = "JWTs can read published endpoints, but cannot run SQL";

/** The request's parameters, without those for the API itself. */
function forEndpoint(query: URLSearchParams): [string, string][] {
  return [...query].filter(([name]) => name.toLowerCase() !== "token" && !name.toLowerCase().startsWith("__tb"));
}
