import { MintbirdError } from "../types/error.js";

const HOUR = 3600;
const DAY = 24 * HOUR;
const UNITS: { readonly [unit: string]: number } = { s: 1, m: 60, h: HOUR, d: DAY };
/** Ten years. */
const MAX_TTL = 10 * 365 * DAY;

/**
 * How long a token lives, in seconds, as a template says it. The core, which judges it again when it mints, knows the same words; here
 * they are read where it is not loaded yet, and where the time of expiry has to be told beside the token.
 *
 * @throws `MintbirdError`: `option`
 */
export function secondsOf(ttl: unknown): number {
  const [, digits, unit] = /^(\d+)([smhd])$/.exec(typeof ttl === "string" ? ttl : "") ?? [];
  const seconds = unit !== undefined ? Number(digits) * UNITS[unit]! : typeof ttl === "bigint" ? Number(ttl) : ttl;
  if (typeof seconds === "number" && Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_TTL) {
    if (unit !== undefined || !looksLikeMilliseconds(seconds)) return seconds;
    const meant = `this looks like milliseconds, of ${seconds / 1000} seconds. If seconds are meant, write "${seconds}s"`;
    throw new MintbirdError("option", `option \`ttl\` must be seconds; ${meant}`);
  }
  throw new MintbirdError("option", 'option `ttl` must be seconds, or "90s", "10m", "1h", "7d"; at least a second, at most ten years');
}

/** Thousands of seconds, and no span that people choose, such as 10 hours or 30 days. */
function looksLikeMilliseconds(seconds: number): boolean {
  const isHours = seconds % HOUR === 0 && seconds < 2 * DAY;
  const isDays = seconds % DAY === 0 && seconds % (125 * DAY) !== 0;
  return seconds >= 10_000 && seconds % 1000 === 0 && !isHours && !isDays;
}
