import { closedOptions } from "../border/options.js";
import type { AccessRequest, Decision, Granted } from "../types/access.js";
import { MintbirdError } from "../types/error.js";
import { type Limiter, type RateLimit, checkRateLimit } from "../types/rate-limit.js";
import { checkSeconds } from "../types/seconds.js";
import { type HeaderFields, refuse } from "./answer.js";
import { bearer } from "./bearer.js";
import type { AnswerCache } from "./cache.js";
import { checkFunction, checkObject } from "./checks.js";
import { type CorsOptions, createCors } from "./cors.js";
import { type OnError, inBackground, isForFramework, isResponse, notRequest, notify, statusOf, throwAnswer } from "./faults.js";
import { type Lazy, lazily } from "./lazily.js";
import { RATE_LIMIT_HEADERS, rateLimitHeaders } from "./limiters/headers.js";
import { MAX_TIMEOUT, pathOf } from "./upstream.js";
import { within } from "./within.js";
import { type OneWorkspace, type SeveralWorkspaces, type Workspace, checkWorkspaces } from "./workspaces.js";

/** Who may read what, how often, and where it comes from. */
export type GatewayOptions = GatewayRules & (OneWorkspace | SeveralWorkspaces);

/** What holds for all tokens. */
export interface GatewayRules {
  /** Counts requests by the tokens' names: a `RateLimiter`, or one that several isolates share. */
  readonly limiter: Limiter;
  /** What stands before `/v0/pipes/…` in the URLs of requests, such as `/api/tinybird`. Nothing unless given. */
  readonly basePath?: string | undefined;
  /**
   * Decides further about a request that the token allows, before it is counted: to revoke a user, say, or for a rule of your own. Only
   * `true` lets it pass. A `Response` is the answer.
   */
  readonly allow?: ((decision: Allowed, request: Request) => AllowAnswer | Promise<AllowAnswer>) | undefined;
  /** Told of every decision, for logs and metrics. The answer does not wait for it. */
  readonly onDecision?: ((event: DecisionEvent) => unknown) | undefined;
  /** Keeps answers. */
  readonly cache?: AnswerCache | undefined;
  /** Lets pages of other origins read endpoints. */
  readonly cors?: CorsOptions | undefined;
  /**
   * Parameters that reach the endpoint though Tinybird's API has a meaning of its own for them, such as `tag`. All others of that kind
   * are kept back, in whatever case they are written: `template_parameters`, `debug`, those of ClickHouse's formats and the like. Each is
   * named in full, such as `output_format_json_quote_64bit_integers`.
   */
  readonly passParams?: readonly string[] | undefined;
  /** How the upstream is called. The runtime's own `fetch` unless given. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /**
   * How long the upstream may take to begin its answer, and the limiter, `allow` and the cache to give theirs, seconds. 30 unless
   * given, at most 300.
   */
  readonly timeout?: number | undefined;
  /** Told of what goes wrong inside and behind the gateway. Written to the console unless given. */
  readonly onError?: OnError | undefined;
}

/** What the token allows. */
export interface Allowed extends Granted {
  readonly pipe: string;
  /** Where there are several. */
  readonly workspaceId?: string | undefined;
}

/** Whether a request may pass; or why it may not, in words of your own. The status is 403 unless given. */
export type AllowAnswer = boolean | Response | { readonly code: string; readonly message: string; readonly status?: number | undefined };

/** What was decided about a request, and how long that took. */
export interface DecisionEvent {
  /** Whether the endpoint is asked. */
  readonly allowed: boolean;
  /** 200, or the status of the refusal; of what `allow` answered itself, its own. */
  readonly status: number;
  /** The code of the refusal, such as `expired`, `scope` or `rate-limit`; `internal` where the decision failed. */
  readonly code?: string | undefined;
  /** The name in the token, where the token allows the request. */
  readonly name?: string | undefined;
  readonly pipe?: string | undefined;
  /** Where there are several. */
  readonly workspaceId?: string | undefined;
  /** The limit that the token states, requests per second. */
  readonly rps?: number | undefined;
  /** How long the decision took, seconds. */
  readonly seconds: number;
  readonly request: Request;
}

const OPTIONS = [
  "verifier",
  "verifiers",
  "limiter",
  "upstream",
  "staticToken",
  "basePath",
  "allow",
  "passParams",
  "onDecision",
  "cache",
  "cors",
  "fetch",
  "timeout",
  "onError",
] as const;
/** The longest URL that is looked at, in characters. */
const MAX_URL = 16 * 1024;
const ENDPOINT = /^\/v0\/pipes\/(\w+)\.(json|csv|ndjson|parquet)$/;
const NO_SQL = "a JWT reads published endpoints; the caller's own SQL is refused";

/** A request that may not pass. */
interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** What is known of a request by now. */
interface Asked {
  pipe?: string;
  format?: string;
  workspace?: Workspace;
  granted?: Granted;
}

