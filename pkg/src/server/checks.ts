/** Checks of what a handler is made of, when it is made: what is wrong has the code `option` and the option's name. */
import { MintbirdError } from "../types/error.js";

/** An object with these methods. */
export function checkObject<T extends object>(
  name: string,
  value: T | undefined,
  methods: readonly (keyof T & string)[],
  example: string,
): T {
  const good =
    typeof value === "object" &&
    value !== null &&
    methods.every((method) => typeof (value as { [name: string]: unknown })[method] === "function");
  if (good) return value;
  const names = methods.map((method) => `\`${method}\``).join(" and ");
  throw new MintbirdError("option", `option \`${name}\` must be an object with ${names}, such as ${example}`);
}

/** A function, or nothing where it may be left out. */
export function checkFunction<T>(name: string, value: T, { optional = false } = {}): T {
  if (typeof value === "function" || (optional && value === undefined)) return value;
  throw new MintbirdError("option", `option \`${name}\` must be a function`);
}

/** A whole number up to a limit. */
export function checkCount(name: string, value: unknown, max: number, unit: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw new MintbirdError("option", `option \`${name}\` must be a whole number of ${unit}, 0 or more and at most ${max}`);
}
