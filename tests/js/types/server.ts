// The types of mintbird/server and mintbird/client, which need those of the web platform. Compiled, never run.
import { Minter, RateLimiter, Verifier, parseStaticToken, sign } from "mintbird";
import type { Decision, DenialCode, Granted } from "mintbird";
import { TokenSource } from "mintbird/client";
import {
  DurableObjectLimiter,
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

createTokenApi({ signingKey: key, sign, workspaceId: parseStaticToken(key).u }) satisfies Handler;

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
