/** A request as it crosses to the module. src/wasm/request.rs describes the form. */
import type { AccessRequest } from "./access.js";
import { MintbirdError } from "./error.js";
import { MAX_REQUEST_LENGTH } from "./limits.js";
import type { Scratch } from "./scratch.js";

const tag = (character: string): number => character.charCodeAt(0);
const PIPE = tag("p");
const DATASOURCE = tag("d");
const ID = tag("k");
const PARAM = tag("=");
const STRING = tag("s");
const NUMBER = tag("n");
const TRUE = tag("t");
const FALSE = tag("f");
const LIST = tag("a");

/** Own members only count: what a polluted prototype hands to every object must not name another resource. */
export function writeRequest(scratch: Scratch, request: AccessRequest): void {
  if (typeof request !== "object" || request === null) throw refused("request", 'is an object such as { pipe: "top_pages" }');
  const own = <Name extends keyof AccessRequest>(name: Name): AccessRequest[Name] => (Object.hasOwn(request, name) ? request[name] : undefined);
  const writer = new Writer(scratch);
  const [pipe, datasource, id] = [own("pipe"), own("datasource"), own("id")];
  if ((pipe === undefined) === (datasource === undefined)) throw refused("request", "names either a pipe or a datasource");
  if (pipe === undefined) writer.resource(DATASOURCE, "datasource", datasource);
  else writer.resource(PIPE, "pipe", pipe);
  if (id !== undefined) writer.resource(ID, "id", id);
  writer.params(own("params"));
}

class Writer {
  readonly #scratch: Scratch;
  readonly #end: number;

  constructor(scratch: Scratch) {
    this.#scratch = scratch;
    this.#end = scratch.at + MAX_REQUEST_LENGTH;
  }

  resource(tag: number, name: string, value: unknown): void {
    if (typeof value !== "string" || value === "") throw refused(name, "is the name or id of a resource");
    this.#text(tag, name, value);
  }

  params(params: unknown): void {
    if (params === undefined) return;
    if (typeof params === "string") {
      if (params.length > MAX_REQUEST_LENGTH) throw tooLong();
      return this.#pairs(new URLSearchParams(params));
    }
    if (typeof params !== "object" || params === null) throw refused("params", "is an object, or a list of pairs");
    // Not instanceof: it may come from another realm.
    if (Symbol.iterator in params) return this.#pairs(params as Iterable<unknown>);
    for (const name in params) {
      if (!Object.hasOwn(params, name)) continue;
      const value = (params as { [name: string]: unknown })[name];
      if (value === undefined) continue;
      this.#text(PARAM, "params", name);
      if (Array.isArray(value)) this.#list(name, value);
      else this.#scalar(name, value);
    }
  }

  #pairs(pairs: Iterable<unknown>): void {
    for (const pair of pairs) {
      const [name, value] = Array.isArray(pair) && pair.length === 2 ? (pair as unknown[]) : [];
      if (typeof name !== "string" || typeof value !== "string") throw refused("params", "is a list of pairs of strings");
      this.#text(PARAM, "params", name);
      this.#text(STRING, "params", value);
    }
  }

  #list(name: string, items: readonly unknown[]): void {
    const { length } = items;
    this.#scratch.byte(LIST);
    this.#scratch.size(length);
    for (let index = 0; index < length; index++) this.#scalar(name, items[index]);
  }

  #scalar(name: string, value: unknown): void {
    if (typeof value === "string") return this.#text(STRING, "params", value);
    if (typeof value === "boolean") return this.#byte(value ? TRUE : FALSE);
    if (typeof value === "number" && Number.isFinite(value)) return this.#text(NUMBER, "params", String(value));
    throw refused("params", `has \`${name.slice(0, 64)}\`, which is no string, number, boolean or list of these`);
  }

  #text(tag: number, where: string, text: string): void {
    if (text.length > MAX_REQUEST_LENGTH) throw tooLong();
    if (!text.isWellFormed()) throw refused(where, "has half of a surrogate pair, which is not Unicode");
    this.#byte(tag);
    this.#scratch.long(text);
    if (this.#scratch.at > this.#end) throw tooLong();
  }

  #byte(byte: number): void {
    this.#scratch.byte(byte);
    if (this.#scratch.at > this.#end) throw tooLong();
  }
}

function refused(name: string, reason: string): MintbirdError {
  return new MintbirdError("option", `option \`${name}\` ${reason}`);
}

function tooLong(): MintbirdError {
  return refused("request", "is longer than 256 KiB");
}
