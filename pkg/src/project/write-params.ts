import { MintbirdError } from "../types/error.js";

/** More than any parameter nests. */
const MAX_DEPTH = 8;

/** Parameters as they cross to the module: JSON text. What is undefined or null is absent. */
export function writeParams(params: unknown): string {
  if (typeof params !== "object" || params === null || Array.isArray(params)) {
    throw new MintbirdError("option", "option `params` must be an object of names and values");
  }
  const members = Object.entries(params).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [`${JSON.stringify(name)}:${write(name, value, 0)}`],
  );
  return `{${members.join(",")}}`;
}

function write(name: string, value: unknown, depth: number): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "boolean":
    case "bigint":
      return String(value);
    case "number":
      if (Number.isFinite(value)) return String(value);
      break;
    default:
      if (value === undefined || value === null) return "null";
      if (Array.isArray(value) && depth < MAX_DEPTH) return `[${value.map((item) => write(name, item, depth + 1)).join(",")}]`;
  }
  throw new MintbirdError("option", `parameter \`${name}\` must be a string, a finite number, a boolean, or a list of these`);
}
