import { MintbirdError } from "./error.js";

/** What an option may be, in seconds. */
interface Bounds {
  readonly max: number;
  /** Whether 0 is too little. */
  readonly positive?: boolean;
  readonly integer?: boolean;
}

/**
 * Checks a duration, which is in seconds everywhere. One that is longer than makes sense was meant in milliseconds, and would
 * otherwise hold a thousand times as long.
 *
 * @param name what the option is called
 * @throws `MintbirdError`: `option`
 */
export function checkSeconds(name: string, value: unknown, { max, positive = false, integer = false }: Bounds): number {
  const valid = typeof value === "number" && value >= 0 && !(positive && value === 0) && (Number.isInteger(value) || !integer);
  if (valid && value <= max) return value;
  const kind = `${integer ? "a whole number" : "a number"} of seconds, ${positive ? "more than 0 and" : "0 or more and"} at most ${max}`;
  const hint = valid && Number.isFinite(value) ? `; ${value} looks like milliseconds` : "";
  throw new MintbirdError("option", `option \`${name}\` must be ${kind}${hint}`);
}
