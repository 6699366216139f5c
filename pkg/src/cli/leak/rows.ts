/** Rows of several tenants: those of fixtures, or such as the SCHEMA lets ClickHouse make. */
import type { DataSource } from "../../types/project.js";
import { quoted, text } from "../engine/text.js";

/** The texts that columns have, so that what is asked for is found, and joins meet. */
const TEXTS = ["x", "/a", "/b", "de", "us", "u1", "u2"];
/** The first days that dates have. */
const DAY = "2024-03-01";

/** The columns that hold a tenant, and their values. */
export type Tenant = ReadonlyMap<string, string>;

/** Rows to make. */
export interface Made {
  readonly source: DataSource;
  /** Whose rows they are: the columns that hold a tenant, and their values. Of nobody, if there is no such column. */
  readonly tenants: readonly Tenant[];
  /** How many each of them gets. */
  readonly count: number;
  readonly seed: string;
  readonly words: readonly string[];
  /** What is taken for now, Unix seconds: the same in every set of rows. */
  readonly now: number;
}

/** `INSERT INTO …`; columns of other types get their defaults. */
export function insertOf({ source, tenants, count, seed, words, now }: Made): string {
  const columns: string[] = [];
  const values: string[] = [];
  for (const { name, type } of source.columns) {
    const held = tenants.map((tenant) => tenant.get(name)).filter((value) => value !== undefined);
    const value = held.length === 0 ? valueOf(type, `cityHash64(number, ${text(name)}, ${text(seed)})`, words, now) : castOf(type, held);
    if (value === undefined) continue;
    columns.push(quoted(name));
    values.push(value);
  }
  return `INSERT INTO ${quoted(source.name)} (${columns.join(", ")}) SELECT ${values.join(", ")} FROM numbers(${count * tenants.length})`;
}

/** Whether a row is the tenant's. */
export function belongs(tenant: Tenant): string {
  return [...tenant].map(([name, value]) => `toString(${quoted(name)}) = ${text(value)}`).join(" AND ");
}

function castOf(type: string, values: readonly string[]): string {
  return `CAST([${values.map(text).join(", ")}][1 + number % ${values.length}] AS ${type})`;
}

function valueOf(type: string, dice: string, words: readonly string[], now: number): string | undefined {
  const inner = /^(?:Nullable|LowCardinality|SimpleAggregateFunction)\((?:\w+, *)?(.*)\)$/.exec(type)?.[1];
  if (inner !== undefined) return valueOf(inner, dice, words, now);
  const item = /^Array\((.*)\)$/.exec(type)?.[1];
  if (item !== undefined) {
    const value = valueOf(item, dice, words, now);
    return value === undefined ? undefined : `[${value}]`;
  }
  const pool = [...TEXTS, ...words].map(text).join(", ");
  const length = TEXTS.length + words.length;
  if (type === "String") return `[${pool}][1 + ${dice} % ${length}]`;
  if (type === "Bool") return `${dice} % 2`;
  if (/^(U?Int\d+|Float\d+|Decimal.*)$/.test(type)) return `${dice} % ${/^U?Int8$/.test(type) ? 2 : 10}`;
  // Some of long ago, some of these days.
  const time = `if(${dice} % 2 = 0, toDateTime(${now} - ${dice} % 3600), toDateTime('${DAY} 00:00:00') + ${dice} % 2000000)`;
  if (/^Date(32|Time(64)?)?(\(.*\))?$/.test(type)) return `CAST(${time} AS ${type})`;
  if (type === "UUID") return `toUUID('00000000-0000-4000-8000-00000000000' || toString(${dice} % 3))`;
  return undefined;
}
