import { MintbirdError } from "../../types/error.js";
import { type Limiter, type RateLimit, UNLIMITED, checkRateLimit, isUnlimited } from "../../types/rate-limit.js";
import { Window } from "./window.js";

/** A binding to {@link RateLimitObject}, as Cloudflare hands it to a Worker. */
export interface RateLimitNamespace {
  idFromName(name: string): unknown;
  get(id: never): { fetch(url: string): Promise<Response> };
}

/**
 * Counts requests by name for all isolates of a Worker, in one Durable Object for each name.
 *
 * ```ts
 * export { RateLimitObject } from "mintbird/server";
 * const limiter = new DurableObjectLimiter(env.RATE_LIMITS); // bound to the class RateLimitObject
 * ```
 */
export class DurableObjectLimiter implements Limiter {
  readonly #namespace: RateLimitNamespace;

  /** @throws `MintbirdError` with the code `option` */
  constructor(namespace: RateLimitNamespace) {
    if (typeof namespace?.idFromName !== "function" || typeof namespace.get !== "function") {
      throw new MintbirdError("option", "a DurableObjectLimiter needs a binding to the class RateLimitObject, such as env.RATE_LIMITS");
    }
    this.#namespace = namespace;
  }

  async take(name: string, rps: number): Promise<RateLimit> {
    if (isUnlimited(rps)) return UNLIMITED;
    const object = this.#namespace.get(this.#namespace.idFromName(name) as never);
    const response = await object.fetch(`https://rate-limit/?rps=${rps}`);
    if (!response.ok) throw new Error(`the Durable Object answered ${response.status}`);
    return checkRateLimit(await response.json());
  }
}

/**
 * The Durable Object: the requests of one name. It keeps them in memory only, because a second after the
 * last one there is nothing left to remember.
 */
export class RateLimitObject {
  readonly #window = new Window();

  fetch(request: Request): Response {
    const rps = Number(new URL(request.url).searchParams.get("rps"));
    if (!Number.isInteger(rps) || rps <= 0) return new Response(null, { status: 400 });
    return Response.json(this.#window.take(rps, Date.now()));
  }
}
