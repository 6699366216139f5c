/**
 * Parameters as they cross to the module: one string for any number of them. src/wasm/params.rs describes the form.
 *
 * This runs with every mint, so it is plain concatenation. Only own properties count, and what the core would refuse for
 * its length anyway is left out.
 */
import { MintbirdError } from "./error.js";
import { MAX_TOKEN_LENGTH, cut } from "./limits.js";

/** One more than a template can have: among so many distinct names is one that it has not. */
const MAX_NAMES = 101;
/** The form of a list is at most twice as long as what is written into the token. */
const MAX_LIST_LENGTH = 4 * MAX_TOKEN_LENGTH;
/** Where the core refuses a list for its depth. */
const MAX_DEPTH = 8;

/** One set of parameters. */
export function encodeParams(params: unknown): string {
  if (typeof params !== "object" || params === null) return params === undefined ? "p0:" : "x";
  let text = "";
  let count = 0;
  for (const name in params) {
    if (!Object.hasOwn(params, name)) continue;
    text += encodeText("", name) + encodeValue(name, (params as { [name: string]: unknown })[name], 0);
    if (++count === MAX_NAMES) break;
  }
  return "p" + count + ":" + text;
}

/** Any number of sets, one after the other. */
export function encodeMany(sets: unknown): string {
  if (!Array.isArray(sets)) return "x";
  let text = "";
  for (let index = 0; index < sets.length; index++) text += encodeParams(sets[index]);
  return text;
}

function encodeValue(name: string, value: unknown, depth: number): string {
  switch (typeof value) {
    case "string":
      if (value.isWellFormed()) return encodeText("s", value);
      throw new MintbirdError("param", `parameter \`${name.slice(0, 64)}\` is not Unicode: it has half of a surrogate pair`);
    case "number":
      return encodeText("n", String(value));
    case "bigint":
      return encodeText("i", String(value));
    case "boolean":
      return value ? "t" : "f";
    case "undefined":
      return "u";
    default:
      return value === null ? "0" : Array.isArray(value) ? encodeList(name, value, depth) : "x";
  }
}

function encodeList(name: string, items: readonly unknown[], depth: number): string {
  let text = "";
  let count = 0;
  while (depth < MAX_DEPTH && count < items.length && text.length < MAX_LIST_LENGTH) {
    text += encodeValue(name, items[count++], depth + 1);
  }
  return "a" + count + ":" + text;
}

function encodeText(tag: string, text: string): string {
  const short = cut(text, MAX_TOKEN_LENGTH);
  return tag + short.length + ":" + short;
}
