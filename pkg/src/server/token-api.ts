import { SigningKey, Verifier, inspect, sign } from "mintbird";
import { closedOptions } from "../border/options.js";
import { MintbirdError } from "../types/error.js";
import type { Issue } from "../types/issue.js";
import { json, refuse } from "./answer.js";
import { bearer, sameText } from "./bearer.js";
import { readBody } from "./body.js";
import { checkFunction } from "./checks.js";
import { type OnError, inBackground, notRequest, notify } from "./faults.js";
import { type Lazy, lazily } from "./lazily.js";

/** What JWTs are made of. */
export interface TokenApiOptions {
  /** The workspace admin token. It signs, and callers have to present it. */
  readonly signingKey: string;
  /** The UUID of the workspace, where the key is not a static token, which says it. */
  readonly workspaceId?: string | undefined;
  /** What the command line learns about the workspace. */
  readonly workspaceName?: string | undefined;
  /**
   * Refuses scopes that pin no rows: a data source without a filter, an endpoint without fixed parameters. `tb token create jwt` drops
   * filters without a word. Unless set, such tokens are signed, with a warning.
   */
  readonly refuseUnpinned?: boolean | undefined;
  /** Told of each scope that pins no rows and was signed all the same. Written to the console unless given. */
  readonly onWarning?: OnWarning | undefined;
  /** Told of what goes wrong inside. Written to the console unless given. */
  readonly onError?: OnError | undefined;
}

/** Told of what is legal but hardly meant. */
export type OnWarning = (issue: Issue, request: Request) => void;

const OPTIONS = ["signingKey", "workspaceId", "workspaceName", "refuseUnpinned", "onWarning", "onError"] as const;
/** The longest request body, in bytes. */
const MAX_BODY = 64 * 1024;
const ROUTES = ["POST /v0/tokens", "GET /v0/regions", "GET /v1/workspace"] as const;

/**
 * The part of Tinybird's Token API that creates JWTs, signed here: `POST /v0/tokens`, and what `tb` asks on the way,
 * `GET /v1/workspace` and `GET /v0/regions`. Tinybird's command line and its SDKs work against it unchanged.
 *
 * ```ts
 * const fetch = createTokenApi({ signingKey: process.env.TINYBIRD_SIGNING_KEY });
 * ```
 *
 * @param options or a function that gives them, which may be async and is called with the first request
 * @throws `MintbirdError` with the code `option` or `key`
 */
export function createTokenApi(options: Lazy<TokenApiOptions>): (request: Request) => Promise<Response> {
  return lazily(options, tokenApi, () => fault(500, "no token could be made"));
}

