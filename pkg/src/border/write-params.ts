/**
 * Parameters as they cross to the module. src/wasm/params.rs describes the form.
 *
 * This runs with every mint. Only own properties count, and what is too long for the core is not written to its end.
 */
import { MAX_TOKEN_LENGTH, cut } from "./input-limits.js";
import type { Scratch } from "./scratch.js";

/** One more than a template can have, so that the core sees a name that it does not know. */
const MAX_NAMES = 101;
/** An encoded list is at most twice as long as what is written into the token. */
const MAX_LIST_LENGTH = 2 * MAX_TOKEN_LENGTH;
/** All values of a token have to fit into it: behind so many bytes, one more text does not. */
const MAX_SET_LENGTH = 2 * MAX_TOKEN_LENGTH;
/** The depth from which the core refuses a list. */
const MAX_DEPTH = 8;
/** How many sets are written at a time, and after how many bytes no further one is started. */
const MAX_SETS = 1024;
const MAX_SETS_LENGTH = 1024 * 1024;
/** Written instead of a name: the template's next one. */
const NEXT = 0xffff;

const tag = (character: string): number => character.charCodeAt(0);
const SET = tag("p");
const TTL = tag("d");
const STRING = tag("s");
const NUMBER = tag("n");
const BIGINT = tag("i");
const TRUE = tag("t");
const FALSE = tag("f");
const LIST = tag("a");
const UNDEFINED = tag("u");
const NULL = tag("0");
const HALF = tag("h");
const TOO_LONG = tag("l");
const DATE = tag("m");
const ITERABLE = tag("e");
const OTHER = tag("x");

/** Writes a ttl, which comes before the sets. What is neither a number nor a text is refused as an empty text. */
export function writeTtl(scratch: Scratch, ttl: unknown): void {
  if (typeof ttl === "number") scratch.tagged(NUMBER, String(ttl));
  else scratch.tagged(TTL, typeof ttl === "string" ? cut(ttl, MAX_TOKEN_LENGTH) : "");
}

/** Writes one set of params, for a template with these names. */
export function writeParams(scratch: Scratch, params: unknown, names: readonly string[]): void {
  if (params !== undefined && (typeof params !== "object" || params === null)) return scratch.byte(OTHER);
  scratch.byte(SET);
  const start = scratch.at;
  const limit = start + MAX_SET_LENGTH;
  scratch.count(0);
  let count = 0;
  for (const name in params) {
    if (!Object.hasOwn(params, name)) continue;
    if (name === names[count]) scratch.count(NEXT);
    else scratch.text(cut(name, MAX_TOKEN_LENGTH));
    writeValue(scratch, limit, (params as { [name: string]: unknown })[name], 0);
    if (++count === MAX_NAMES) break;
  }
  scratch.countAt(start, count);
  // A promise, a Map, a form: nothing is missing in those, they are no params.
  if (count === 0 && names.length > 0 && isNone(params)) {
    scratch.at = start - 1;
    scratch.byte(OTHER);
  }
}

/** Whether it holds its values, if any, where they are no properties. Only now: some runtimes load such classes when they are named. */
function isNone(params: unknown): boolean {
  return ["Map", "Promise", "FormData", "URLSearchParams", "Headers"].some((name) => {
    const each: unknown = Reflect.get(globalThis, name);
    return typeof each === "function" && params instanceof each;
  });
}

/** Writes some of the sets, from an index on, and returns the next index. */
export function writeMany(scratch: Scratch, sets: readonly unknown[], names: readonly string[], from: number): number {
  const [start, end] = [scratch.at, Math.min(from + MAX_SETS, sets.length)];
  let index = from;
  while (index < end && scratch.at - start < MAX_SETS_LENGTH) writeParams(scratch, sets[index++], names);
  return index;
}

function writeValue(scratch: Scratch, limit: number, value: unknown, depth: number): void {
  switch (typeof value) {
    case "string":
      return writeString(scratch, limit, value);
    case "number":
      return scratch.tagged(NUMBER, String(value));
    case "bigint":
      return scratch.tagged(BIGINT, cut(String(value), MAX_TOKEN_LENGTH));
    case "boolean":
      return scratch.byte(value ? TRUE : FALSE);
    case "undefined":
      return scratch.byte(UNDEFINED);
    default:
      return value === null ? scratch.byte(NULL) : Array.isArray(value) ? writeList(scratch, value, depth) : scratch.byte(tagOf(value));
  }
}

/** Of what is no value, so that the core can say what to pass instead. */
function tagOf(value: unknown): number {
  if (ArrayBuffer.isView(value) || isOf(() => Set.prototype.has.call(value, 0))) return ITERABLE;
  return isOf(() => Date.prototype.getTime.call(value)) ? DATE : OTHER;
}

/** Whether a method of a class, which looks for what only its objects have, takes it for one. Nothing of the object itself is asked. */
function isOf(method: () => unknown): boolean {
  try {
    method();
    return true;
  } catch {
    return false;
  }
}

function writeString(scratch: Scratch, limit: number, text: string): void {
  if (!text.isWellFormed()) return scratch.byte(HALF);
  if (scratch.at > limit) return scratch.byte(TOO_LONG);
  scratch.tagged(STRING, cut(text, MAX_TOKEN_LENGTH));
}

function writeList(scratch: Scratch, items: readonly unknown[], depth: number): void {
  scratch.byte(LIST);
  const start = scratch.at;
  scratch.count(0);
  let count = 0;
  while (depth < MAX_DEPTH && count < items.length && scratch.at - start < MAX_LIST_LENGTH) {
    writeValue(scratch, Infinity, items[count++], depth + 1);
  }
  scratch.countAt(start, count);
}
