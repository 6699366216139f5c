import { MintbirdError } from "../types/error.js";
import { nearest } from "./nearest.js";

/** The current time. */
export interface Now {
  /** The time, Unix seconds. Left out, the clock is read at the call. */
  readonly now?: number | undefined;
}

/**
 * Options, read here rather than in the module, so that none of the caller's code runs inside of it.
 *
 * They are all known by name; one that is not is refused. Only own properties are read, whatever a polluted prototype
 * hands to every object, and what is undefined is as good as absent.
 *
 * @param inside the option whose value these are, if they are not those of the call itself
 * @throws `MintbirdError`: `option`
 */
export function closedOptions<T extends object>(options: unknown, known: readonly (keyof T & string)[], inside?: string): Partial<T> {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const name = inside === undefined ? "the options" : `option \`${inside}\``;
    throw new MintbirdError("option", `${name} must be an object with ${list(known)}`);
  }
  // Without a prototype, so that nothing is inherited by what is returned, either.
  const read = Object.create(null) as { [name: string]: unknown };
  for (const name of Object.keys(options)) {
    if (!(known as readonly string[]).includes(name)) throw unknownOption(name, known, inside);
    read[name] = (options as { [name: string]: unknown })[name];
  }
  return read as Partial<T>;
}

/**
 * Refuses options in a call that takes none: they would count for nothing. What `map` and `forEach` hand on beside an item, its index
 * and the list, is no options.
 *
 * @param call its name, for the message
 * @throws `MintbirdError`: `option`
 */
export function noOptions(call: string, surplus: readonly unknown[]): void {
  if (surplus.some((value) => Object.prototype.toString.call(value) === "[object Object]")) {
    throw new MintbirdError("option", `\`${call}\` takes no options`);
  }
}

function unknownOption(name: string, known: readonly string[], inside: string | undefined): MintbirdError {
  // What is no name may be anything, a key too: it is not repeated.
  if (!/^[\w$-]{1,40}$/.test(name)) return new MintbirdError("option", `unknown option; the options are ${list(known)}`);
  const path = inside === undefined ? "" : `${inside}.`;
  const near = nearest(name, known);
  const hint = near === undefined ? `the options are ${list(known)}` : `did you mean \`${path}${near}\`?`;
  return new MintbirdError("option", `unknown option \`${path}${name}\`; ${hint}`);
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
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
  return currentTime(options === undefined ? undefined : closedOptions<Now>(options, ["now"]).now);
}
