import { type RateLimit, UNLIMITED } from "../../types/rate-limit.js";

/** The length of the window, milliseconds. */
export const WINDOW = 1000;

/** The requests of one name in the last second: at most `rps` in any window of one second. */
export class Window {
  /** When requests were let through, milliseconds, oldest first. */
  readonly #times: number[] = [];

  take(rps: number, now: number): RateLimit {
    if (rps <= 0) return UNLIMITED;
    const newest = this.#times.at(-1);
    if (newest !== undefined && newest > now) {
      // If the clock was set back by up to a second, time stands still; if by more, the log moves back with it.
      const back = newest - now;
      if (back > WINDOW) this.#times.forEach((time, index) => (this.#times[index] = time - back));
      else now = newest;
    }
    const gone = this.#times.findIndex((time) => now - time < WINDOW);
    this.#times.splice(0, gone === -1 ? this.#times.length : gone);
    const allowed = this.#times.length < rps;
    if (allowed) this.#times.push(now);
    const until = (time: number | undefined): number => (time === undefined ? 0 : (time + WINDOW - now) / 1000);
    return {
      allowed,
      limit: rps,
      remaining: Math.max(0, rps - this.#times.length),
      reset: until(this.#times.at(-1)),
      retryAfter: allowed ? 0 : until(this.#times[this.#times.length - rps]),
    };
  }
}
