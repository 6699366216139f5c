/**
 * Templates and claims as they cross to the module: as JSON text.
 *
 * Not JSON.stringify, which drops properties that are undefined, the very fault that this package is there to catch. Within a scope,
 * where they would pin rows, and among what a template refuses, they become null here, which the core refuses with its place. Elsewhere undefined is as good as absent.
 * Every digit of a BigInt stays.
 */
import { MintbirdError } from "../types/error.js";

/** More than the core reads. */
const MAX_DEPTH = 40;

type Key = string | number;

/** A document as JSON text. A string is taken as it is. */
export function toJson(what: "template" | "claims", document: unknown): string {
  return typeof document === "string" ? document : write(what, document, []);
}

/** `path` has the key of each object and list that the value is in. It becomes text only where something is wrong. */
function write(what: "template" | "claims", value: unknown, path: Key[]): string {
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "number":
      return number(what, value, path);
    case "bigint":
    case "boolean":
      return String(value);
    case "undefined":
      return "null";
    case "object":
      if (value === null) return "null";
      if (path.length > MAX_DEPTH) throw fault(what, pointer(path).slice(0, 64), "it is nested too deeply, or contains itself");
      if (Array.isArray(value)) return array(what, value, path);
      // Dates, maps and others would be written as empty objects.
      if (Object.prototype.toString.call(value) === "[object Object]") return object(what, value, path);
  }
  throw fault(what, pointer(path), "it is not JSON: use objects, arrays, strings, numbers and booleans");
}

function number(what: "template" | "claims", value: number, path: Key[]): string {
  const text = String(value);
  // From 1e21 on, too, which JavaScript writes with an exponent.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw fault(what, pointer(path), "this number has already lost digits; use a BigInt or a decimal string");
  }
  return Number.isFinite(value) ? text : "null";
}

function array(what: "template" | "claims", items: readonly unknown[], path: Key[]): string {
  let text = "";
  for (let index = 0; index < items.length; index++) {
    path.push(index);
    text += (index > 0 ? "," : "") + write(what, items[index], path);
    path.pop();
  }
  return `[${text}]`;
}

function object(what: "template" | "claims", members: object, path: Key[]): string {
  let text = "";
  const pins = path[0] === "refuse" || (path.length > 1 && path[0] === "scopes");
  for (const name of Object.keys(members)) {
    const value = (members as { readonly [name: string]: unknown })[name];
    if (value === undefined && !pins) continue;
    path.push(name);
    text += (text === "" ? "" : ",") + quoted(name) + ":" + write(what, value, path);
    path.pop();
  }
  return `{${text}}`;
}

/** As JSON.stringify, whose call takes longer than to see that a text needs none of its escapes. */
function quoted(text: string): string {
  return /^[ !#-[\]-~]*$/.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** A JSON Pointer (RFC 6901). */
function pointer(path: readonly Key[]): string {
  return path.map((key) => `/${shown(String(key)).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Not where somebody has put a token in the place of a name. */
function shown(name: string): string {
  return /[\w-]\.eyJ[\w-]*\.[\w-]/.test(name) ? "…" : name;
}

function fault(what: "template" | "claims", path: string, message: string): MintbirdError {
  const issue = { code: what === "template" ? "template-json" : "claims-not-object", severity: "error", path, message } as const;
  return new MintbirdError(what, `the ${what} cannot be used: ${path === "" ? "" : `${path}: `}${message}`, [issue]);
}
