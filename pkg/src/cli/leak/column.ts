/** What a tenant's column can hold, and what ClickHouse makes of it there. */
import type { ParamValue } from "../../types/template.js";
import { type Engine, QueryFault } from "../engine/engine.js";
import { text } from "../engine/text.js";

/** A type without what only says how it is stored. */
export function bare(type: string): string {
  const inner = /^(?:Nullable|LowCardinality|SimpleAggregateFunction)\((?:\w+, *)?(.*)\)$/.exec(type)?.[1];
  return inner === undefined ? type : bare(inner);
}

export function isText(type: string): boolean {
  return /^(?:Fixed)?String\b/.test(type);
}

export function isInteger(type: string): boolean {
  return /^U?Int/.test(type);
}

/** The names of an `Enum8` or `Enum16`. */
export function enumNames(type: string): readonly string[] {
  if (!type.startsWith("Enum")) return [];
  return [...type.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(([, name = ""]) => name.replace(/\\(.)/g, "$1"));
}

/** Texts for tenants, such as a column or a placeholder of this type has. */
export function tenantValues(type: string, count: number): readonly string[] {
  const numbers = Array.from({ length: count }, (_, index) => index + 7);
  const names = enumNames(type);
  if (names.length > 0) return names;
  if (isInteger(type) || /^(?:Float|Decimal)/.test(type)) return numbers.map(String);
  if (type === "UUID") return numbers.map((number) => `6f1ed002-ab59-4e6d-8b1f-${number.toString(16).padStart(12, "0")}`);
  if (type === "Bool") return ["true", "false"];
  if (/^Date(32)?$/.test(type)) return numbers.map((number) => `2024-03-${String(number).padStart(2, "0")}`);
  if (type.startsWith("DateTime")) return numbers.map((number) => `2024-03-${String(number).padStart(2, "0")} 00:00:00`);
  return numbers.map((_, index) => `tenant_${String.fromCharCode(97 + index)}`);
}

/** A text as the value of a placeholder of this type. */
export function typed(type: string, value: string): ParamValue {
  if (type.startsWith("Array(")) return [typed(type.slice(6, -1), value)];
  if (type === "Bool") return value === "true";
  // A decimal string keeps all digits of a large one.
  if (isInteger(type)) return Number.isSafeInteger(Number(value)) && value !== "" ? Number(value) : value;
  return /^(?:Float|Decimal)/.test(type) && value !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
}

/** Names near a tenant's: its capitals, its beginning, what a pattern takes for it, a number with the same last byte. */
export function near(type: string, value: string): readonly string[] {
  if (isText(type)) return [value.toUpperCase(), `${value}2`, value.slice(0, -1), "", value.replaceAll("_", "x")];
  return isInteger(type) ? [String(BigInt(value) + 256n), "0"] : [];
}

/** As a column of each of the types holds a text. */
export type Held = readonly string[];

/** Those of the texts that columns of all these types can hold; what would be cut or wrapped there is another name. */
export async function held(engine: Engine, types: readonly string[], texts: Iterable<string>): Promise<ReadonlyMap<string, Held>> {
  let all = new Map<string, Held>([...new Set(texts)].map((each) => [each, []]));
  for (const type of types) {
    const values = await asHeld(engine, type, [...all.keys()]);
    all = new Map(
      [...all].flatMap(([each, held], index) => (typeof values[index] === "string" ? [[each, [...held, values[index]]] as const] : [])),
    );
  }
  return all;
}

/** What each of the texts is in a column; nothing for what it cannot hold. */
async function asHeld(engine: Engine, type: string, texts: readonly string[]): Promise<readonly (string | null | undefined)[]> {
  const names = enumNames(type);
  if (names.length > 0) return texts.map((each) => (names.includes(each) ? each : null));
  if (texts.length === 0) return [];
  const sql = `SELECT toString(accurateCastOrNull(arrayJoin([${texts.map(text).join(", ")}]), ${text(type)})) AS value`;
  try {
    const answer = await engine.query({ database: "default", sql, format: "JSONCompactColumns" });
    return (JSON.parse(new TextDecoder().decode(answer)) as (string | null)[][])[0] ?? [];
  } catch (error) {
    // Of such a type no text is: of a list, say.
    if (error instanceof QueryFault) return [];
    throw error;
  }
}

/** Whether one of the columns takes both for one. */
export function alike(one: Held, other: Held): boolean {
  return one.some((value, index) => value === other[index]);
}
