/** Claims and other JSON of which nothing is known yet. */
import type { Json } from "../types/report.js";

export interface Members {
  [member: string]: Json;
}

export function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an object has of its own under a name. */
export function member(value: unknown, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
