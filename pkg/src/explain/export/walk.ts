/** Documents, string by string and number by number, each with its JSON Pointer. */
import type { Json } from "../../types/report.js";

/** The document with each string replaced. */
export function mapStrings(value: Json, replace: (text: string, path: string) => Json, path = ""): Json {
  if (typeof value === "string") return replace(value, path);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item, index) => mapStrings(item, replace, `${path}/${index}`));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapStrings(member, replace, `${path}/${name}`)]));
}

/** The pointers of members, whose names stay as they are. */
export function members(value: Json, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [`${path}/${name}`, ...members(member, `${path}/${name}`)]);
}

/** The pointers of numbers that JavaScript, and whoever reads JSON as it does, would round. */
export function rounded(value: Json, path = ""): string[] {
  if (typeof value === "number") return Number.isInteger(value) && !Number.isSafeInteger(value) ? [path] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => rounded(member, `${path}/${name}`));
}
