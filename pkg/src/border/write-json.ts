/**
 * Templates and claims as they cross to the module: as JSON text.
 *
 * Not JSON.stringify, which drops properties that are undefined, the very fault that this package is there to catch. Within a scope,
 * where they would pin rows, and among what a template refuses, they become null here, which the core refuses with its place. Elsewhere undefined is as good as absent.
 * Every digit of a BigInt stays.
 *
 * It is written as UTF-8, into a buffer that is kept, and no further than the core reads.
 */
import { MintbirdError } from "../types/error.js";
import { copied, SHORT } from "./copied.js";
import { MAX_DOCUMENT_LENGTH, cut } from "./input-limits.js";

/** More than the core reads. */
const MAX_DEPTH = 40;
/** A longer buffer, in bytes, is not kept: enough for nearly every document that the core reads. */
const KEPT = MAX_DOCUMENT_LENGTH;

const [QUOTE, COMMA, COLON, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [0x22, 0x2c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d];

type What = "template" | "claims";
type Key = string | number;

/** A document while it is written. */
interface Writing {
  readonly what: What;
  /** At its first places, up to a depth, the key of each object and list that a value is in. It becomes text only where something is wrong. */
  readonly path: Key[];
  /** Where the buffer has more than the core reads. */
  readonly end: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** What is being written, and where the next byte goes. A getter in a document may have another one written, behind what is there. */
let buffer = new Uint8Array(16 * 1024);
let at = 0;

/** A document as JSON text in UTF-8, until the next one is written. A string is taken as it is. What the core would refuse for its length is not whole. */
export function toUtf8(what: What, document: unknown): Uint8Array {
  const start = at;
  try {
    if (typeof document === "string") encode(cut(document, MAX_DOCUMENT_LENGTH));
    else write({ what, path: [], end: start + MAX_DOCUMENT_LENGTH }, document, 0);
    return buffer.subarray(start, at);
  } finally {
    at = start;
    if (start === 0 && buffer.length > KEPT) buffer = new Uint8Array(KEPT);
  }
}

/** The same as a string. */
export function toJson(what: What, document: unknown): string {
  return typeof document === "string" ? cut(document, MAX_DOCUMENT_LENGTH) : decoder.decode(toUtf8(what, document));
}

function write(writing: Writing, value: unknown, depth: number): void {
  switch (typeof value) {
    case "string":
      return string(value);
    case "number":
      return ascii(number(writing, value, depth));
    case "bigint":
    case "boolean":
      return ascii(cut(String(value), MAX_DOCUMENT_LENGTH));
    case "undefined":
      return ascii("null");
    case "object":
      if (value === null) return ascii("null");
      if (depth > MAX_DEPTH) throw fault(writing.what, pointer(writing, depth).slice(0, 64), "it is nested too deeply, or contains itself");
      if (Array.isArray(value)) return array(writing, value, depth);
      // Dates, maps and others would be written as empty objects.
      if (Object.prototype.toString.call(value) === "[object Object]") return object(writing, value, depth);
  }
  throw fault(writing.what, pointer(writing, depth), "it is not JSON: use objects, arrays, strings, numbers and booleans");
}

function number(writing: Writing, value: number, depth: number): string {
  // From 1e21 on, too, which JavaScript writes with an exponent.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw fault(writing.what, pointer(writing, depth), "this number has already lost digits; use a BigInt or a decimal string");
  }
  return Number.isFinite(value) ? String(value) : "null";
}

function array(writing: Writing, items: readonly unknown[], depth: number): void {
  byte(OPEN_LIST);
  for (let index = 0; index < items.length && at <= writing.end; index++) {
    if (index > 0) byte(COMMA);
    writing.path[depth] = index;
    write(writing, items[index], depth + 1);
  }
  byte(CLOSE_LIST);
}

function object(writing: Writing, members: object, depth: number): void {
  const [first] = writing.path;
  const pins = depth > 0 && (first === "refuse" || (depth > 1 && first === "scopes"));
  byte(OPEN);
  let isFirst = true;
  for (const name of Object.keys(members)) {
    const value = (members as { readonly [name: string]: unknown })[name];
    if (value === undefined && !pins) continue;
    if (at > writing.end) break;
    if (!isFirst) byte(COMMA);
    isFirst = false;
    string(name);
    byte(COLON);
    writing.path[depth] = name;
    write(writing, value, depth + 1);
  }
  byte(CLOSE);
}

/** A JSON string. */
function string(text: string): void {
  const bytes = room(SHORT + 2);
  if (!copied(text, bytes, at + 1)) return encodeString(text);
  bytes[at] = bytes[at + 1 + text.length] = QUOTE;
  at += text.length + 2;
}

/** One that is long, or has other characters. A call of JSON.stringify takes longer than to see that it would change nothing. */
function encodeString(text: string): void {
  const short = cut(text, MAX_DOCUMENT_LENGTH);
  encode(/^[ !#-[\]-~]*$/.test(short) ? `"${short}"` : cut(JSON.stringify(short), MAX_DOCUMENT_LENGTH));
}

function byte(byte: number): void {
  room(1)[at++] = byte;
}

/** A short text of ASCII. */
function ascii(text: string): void {
  const bytes = room(text.length);
  for (let index = 0; index < text.length; index++) bytes[at++] = text.charCodeAt(index);
}

function encode(text: string): void {
  at += encoder.encodeInto(text, room(3 * text.length).subarray(at)).written;
}

/** The buffer, after making room for that many more bytes. */
function room(bytes: number): Uint8Array {
  if (at + bytes > buffer.length) {
    const longer = new Uint8Array(2 * (at + bytes));
    longer.set(buffer.subarray(0, at));
    buffer = longer;
  }
  return buffer;
}

/** A JSON Pointer (RFC 6901). */
function pointer({ path }: Writing, depth: number): string {
  return path
    .slice(0, depth)
    .map((key) => `/${withoutToken(String(key)).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

/** Not where somebody has put a token in the place of a name. */
function withoutToken(name: string): string {
  return /[\w-]\.eyJ[\w-]*\.[\w-]/.test(name) ? "…" : name;
}

function fault(what: What, path: string, message: string): MintbirdError {
  const issue = { code: what === "template" ? "template-json" : "claims-not-object", severity: "error", path, message } as const;
  return new MintbirdError(what, `the ${what} cannot be used: ${path === "" ? "" : `${path}: `}${message}`, [issue]);
}
