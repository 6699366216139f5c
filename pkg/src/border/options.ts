import { MintbirdError } from "../types/error.js";

/** The current time. */
export interface Now {
  /** The time, Unix seconds. Left out, the clock is read at the call. */
  readonly now?: number | undefined;
}

/** Reads options here rather than in the module, so that none of the caller's code runs inside it. */
export function readOptions<T extends object>(options: T | undefined): Partial<T> {
  if (options === undefined) return {};
  if (typeof options === "object" && options !== null) return options;
  throw new MintbirdError("option", "option `options` must be an object, such as { now: 1700000000 }");
}

/** A number; anything else becomes NaN, which the core refuses by the option's name. */
export function asNumber(value: unknown): number | undefined {
  return value === undefined || typeof value === "number" ? value : NaN;
}

/** A string, or a number as a string; anything else becomes empty, which the core refuses by the option's name. */
export function asText(value: unknown): string | undefined {
  return value === undefined || typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** The time of a call: the given one, or the clock's. Anything but a number becomes NaN, which the core refuses. */
export function currentTime(now: unknown): number {
  return now === undefined ? Math.floor(Date.now() / 1000) : typeof now === "number" ? now : NaN;
}

/** The same, from options that contain nothing else. */
export function readTime(options: Now | undefined): number {
  return currentTime(options === undefined ? undefined : readOptions(options).now);
}
