// A Worker that asks the Durable Object.
import { DurableObjectLimiter, RateLimitObject } from "../../pkg/.build/server/limiters/durable-object-limiter.js";

export { RateLimitObject };

export default {
  async fetch(request, env) {
    const { searchParams } = new URL(request.url);
    const limiter = new DurableObjectLimiter(env.LIMITS);
    return Response.json(await limiter.take(searchParams.get("name"), Number(searchParams.get("rps"))));
  },
};