/**
 * Stands in front of Tinybird's endpoints, `GET /v0/pipes/<pipe>.json|csv|ndjson|parquet`: verifies the token, decides, counts, and
 * only then calls the upstream, with the decided parameters and the static token, and streams its response.
 *
 * Refusals are `{ "error": …, "code": … }`: 400, 401 and 403 as `Verifier.authorize` and `allow` decide, 403 for `/v0/sql` and for `?q=`,
 * 404, 405, 414, 429; 502 and 504 where the upstream fails, 503 where the limiter or `allow` does.
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
 * The second argument is what a runtime hands over beside the request. Where it has a `waitUntil`, as in Workers, that keeps the
 * isolate alive until an answer is in the cache and a decision was told.
 *
 * @param options or a function that gives them, which may be async and is called with the first request: for builds that import the
 *   handler where there is no key yet, as `next build` does
 * @throws `MintbirdError` with the code `option`
 */
export function createGateway(options: Lazy<GatewayOptions>): (request: Request, context?: unknown) => Promise<Response> {
  return lazily(options, gateway, () => refuse(500, "internal", "the request could not be decided", {}));
}

function gateway(options: GatewayOptions): (request: Request, context?: unknown) => Promise<Response> {
  const read = closedOptions<GatewayRules & OneWorkspace & SeveralWorkspaces>(options, OPTIONS);
  const { timeout: seconds = 30, basePath: base = "" } = read;
  const limiter = checkObject("limiter", read.limiter, ["take"], "`new RateLimiter()`");
  const timeout = checkSeconds("timeout", seconds, { max: MAX_TIMEOUT, positive: true });
  const basePath = checkBasePath(base);
  const passParams = checkPassParams(read.passParams ?? []);
  const allow = checkFunction("allow", read.allow, { optional: true });
  const onDecision = checkFunction("onDecision", read.onDecision, { optional: true });
  const onError = checkFunction("onError", read.onError, { optional: true });
  const workspaces = checkWorkspaces(read, { fetch: read.fetch, timeout, cache: read.cache });
  const cors = createCors(read.cors, "GET, HEAD", RATE_LIMIT_HEADERS);

  /** Decides about a request, and notes what it learns of it. Nothing is returned for one that may pass. */
  async function decide(request: Request, asked: Asked, headers: HeaderFields): Promise<Refusal | undefined> {
    if (request.url.length > MAX_URL) return refusal(414, "url", `the URL is longer than ${MAX_URL} characters`);
    const { pathname, searchParams: query } = new URL(request.url);
    const path = pathname.startsWith(basePath) ? pathname.slice(basePath.length) : "";
    if (/^\/v0\/sql\/?$/.test(path)) return refusal(403, "sql", NO_SQL);
    const [, pipe, format] = ENDPOINT.exec(path) ?? [];
    if (pipe === undefined || format === undefined) {
      return refusal(404, "not-found", `endpoints are read at ${basePath}/v0/pipes/<name>.json, .csv, .ndjson or .parquet`);
    }
    Object.assign(asked, { pipe, format });
    if (request.method !== "GET" && request.method !== "HEAD") {
      headers["allow"] = cors ? "GET, HEAD, OPTIONS" : "GET, HEAD";
      return refusal(405, "method", "endpoints are read with GET");
    }

    const decision = await authorize(bearer(request, query), { pipe, params: [...query], allow: passParams }, asked);
    if (!isGranted(decision)) return refusal(decision.status, decision.code, decision.message);
    // With the static token, a query over the endpoint could read whatever that token may.
    if ([...query.keys()].some((name) => name.toLowerCase() === "q")) return refusal(403, "sql", NO_SQL);
    asked.granted = decision;
    const workspaceId = asked.workspace?.id;

    const own = await askOwner({ ...decision, pipe, workspaceId }, request);
    if (own !== undefined) return own;

    const rps = decision.limits?.rps ?? 0;
    if (rps <= 0) return undefined;
    // Names are the workspace's own.
    const limit = await count(workspaceId === undefined ? decision.name : `${workspaceId}/${decision.name}`, rps, request);
    if (limit === undefined) return refusal(503, "limiter", "the request could not be counted; try again");
    Object.assign(headers, rateLimitHeaders(limit));
    if (limit.allowed) return undefined;
    return refusal(429, "rate-limit", `more than ${limit.limit} requests in a second for all tokens of this name`);
  }

  /** By the verifier whose key has signed the token. */
  async function authorize(token: string, access: AccessRequest, asked: Asked): Promise<Decision> {
    let decision: Decision | undefined;
    for (const workspace of workspaces) {
      decision = await within(timeout, "the verifier", workspace.verifier.authorize(token, access));
      if (!isGranted(decision) && (decision.code === "signature" || decision.code === "workspace")) continue;
      asked.workspace = workspace;
      break;
    }
    return decision!;
  }

  async function askOwner(allowed: Allowed, request: Request): Promise<Refusal | undefined> {
    if (allow === undefined) return undefined;
    let answer: AllowAnswer;
    try {
      answer = await within(timeout, "option `allow`", allow(allowed, request));
    } catch (error) {
      if (isForFramework(error) || isResponse(error)) throw error;
      notify(onError, error, request);
      return refusal(503, "allow", "the request could not be decided; try again");
    }
    if (answer === true) return undefined;
    throwAnswer(answer);
    const { status, code, message } = Object(answer) as { [name: string]: unknown };
    return refusal(status, textOr("denied", code), textOr("this request is not allowed", message));
  }

  async function count(name: string, rps: number, request: Request): Promise<RateLimit | undefined> {
    try {
      return checkRateLimit(await within(timeout, "the limiter", limiter.take(name, rps)));
    } catch (error) {
      notify(onError, error, request);
      return undefined;
    }
  }

  async function respond(request: Request, headers: HeaderFields, waitUntil: WaitUntil): Promise<Response> {
    const started = performance.now();
    const asked: Asked = {};
    const tell = (allowed: boolean, status: number, code: string | undefined): void => {
      if (onDecision === undefined) return;
      const { pipe, workspace, granted } = asked;
      const known = { name: granted?.name, pipe, workspaceId: workspace?.id, rps: granted?.limits?.rps };
      const event = { allowed, status, code, ...known, seconds: (performance.now() - started) / 1000, request };
      waitUntil(inBackground(() => onDecision(event)));
    };
    let refused: Refusal | undefined;
    try {
      refused = await decide(request, asked, headers);
    } catch (error) {
      const isMeant = isResponse(error) || isForFramework(error);
      tell(false, isMeant ? statusOf(error) : 500, isMeant ? "denied" : "internal");
      throw error;
    }
    tell(refused === undefined, refused?.status ?? 200, refused?.code);
    const { pipe, format, workspace, granted } = asked;
    if (refused !== undefined) return refuse(refused.status, refused.code, refused.message, headers);

    const { upstream, cache } = workspace!;
    const path = pathOf(pipe!, format!, granted!.params);
    const call = (): Promise<Response> => upstream.read(path, request, onError);
    const response = cache === undefined ? await call() : await cache.read(path, call, waitUntil);
    for (const name in headers) response.headers.set(name, headers[name]!);
    if (request.method !== "HEAD") return response;
    await response.body?.cancel();
    return new Response(null, response);
  }

  return async (request, context) => {
    let headers: HeaderFields = {};
    try {
      const odd = notRequest(request);
      if (odd !== undefined) throw odd;
      if (request.method === "OPTIONS" && cors !== undefined) return cors.preflight(request);
      headers = cors?.headers(request) ?? headers;
      return await respond(request, headers, waitUntilOf(context));
    } catch (error) {
      if (isResponse(error)) return error;
      if (isForFramework(error)) throw error;
      notify(onError, error, request);
      return refuse(500, "internal", "the request could not be decided", headers);
    }
  };
}

