/**
 * A request as it crosses to the module, which judges it. src/wasm/request.rs describes the form.
 *
 * What is too long for the core is not written to its end, and the core refuses it.
 */
import type { AccessRequest } from "../types/access.js";
import { MintbirdError } from "../types/error.js";
import { MAX_REQUEST_LENGTH, cut } from "./input-limits.js";
import type { Scratch } from "./scratch.js";

const tag = (character: string): number => character.charCodeAt(0);
const PIPE = tag("p");
const DATASOURCE = tag("d");
const ID = tag("k");
const PARAM = tag("=");
const NO_PAIR = tag("!");
const NO_PARAMS = tag("?");
const STRING = tag("s");
const NUMBER = tag("n");
const TRUE = tag("t");
const FALSE = tag("f");
const LIST = tag("a");
const OTHER = tag("x");

/** Only own properties count: a polluted prototype must not name another resource. */
export function writeRequest(scratch: Scratch, request: AccessRequest): void {
  // The core refuses an empty request.
  if (typeof request !== "object" || request === null) return;
  const own = (name: keyof AccessRequest): unknown => (Object.hasOwn(request, name) ? request[name] : undefined);
  const writer = new Writer(scratch);
  writer.resource(PIPE, own("pipe"));
  writer.resource(DATASOURCE, own("datasource"));
  writer.resource(ID, own("id"));
  writer.params(own("params"));
}

class Writer {
  readonly #scratch: Scratch;
  readonly #limit: number;

  constructor(scratch: Scratch) {
    this.#scratch = scratch;
    this.#limit = scratch.at + MAX_REQUEST_LENGTH;
  }

  resource(tag: number, value: unknown): void {
    if (value === undefined) return;
    this.#scratch.byte(tag);
    this.#scalar(value);
  }

  params(params: unknown): void {
    if (params === undefined) return;
    if (typeof params === "string") return this.#pairs(new URLSearchParams(cut(params, MAX_REQUEST_LENGTH)));
    if (typeof params !== "object" || params === null) return this.#scratch.byte(NO_PARAMS);
    // Not `instanceof`: it may come from another realm.
    if (Symbol.iterator in params) return this.#pairs(params as Iterable<unknown>);
    for (const name in params) {
      if (!Object.hasOwn(params, name)) continue;
      const value = (params as { [name: string]: unknown })[name];
      if (value === undefined) continue;
      this.#text(PARAM, name);
      if (Array.isArray(value)) this.#list(value);
      else this.#scalar(value);
      if (this.#full) break;
    }
  }

  #pairs(pairs: Iterable<unknown>): void {
    for (const pair of pairs) {
      const [name, value] = Array.isArray(pair) && pair.length === 2 ? (pair as unknown[]) : [];
      if (typeof name !== "string" || typeof value !== "string") return this.#scratch.byte(NO_PAIR);
      this.#text(PARAM, name);
      this.#text(STRING, value);
      if (this.#full) break;
    }
  }

  #list(items: readonly unknown[]): void {
    const { length } = items;
    this.#scratch.byte(LIST);
    this.#scratch.size(length);
    for (let index = 0; index < length && !this.#full; index++) this.#scalar(items[index]);
  }

  #scalar(value: unknown): void {
    if (typeof value === "string") this.#text(STRING, value);
    else if (typeof value === "number" && Number.isFinite(value)) this.#text(NUMBER, String(value));
    else this.#scratch.byte(value === true ? TRUE : value === false ? FALSE : OTHER);
  }

  #text(tag: number, text: string): void {
    if (!text.isWellFormed())
      throw new MintbirdError("option", "option `request` is not valid Unicode: it contains half of a surrogate pair");
    this.#scratch.byte(tag);
    this.#scratch.long(cut(text, Math.max(0, this.#limit - this.#scratch.at)));
  }

  get #full(): boolean {
    return this.#scratch.at > this.#limit;
  }
}
