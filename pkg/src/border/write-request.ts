/** A request as it crosses to the module, which judges it: as JSON text. */
import type { AccessRequest } from "../types/access.js";
import { MintbirdError } from "../types/error.js";
import { MAX_REQUEST_LENGTH, cut } from "./input-limits.js";
import { closedOptions } from "./options.js";

/** @throws `MintbirdError`: `option` for what has other properties, half of a surrogate pair, or a number that is no longer what it was */
export function requestJson(request: AccessRequest): string {
  const read = closedOptions<AccessRequest>(request, ["pipe", "datasource", "id", "params", "allow"], "request");
  const members: string[] = [];
  for (const name of ["pipe", "datasource", "id"] as const) {
    const value: unknown = read[name];
    if (value !== undefined) members.push(`"${name}":${scalar(value)}`);
  }
  const params: unknown = read.params;
  if (params !== undefined) members.push(`"params":${paramsJson(params)}`);
  const allow: unknown = read.allow;
  if (allow !== undefined) members.push(`"allow":${Array.isArray(allow) ? items(allow) : "null"}`);
  return cut(`{${members.join(",")}}`, MAX_REQUEST_LENGTH);
}

/** A list of pairs, which may be longer than the core lets an object be. What is none becomes what the core refuses. */
function paramsJson(params: unknown): string {
  if (typeof params === "string") return pairs(new URLSearchParams(cut(params, MAX_REQUEST_LENGTH)));
  if (typeof params !== "object" || params === null) return "null";
  // Not instanceof: it may come from another realm.
  if (Symbol.iterator in params) return pairs(params as Iterable<unknown>);
  const list = new List();
  for (const name in params) {
    if (!Object.hasOwn(params, name)) continue;
    const value = (params as { [name: string]: unknown })[name];
    if (value === undefined) continue;
    if (list.add(`[${text(name)},${Array.isArray(value) ? items(value) : scalar(value)}]`)) break;
  }
  return list.json();
}

function pairs(pairs: Iterable<unknown>): string {
  const list = new List();
  for (const pair of pairs) {
    const [name, value] = Array.isArray(pair) && pair.length === 2 ? (pair as unknown[]) : [];
    const good = typeof name === "string" && typeof value === "string";
    if (list.add(good ? `[${text(name)},${text(value)}]` : "[]")) break;
  }
  return list.json();
}

function items(values: readonly unknown[]): string {
  const list = new List();
  for (const value of values) if (list.add(scalar(value))) break;
  return list.json();
}

function scalar(value: unknown): string {
  if (typeof value === "string") return text(value);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new MintbirdError("option", "option `request` has a number that has lost digits already; pass a string");
  }
  return (typeof value === "number" && Number.isFinite(value)) || typeof value === "boolean" ? String(value) : "null";
}

function text(text: string): string {
  if (!text.isWellFormed()) throw new MintbirdError("option", "option `request` has half of a surrogate pair, which is not Unicode");
  return JSON.stringify(cut(text, MAX_REQUEST_LENGTH));
}

/** A JSON array in the making, which ends where it is longer than the core reads. */
class List {
  readonly #items: string[] = [];
  #length = 0;

  /** Takes one more; whether there are enough. */
  add(item: string): boolean {
    this.#items.push(item);
    this.#length += item.length;
    return this.#length > MAX_REQUEST_LENGTH;
  }

  json(): string {
    return `[${this.#items.join(",")}]`;
  }
}
