// The types of mintbird/server and mintbird/client, which need those of the web platform. Compiled, never run.
import { MintbirdError, Minter, RateLimiter, Verifier } from "mintbird";
import type { Decision, DenialCode, Granted } from "mintbird";
import { TokenSource, TokenSourceError } from "mintbird/client";
import {
  DurableObjectLimiter,
  type GatewayOptions,
  type Limiter,
  RateLimitObject,
  RedisLimiter,
  createGateway,
  createTokenApi,
  createTokenHandler,
} from "mintbird/server";
import { type Equal, same } from "./equal.js";

declare const key: string;
type Handler = (request: Request) => Response | Promise<Response>;

// The parameters that authenticate returns are those of the template.
const minter = new Minter(
  { name: "u_{user_id}", ttl: 600, scopes: [{ type: "PIPES:READ", resource: "p", fixed_params: { org_id: "{org_id}" } }] },
  key,
);
createTokenHandler({ minter, authenticate: () => ({ user_id: 1, org_id: "acme" }) }) satisfies Handler;
createTokenHandler({ minter, authenticate: async (request) => request.headers.has("cookie") && { user_id: 1, org_id: "acme" } });
createTokenHandler({ minter, authenticate: () => null, cors: { origins: ["https://a.example"], credentials: true } });
// @ts-expect-error: a tenant is missing
createTokenHandler({ minter, authenticate: () => ({ user_id: 1 }) });
// @ts-expect-error: a tenant is missing, later
createTokenHandler({ minter, authenticate: async () => ({ user_id: 1 }) });
// @ts-expect-error: a tenant may be undefined
createTokenHandler({ minter, authenticate: () => ({ user_id: 1, org_id: undefined as string | undefined }) });
// @ts-expect-error: nobody is asked
createTokenHandler({ minter });
// A template that came as text has any parameters.
createTokenHandler({ minter: new Minter(String(key), key), authenticate: () => ({ anything: 1 }) });

createTokenApi({ signingKey: key }) satisfies Handler;

const verifier = new Verifier({ keys: key });
for (const limiter of [
  new RateLimiter({ maxNames: 5 }),
  new RedisLimiter({ eval: async (script: string, keys: string[], args: string[]) => [script, keys, args] }),
  new DurableObjectLimiter({ idFromName: (name) => name, get: () => new RateLimitObject() as never }),
] satisfies Limiter[]) {
  createGateway({ verifier, limiter, upstream: "https://api.tinybird.co", staticToken: key }) satisfies Handler;
}
declare const caches: { default: Cache };
createGateway({ verifier, limiter: new RateLimiter(), upstream: "x", staticToken: key, cache: { store: caches.default, ttl: 5 } });
// @ts-expect-error: no limiter
createGateway({ verifier, upstream: "https://api.tinybird.co", staticToken: key });

// A decision is told apart by `allowed`.
const decision: Decision = verifier.authorize("", { pipe: "p", params: new URLSearchParams("a=1") });
if (decision.allowed) same<Equal<typeof decision, Granted>>();
else {
  same<Equal<typeof decision.code, DenialCode>>();
  same<Equal<typeof decision.status, 400 | 401 | 403>>();
}
verifier.authorize("", { datasource: "d", params: { a: 1, b: ["x"], c: undefined } }, { now: 1 });
// @ts-expect-error: an object is no parameter
verifier.authorize("", { pipe: "p", params: { a: { b: 1 } } });

const source = new TokenSource({ fetchToken: (signal) => fetch("/token", { method: "POST", signal }), leeway: 5 });
same<Equal<ReturnType<typeof source.get>, Promise<string>>>();
source.fetch satisfies typeof fetch;
new TokenSource({ fetchToken: async () => ({ token: "x", expires_at: 1 }) });
// @ts-expect-error: when does it expire?
new TokenSource({ fetchToken: async () => ({ token: "x" }) });

// A minter that is made later has the same parameters.
createTokenHandler({ minter: () => minter, authenticate: () => ({ user_id: 1, org_id: "acme" }), ttl: "10m" }) satisfies Handler;
createTokenHandler({ minter: async () => minter, authenticate: () => ({ user_id: 1, org_id: "acme" }) }) satisfies Handler;
// @ts-expect-error: a tenant is missing
createTokenHandler({ minter: () => minter, authenticate: () => ({ user_id: 1 }) });
// @ts-expect-error: the same where it is made by a promise
createTokenHandler({ minter: async () => minter, authenticate: () => ({ user_id: 1 }) });
// @ts-expect-error: no such option
createTokenHandler({ minter, authenticate: () => null, maxBody: 1 });

// As Next, Deno, Bun and Workers take their handlers.
declare const options: GatewayOptions;
const gateway = createGateway(options);
gateway satisfies (request: Request, context: { params: Promise<{ pipe: string }> }) => Response | Promise<Response>;
gateway satisfies (request: Request, info: { remoteAddr: { hostname: string } }) => Response | Promise<Response>;
gateway satisfies (request: Request, context: { waitUntil(promise: Promise<unknown>): void; passThroughOnException(): void }) => unknown;
createGateway(() => options) satisfies Handler;
createGateway(async () => options) satisfies Handler;
createGateway({ ...options, allow: () => new Response("gone", { status: 410 }) }) satisfies Handler;
createTokenApi(async () => ({ signingKey: key })) satisfies Handler;
createTokenApi(() => ({ signingKey: key, workspaceId: "" })) satisfies Handler;

const rest = { limiter: new RateLimiter(), upstream: "https://api.tinybird.co", staticToken: key };
createGateway({
  ...rest,
  verifier,
  basePath: "/api",
  allow: async ({ name, pipe, params }, request) => name !== "revoked" && pipe === "p" && params["a"] === 1 && request.url !== "",
  onDecision: ({ allowed, status, code, name, pipe, workspaceId, rps, seconds, request }) => {
    console.log(allowed satisfies boolean, status + seconds, code, name, pipe, workspaceId, rps, request.url);
  },
});
createGateway({ ...rest, verifier, allow: () => ({ code: "revoked", message: "signed out", status: 401 }) });
createGateway({ ...rest, staticToken: { a: key }, verifiers: { a: verifier } });
// @ts-expect-error: one static token for the tokens of several workspaces
createGateway({ ...rest, verifiers: { a: verifier } });
// @ts-expect-error: nobody verifies
createGateway(rest);
// @ts-expect-error: no such option
createGateway({ ...rest, verifier, limitter: 1 });
// A verifier around another, with a code of its own.
createGateway({
  ...rest,
  verifier: {
    authorize(token, request) {
      const decision = verifier.authorize(token, request);
      return decision.allowed && decision.name === "x" ? { allowed: false, status: 403, code: "revoked", message: "signed out" } : decision;
    },
  },
});

declare const thrown: unknown;
if (MintbirdError.is(thrown)) same<Equal<typeof thrown, MintbirdError>>();
if (thrown instanceof TokenSourceError) {
  thrown.code satisfies "issuer-status" | "issuer-unreachable" | "issuer-answer" | "issuer-lifetime" | "fetch-token" | "endpoint-status";
  thrown satisfies Error;
  // @ts-expect-error: no such code
  if (thrown.code === "param") throw thrown;
}
new TokenSource({ fetchToken: () => fetch("/token"), origins: ["https://gateway.example.com"] });