type WaitUntil = (promise: Promise<unknown>) => void;

/** What keeps the isolate alive, where the runtime hands that over. */
function waitUntilOf(context: unknown): WaitUntil {
  const worker = context as { waitUntil?: unknown } | null | undefined;
  return (promise) => {
    if (typeof worker?.waitUntil === "function") (worker as { waitUntil: WaitUntil }).waitUntil(promise);
  };
}

/** A verifier of one's own may answer anything. */
function isGranted(decision: Decision): decision is Granted {
  return (decision.allowed as unknown) === true;
}

/** Whatever its status, a refusal is an error. */
function refusal(status: unknown, code: string, message: string): Refusal {
  const isError = typeof status === "number" && Number.isInteger(status) && status >= 400 && status <= 599;
  return { status: isError ? status : 403, code, message };
}

function textOr(fallback: string, value: unknown): string {
  return typeof value === "string" ? value : fallback;
}

function checkBasePath(path: unknown): string {
  if (typeof path === "string" && (path === "" || (/^(?:\/[^/?#\s]+)+$/.test(path) && new URL(path, "http://base").pathname === path)))
    return path;
  throw new MintbirdError("option", "option `basePath` must be a path such as /api/tinybird, without a slash at its end");
}

function checkPassParams(names: unknown): readonly string[] {
  // The token of a request is never the upstream's business. Endpoints have no other names, and there is no pattern of names.
  const isName = (name: unknown): boolean => typeof name === "string" && /^\w+$/.test(name) && !/^(q|token)$/i.test(name);
  if (Array.isArray(names) && names.every(isName)) return names as string[];
  throw new MintbirdError("option", "option `passParams` must be a list of names of parameters, each in full, without `q` and `token`");
}
