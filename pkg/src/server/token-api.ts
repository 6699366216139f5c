import { MintbirdError } from "../types/error.js";
import { type OnError, json, notify, refuse } from "./answer.js";
import { bearer, sameText } from "./bearer.js";
import { bounded } from "./body.js";

/** What JWTs are made of. */
export interface TokenApiOptions {
  /** The workspace admin token. It signs, and callers have to present it. */
  readonly signingKey: string;
  /** `sign` of `mintbird`. */
  readonly sign: (claims: string, signingKey: string) => string;
  /** The UUID of the workspace: `parseStaticToken(signingKey).u`. */
  readonly workspaceId: string;
  /** What the command line learns about the workspace. */
  readonly workspaceName?: string | undefined;
  /** Called with errors inside the handler. */
  readonly onError?: OnError | undefined;
}

/** The longest request body, in bytes. */
const MAX_BODY = 64 * 1024;

/**
 * The part of Tinybird's Token API that creates JWTs, signed here: `POST /v0/tokens`, and what `tb` asks on the way,
 * `GET /v1/workspace` and `GET /v0/regions`. Tinybird's command line and its SDKs work against it unchanged.
 *
 * ```ts
 * const fetch = createTokenApi({ signingKey, sign, workspaceId: parseStaticToken(signingKey).u });
 * ```
 */
export function createTokenApi(options: TokenApiOptions): (request: Request) => Promise<Response> {
  const { signingKey, workspaceId, workspaceName = "mintbird", onError } = options;
  if (typeof signingKey !== "string" || signingKey.trim() === "") {
    throw new MintbirdError("key", "the signing key must be the workspace admin token; is the environment variable set?");
  }
  if (typeof workspaceId !== "string") throw new MintbirdError("option", "option `workspaceId` must be the UUID of the workspace");
  if (typeof options.sign !== "function") throw new MintbirdError("option", "option `sign` must be the function `sign` from `mintbird`");
  const admin = signingKey.trim();

  return async (request) => {
    const { pathname, searchParams: query } = new URL(request.url);
    if (!sameText(bearer(request, query), admin)) {
      return fault(403, "invalid authentication token; the workspace admin token is needed here");
    }
    switch (`${request.method} ${pathname.replace(/\/$/, "")}`) {
      case "GET /v1/workspace":
        return answer({ id: workspaceId, name: workspaceName, main: null, members: [], scope: "admin" });
      case "GET /v0/regions":
        return answer({ regions: [] });
      case "POST /v0/tokens":
        try {
          return await create(request, query, options);
        } catch (error) {
          if (error instanceof MintbirdError && error.code !== "key") return fault(400, error.message);
          notify(onError, error, request);
          return fault(500, "no token could be made");
        }
      default:
        return fault(404, `${request.method} ${pathname} is not served here: this API creates JWTs, with POST /v0/tokens`);
    }
  };
}

async function create(request: Request, query: URLSearchParams, options: TokenApiOptions): Promise<Response> {
  const asked = await bounded(request, MAX_BODY);
  if (asked === undefined) return fault(413, `the body is longer than ${MAX_BODY} bytes`);
  // Clients send JSON under various content types; curl calls it a form.
  const text = await asked.text();
  const body = parse(text);
  if (body === undefined) return fault(400, 'the body has to be JSON: {"scopes": [{"type": …, "resource": …}]}');
  const unknown = Object.keys(body).find((name) => !["name", "scopes", "limits"].includes(name));
  if (unknown !== undefined) return fault(400, `the body has a member \`${unknown}\` that this API does not know`);
  if (body.scopes === undefined) return fault(400, "the body has no `scopes`");
  const exp = query.get("expiration_time") ?? "";
  if (!/^[1-9]\d{0,11}$/.test(exp)) {
    return fault(400, "`expiration_time` has to be given, in Unix seconds: only JWTs are created here, and they expire");
  }
  if (Number(exp) * 1000 <= Date.now()) return fault(400, `\`expiration_time\` has passed: ${exp}`);
  const name = query.get("name");
  if (name !== null && body.name !== undefined && name !== body.name) return fault(400, "`name` is given twice, and differs");

  // The body is passed on as text: JavaScript would round large numbers in it.
  const ours = `"workspace_id":${JSON.stringify(options.workspaceId)},"exp":${exp}`;
  const named = name !== null && body.name === undefined ? `,"name":${JSON.stringify(name)}` : "";
  const claims = `{${ours}${named},${text.slice(text.indexOf("{") + 1)}`;
  return answer({ token: options.sign(claims, options.signingKey) });
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
