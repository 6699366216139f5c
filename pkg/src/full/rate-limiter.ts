/// <reference lib="esnext.disposable" preserve="true" />
import { callModule } from "../border/call.js";
import { MintbirdError } from "../types/error.js";
import { MAX_TOKEN_LENGTH, cut } from "../border/input-limits.js";
import { type Now, asNumber, closedOptions } from "../border/options.js";
import { type Limiter, type RateLimit, UNLIMITED } from "../types/rate-limit.js";
import { disposable, freed } from "./disposable.js";
import type * as glue from "./mintbird_bg.js";
import { module } from "./module.js";

/** How much a {@link RateLimiter} remembers. */
export interface RateLimiterOptions {
  /** The most names to keep; where one more comes, the least recently used leaves. 10 000 unless given, 1 000 000 at most; 43 bytes each. */
  readonly maxNames?: number | undefined;
}

/**
 * Counts requests by name within this isolate: at most `rps` in any window of one second, all of which may come at once.
 *
 * ```ts
 * const limiter = new RateLimiter();
 * const { allowed, retryAfter } = limiter.take("dashboard_u_1", 10);
 * ```
 */
export class RateLimiter implements Limiter {
  #module: glue.RateLimiter | undefined;

  /** @throws `MintbirdError`: `option` */
  constructor(options?: RateLimiterOptions) {
    const { maxNames = 10_000 } = options === undefined ? {} : closedOptions<RateLimiterOptions>(options, ["maxNames"]);
    this.#module = callModule(() => new module.RateLimiter(asNumber(maxNames) ?? NaN));
  }

  /**
   * Asks for one request of this name.
   *
   * @param rps the limit that its token states: requests per second, an integer; 0 or less for no limit
   * @param options the time in Unix seconds, of which milliseconds count
   * @throws `MintbirdError`: `option` for a name that is not a string or a limit that is not an integer, `clock`
   */
  take(name: string, rps: number, options?: Now): RateLimit {
    if (typeof name !== "string") throw new MintbirdError("option", "option `name` must be a string");
    const { now = Date.now() / 1000 } = options === undefined ? {} : closedOptions<Now>(options, ["now"]);
    const limiter = this.#module;
    if (limiter === undefined) throw freed("limiter");
    const take = callModule(() => limiter.take(cut(name, MAX_TOKEN_LENGTH), asNumber(rps) ?? NaN, asNumber(now) ?? NaN));
    if (take.length === 0) return UNLIMITED;
    const [allowed, limit, remaining, reset, retryAfter] = take as unknown as [number, number, number, number, number];
    return { allowed: allowed === 1, limit, remaining, reset: reset / 1000, retryAfter: retryAfter / 1000 };
  }

  /** Frees the memory. Calling it twice is harmless. */
  free(): void {
    this.#module?.free();
    this.#module = undefined;
  }

  /** The same, for `using`. */
  declare readonly [Symbol.dispose]: () => void;
}

disposable(RateLimiter.prototype);