function tokenApi(options: TokenApiOptions): (request: Request) => Promise<Response> {
  const read = closedOptions<TokenApiOptions>(options, OPTIONS);
  const { signingKey, workspaceName = "mintbird" } = read;
  const onError = checkFunction("onError", read.onError, { optional: true });
  const onWarning = checkFunction("onWarning", read.onWarning, { optional: true }) ?? warn;
  const { refuseUnpinned = false } = read;
  if (typeof refuseUnpinned !== "boolean") throw new MintbirdError("option", "option `refuseUnpinned` must be a boolean");
  if (typeof workspaceName !== "string") throw new MintbirdError("option", "option `workspaceName` must be a string");
  if (typeof signingKey !== "string" || signingKey.trim() === "") {
    throw new MintbirdError("key", "the signing key must be the workspace admin token; is the environment variable set?");
  }
  const key = new SigningKey(signingKey);
  const { workspaceId = key.workspaceId } = read;
  if (workspaceId === undefined) {
    throw new MintbirdError("option", "option `workspaceId` must be the UUID of the workspace: the signing key does not contain it");
  }
  // Told now, not with the first request.
  new Verifier({ keys: key, workspaceId }).free();
  const admin = signingKey.trim();

  async function respond(request: Request): Promise<Response> {
    const { pathname, searchParams: query } = new URL(request.url);
    const repeated = [...query.keys()].find((name, index, names) => names.indexOf(name) !== index);
    // Which of them counts, each client and each server decides in its own way.
    if (repeated !== undefined) return fault(400, `the query has \`${unlessToken(repeated)}\` twice`);
    const route = ROUTES.find((route) => route === `${request.method} ${pathname.replace(/\/$/, "")}`);
    // Before the token is looked at: a better one would not help.
    if (route === undefined) {
      return fault(404, `${unlessToken(`${request.method} ${pathname}`)} is not served here: this API creates JWTs, with POST /v0/tokens`);
    }
    if (!sameText(bearer(request, query), admin)) {
      return fault(403, "invalid authentication token; the workspace admin token is needed here");
    }
    if (route === "POST /v0/tokens") return create(request, query);
    if (route === "GET /v0/regions") return answer({ regions: [] });
    return answer({ id: workspaceId, name: workspaceName, main: null, members: [], scope: "admin" });
  }

  async function create(request: Request, query: URLSearchParams): Promise<Response> {
    const bytes = await readBody(request, MAX_BODY);
    if (bytes === undefined) return fault(413, `the body is longer than ${MAX_BODY} bytes`);
    // Clients send JSON under many a content type; curl calls it a form.
    const text = new TextDecoder().decode(bytes);
    const body = parse(text);
    if (body === undefined) return fault(400, 'the body must be JSON: {"scopes": [{"type": …, "resource": …}]}');
    const unknown = Object.keys(body).find((name) => !["name", "scopes", "limits"].includes(name));
    if (unknown !== undefined) return fault(400, `the body has a property \`${unlessToken(unknown)}\` that this API does not know`);
    if (body.scopes === undefined) return fault(400, "the body has no `scopes`");
    const exp = query.get("expiration_time") ?? "";
    if (/^[1-9]\d{12,}$/.test(exp)) return fault(400, "`expiration_time` must be in Unix seconds; it looks like milliseconds");
    if (!/^[1-9]\d{0,11}$/.test(exp)) {
      return fault(400, "`expiration_time` must be given, in Unix seconds: only JWTs are created here, and they expire");
    }
    if (Number(exp) * 1000 <= Date.now()) return fault(400, `\`expiration_time\` has passed: ${exp}`);
    const name = query.get("name");
    if (name !== null && body.name !== undefined && name !== body.name) return fault(400, "`name` is given twice, and differs");

    // The body goes on as it came: JavaScript would round the digits of a tenant's number.
    const ours = `"workspace_id":${JSON.stringify(workspaceId)},"exp":${exp}`;
    const named = name !== null && body.name === undefined ? `,"name":${JSON.stringify(name)}` : "";
    const claims = `{${ours}${named},${text.slice(text.indexOf("{") + 1)}`;
    try {
      const token = sign(claims, key);
      const unpinned = inspect(token).issues.filter(({ code }) => code === "scope-unfiltered");
      const [first] = unpinned;
      if (refuseUnpinned && first !== undefined) return fault(400, `${first.path.replace("/claims", "")}: ${first.message}; refused here`);
      for (const issue of unpinned) void inBackground(() => onWarning(issue, request));
      return answer({ token });
    } catch (error) {
      if (MintbirdError.is(error) && error.code !== "key") return fault(400, error.message);
      throw error;
    }
  }

  return async (request) => {
    try {
      const odd = notRequest(request);
      if (odd !== undefined) throw odd;
      return await respond(request);
    } catch (error) {
      notify(onError, error, request);
      return fault(500, "no token could be made");
    }
  };
}

/** Not the query: it may hold a token. */
function warn({ path, message }: Issue, { method, url }: Request): void {
  console.warn(`mintbird: ${method} ${url.replace(/[?#].*/s, "")}: ${path.replace("/claims", "")}: ${message}`);
}

/** What a caller wrote, unless it may be a token. */
function unlessToken(text: string): string {
  return text.length <= 64 && !text.includes("eyJ") ? text : "…";
}

function parse(text: string): { name?: unknown; scopes?: unknown } | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && !Array.isArray(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function answer(body: unknown): Response {
  return json(200, JSON.stringify(body), {});
}

function fault(status: number, error: string): Response {
  const code = { 400: "bad-request", 403: "forbidden", 404: "not-found", 413: "body" }[status] ?? "internal";
  return refuse(status, code, error, {});
}
