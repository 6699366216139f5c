/** Rows of several tenants: those of fixtures, or such as the SCHEMA lets ClickHouse make. */
import type { DataSource, Table } from "../../types/project.js";
import { quoted, text } from "../engine/text.js";
import { enumNames } from "./column.js";

/** The texts that columns have, so that what is asked for is found, and joins meet. */
const TEXTS = ["x", "/a", "/b", "de", "us", "u1", "u2"];
/** The first days that dates have. */
const DAY = "2024-03-01";

/** The columns that hold a tenant, and their values; `null` is nobody's. */
export type Tenant = ReadonlyMap<string, string | null>;

/** Rows to make. */
export interface Made {
  readonly source: DataSource;
  readonly table: Table;
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
export function insertOf({ source, table, tenants, count, seed, words, now }: Made): string {
  const columns: string[] = [];
  const values: string[] = [];
  const ids = ownIds(table, tenants);
  for (const { name, type } of source.columns) {
    const held = tenants.map((tenant) => tenant.get(name)).filter((value) => value !== undefined);
    const dice = `cityHash64(number, ${text(name)}, ${text(seed)})`;
    const value = held.length > 0 ? castOf(type, held) : ids.includes(name) ? idOf(type, dice) : valueOf(type, dice, words, now);
    if (value === undefined) continue;
    columns.push(quoted(name));
    values.push(value);
  }
  return `INSERT INTO ${quoted(source.name)} (${columns.join(", ")}) SELECT ${values.join(", ")} FROM numbers(${count * tenants.length})`;
}

/** Whether a row is the tenant's, whichever way the column writes the tenant's name. */
export function belongs({ columns }: DataSource, tenant: Tenant): string {
  return [...tenant]
    .map(([name, value]) => {
      const type = columns.find((column) => column.name === name)?.type ?? "String";
      return `ifNull(toString(${quoted(name)}) = toString(CAST(${literal(value)} AS ${type})), 0)`;
    })
    .join(" AND ");
}

/**
 * The columns with a row's id, where the engine puts rows of the same key together and the tenant is no part of it: no two tenants have the
 * same id then, or one would lose its rows to the other.
 */
function ownIds({ create }: Table, tenants: readonly Tenant[]): readonly string[] {
  const key = /\) ENGINE = \w*(?:Replacing|Collapsing|Summing|Aggregating)MergeTree.* ORDER BY (.*) SETTINGS [^)]*$/s.exec(create)?.[1];
  const names = key?.match(/\w+/g) ?? [];
  return tenants.some((tenant) => names.some((name) => tenant.has(name))) ? [] : names.filter((name) => /(?:^|_)(?:uu)?id$/i.test(name));
}

/** An id that no other row has. */
function idOf(type: string, dice: string): string | undefined {
  if (type === "UUID") return `reinterpretAsUUID(reinterpretAsFixedString(${dice}) || reinterpretAsFixedString(sipHash64(${dice})))`;
  return type === "String" || /^U?Int/.test(type) ? `CAST(${dice} AS ${type})` : undefined;
}

function castOf(type: string, values: readonly (string | null)[]): string {
  return `CAST([${values.map(literal).join(", ")}][1 + number % ${values.length}] AS ${type})`;
}

function literal(value: string | null): string {
  return value === null ? "NULL" : text(value);
}

function valueOf(type: string, dice: string, words: readonly string[], now: number): string | undefined {
  const [, outer = "", inner = ""] = /^(\w+)\((.*)\)$/s.exec(type) ?? [];
  if (/^(?:Nullable|LowCardinality|SimpleAggregateFunction)$/.test(outer)) return valueOf(inner.replace(/^\w+, */, ""), dice, words, now);
  if (outer === "Array" || outer === "Map" || outer === "Tuple") {
    const items = itemsOf(inner).map((item) => valueOf(item.replace(/^(?:\w+|`[^`]*`) +(?=\w)/, ""), dice, words, now));
    const values = items.filter((value) => value !== undefined);
    const made = `${outer === "Array" ? "array" : outer === "Map" ? "map" : "tuple"}(${values.join(", ")})`;
    return values.length === items.length ? `CAST(${made} AS ${type})` : undefined;
  }
  const one = (texts: readonly string[]) => `[${texts.map(text).join(", ")}][1 + ${dice} % ${texts.length}]`;
  if (type === "String") return one([...TEXTS, ...words]);
  if (outer === "FixedString") return `CAST(substring(${one([...TEXTS, ...words])}, 1, ${inner}) AS ${type})`;
  if (outer.startsWith("Enum")) return `CAST(${one(enumNames(type))} AS ${type})`;
  if (type === "Bool") return `${dice} % 2`;
  if (/^(U?Int\d+|Float\d+|Decimal.*)$/.test(type)) return `${dice} % ${/^U?Int8$/.test(type) ? 2 : 10}`;
  // Some of long ago, some of these days.
  const time = `if(${dice} % 2 = 0, toDateTime(${now} - ${dice} % 3600), toDateTime('${DAY} 00:00:00') + ${dice} % 2000000)`;
  if (/^Date(32|Time(64)?)?(\(.*\))?$/.test(type)) return `CAST(${time} AS ${type})`;
  if (type === "UUID") return `toUUID('00000000-0000-4000-8000-00000000000' || toString(${dice} % 3))`;
  if (type === "IPv4") return `toIPv4('10.0.0.' || toString(${dice} % 10))`;
  if (type === "IPv6") return `toIPv6('fd00::' || toString(${dice} % 10))`;
  return undefined;
}

/** What stands between commas that are in no parentheses and in no quotes. */
function itemsOf(text: string): readonly string[] {
  const items = [""];
  let depth = 0;
  for (const [part] of text.matchAll(/'(?:[^'\\]|\\.)*'|[^']/gs)) {
    if (part === "," && depth === 0) {
      items.push("");
      continue;
    }
    depth += part === "(" ? 1 : part === ")" ? -1 : 0;
    items.push(`${items.pop() ?? ""}${part}`);
  }
  return items.map((item) => item.trim());
}
