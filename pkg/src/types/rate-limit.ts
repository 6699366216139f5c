import { MintbirdError } from "./error.js";

/** What a limiter answers: whether a request may pass, and what is left. */
export interface RateLimit {
  /** Whether the request may pass. Only then was it counted. */
  readonly allowed: boolean;
  /** Requests per second; Infinity where there is no limit. */
  readonly limit: number;
  /** How many more requests would pass at this moment. */
  readonly remaining: number;
  /** Until the whole allowance is there again, seconds, with a fraction. */
  readonly reset: number;
  /** Until the next request would pass, seconds, with a fraction. 0 for one that did. */
  readonly retryAfter: number;
}

/**
 * Counts requests by name. `RateLimiter` counts those of one isolate; `mintbird/server` has limiters that several share.
 *
 * `rps` is what the token states: requests per second, an integer; 0 or less for no limit.
 */
export interface Limiter {
  take(name: string, rps: number): RateLimit | Promise<RateLimit>;
}

/** The answer where there is no limit. */
export const UNLIMITED: RateLimit = Object.freeze({
  allowed: true,
  limit: Infinity,
  remaining: Infinity,
  reset: 0,
  retryAfter: 0,
});

/** Whether requests are unlimited. Anything but an integer is refused: no count would ever reach NaN. */
export function isUnlimited(rps: number): boolean {
  if (!Number.isInteger(rps)) throw new MintbirdError("option", "option `rps` must be an integer: requests per second");
  return rps <= 0;
}

/**
 * What a limiter has answered, if it is an answer: whatever else it may be, it lets nothing through.
 *
 * @throws `MintbirdError`: `option`
 */
export function checkRateLimit(answer: unknown): RateLimit {
  const { allowed, limit, remaining, reset, retryAfter } = (answer ?? {}) as { [name: string]: unknown };
  const numbers = [limit, remaining, reset, retryAfter];
  if (typeof allowed === "boolean" && numbers.every((value) => typeof value === "number" && value >= 0)) return answer as RateLimit;
  throw new MintbirdError("option", "the limiter must answer { allowed, limit, remaining, reset, retryAfter }, a boolean and four numbers");
}
