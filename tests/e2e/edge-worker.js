// All three handlers in one Worker, with Durable Objects for the limits and Cloudflare's cache for answers.
import { Minter, Verifier } from "mintbird";
import { DurableObjectLimiter, createGateway, createTokenApi, createTokenHandler } from "mintbird/server";

export { RateLimitObject } from "mintbird/server";

export default {
  async fetch(request, env, context) {
    const { TINYBIRD_SIGNING_KEY: signingKey, STATIC_TOKEN: staticToken, UPSTREAM: upstream } = env;
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/token") {
      const scopes = [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}" } }];
      const minter = new Minter({ name: "u_{user_id}", ttl: 60, scopes, limits: { rps: 5 } }, signingKey);
      const authenticate = async (request) => {
        const { user_id, org_id } = await request.json();
        if (org_id === "closed") throw new Response("closed", { status: 410 });
        return { user_id, org_id };
      };
      return createTokenHandler({ minter, authenticate })(request);
    }
    if (pathname.startsWith("/v0/tokens")) {
      return createTokenApi({ signingKey })(request);
    }
    const verifier = new Verifier({ keys: signingKey });
    const limiter = new DurableObjectLimiter(env.LIMITS);
    const cache = searchParams.has("cached") ? { store: caches.default, ttl: 60 } : undefined;
    return createGateway({ verifier, limiter, upstream, staticToken, timeout: 0.5, cache })(request, context);
  },
};
