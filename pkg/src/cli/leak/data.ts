/**
 * Sets of rows that differ in nothing but other tenants' rows: in the first they are as they are, in the others they are changed, more,
 * or gone.
 */
import { randomBytes } from "node:crypto";
import type { Project } from "../../project/project.js";
import type { DataSource, Table, TenantColumn } from "../../types/project.js";
import { type Engine, QueryFault } from "../engine/engine.js";
import { feed, insertInto, load, readsOfPipe } from "../engine/load.js";
import { quoted, text } from "../engine/text.js";
import { type Tenant, belongs, insertOf } from "./rows.js";

/** How many rows a tenant gets in each data source. */
const ROWS = 12;

export type Change = "as it was" | "changed" | "added" | "removed";
export const CHANGES: readonly Change[] = ["changed", "added", "removed"];

/** What rows are made of. */
export interface Making {
  readonly engine: Engine;
  readonly project: Project;
  /** The project's folder, for its fixtures. */
  readonly root: string;
  readonly columns: readonly TenantColumn[];
  readonly words: readonly string[];
  readonly seed: string;
  /** Unix seconds. */
  readonly now: number;
}

/** The rows of fixtures, where there are some. */
export interface Base {
  /** Of all databases that are made: no other test on the same server has it. */
  readonly prefix: string;
  readonly database: string;
  /** Data sources with rows of their own. */
  readonly filled: ReadonlySet<string>;
  /** Why a data source has no rows that an answer can be judged by. */
  readonly faults: ReadonlyMap<string, string>;
}

export async function base({ engine, project, root }: Making): Promise<Base> {
  const prefix = `mintbird_${randomBytes(6).toString("hex")}`;
  const database = `${prefix}_fixtures`;
  const { faults, origins } = await load(engine, project, root, database);
  const filled = [...origins].filter(([, origin]) => origin.startsWith("fixtures/")).map(([name]) => name);
  return { prefix, database, filled: new Set(filled), faults };
}

/** The values of a column in the fixtures: the most frequent ones, and which of these names there are. */
export async function valuesIn(
  engine: Engine,
  { database }: Base,
  { dataSource, column }: TenantColumn,
  names: readonly string[],
): Promise<readonly string[]> {
  const value = `toString(${quoted(column)})`;
  const all = `SELECT ${value} AS value, count() AS n FROM ${quoted(dataSource)} WHERE isNotNull(${quoted(column)})`;
  const sql = `SELECT value FROM (${all} GROUP BY value ORDER BY n DESC, value LIMIT 20) UNION ALL
    SELECT value FROM (${all} AND ${value} IN (${["", ...names].map(text).join(", ")}) GROUP BY value ORDER BY value)`;
  const answer = await engine.query({ database, sql, format: "JSONCompactColumns" });
  const [values = []] = JSON.parse(new TextDecoder().decode(answer)) as string[][];
  return [...new Set(values)];
}

/**
 * One set of rows.
 *
 * @param own the tenant's values, by parameter
 * @param others values of other tenants, for each of the parameters
 * @returns why data sources have no rows that an answer can be judged by
 */
export async function make(
  making: Making,
  from: Base,
  database: string,
  change: Change,
  own: ReadonlyMap<string, string>,
  others: ReadonlyMap<string, readonly string[]>,
): Promise<ReadonlyMap<string, string>> {
  const { engine, project, columns } = making;
  const faults = new Map(from.faults);
  await engine.run("default", `CREATE DATABASE ${quoted(database)}`);
  const sources = new Map(project.dataSources.map((source) => [source.name, source]));
  const heldIn = (name: string) => columns.filter(({ dataSource }) => dataSource === name);
  const mineIn = (name: string) => belongs(sources.get(name)!, new Map(heldIn(name).map(({ column, param }) => [column, own.get(param)!])));
  const tables = project.tables().filter(({ name }) => !faults.has(name));
  const fed = tables.filter(({ name, pipes }) => pipes.length > 0 && !from.filled.has(name));
  for (const table of tables) {
    await engine.run(database, table.create);
    // ClickHouse puts parts together in its own time, and an answer may be another then: of duplicates, say, that one set of rows has
    // still.
    await engine.run(database, `SYSTEM STOP MERGES ${quoted(database)}.${quoted(table.name)}`);
    if (fed.includes(table)) continue;
    const rows = { source: sources.get(table.name)!, table, held: heldIn(table.name), mine: mineIn(table.name) };
    // Names that a column cannot hold were left out before, so this is for types that rows are not made of.
    try {
      for (const sql of statements(making, from, change, own, others, rows)) await engine.run(database, sql);
    } catch (error) {
      if (!(error instanceof QueryFault)) throw error;
      faults.set(table.name, `no rows can be made for \`${table.name}\`; give it a fixture`);
    }
  }
  for (const { name, pipes } of fed) {
    const blind = heldIn(name).length === 0 ? undefined : pipes.find((pipe) => !readsTenants(pipe));
    if (blind === undefined) continue;
    const read = readsOfPipe(project, blind).map((source) => `\`${source}\``);
    faults.set(name, `\`${name}\` is filled by \`${blind}\`; which column of ${read.join(", ")} is the tenant's is not known`);
  }
  // Here, too, the tenant's own come first.
  const whole = fed.filter(({ name }) => !faults.has(name));
  await feed(engine, project, database, whole, { faults, origins: new Map() }, (table, select) => {
    if (heldIn(table.name).length === 0) return [insertInto(table, select)];
    const mine = mineIn(table.name);
    const ordered = sources.get(table.name)!.columns.filter(({ type }) => !/AggregateFunction|Map|JSON|Variant|Dynamic/.test(type));
    const order = ` ORDER BY ${ordered.map(({ name }) => quoted(name)).join(", ")}`;
    return [insertInto(table, select, ` WHERE ${mine}${order}`), insertInto(table, select, ` WHERE NOT (${mine})`)];
  });
  for (const { name, pipes } of change === "removed" ? [] : tables) {
    if (faults.has(name) || heldIn(name).length === 0) continue;
    const sql = `SELECT count() FROM ${quoted(name)} WHERE NOT (${mineIn(name)})`;
    const counted = new TextDecoder().decode(await engine.query({ database, sql, format: "TSV" })).trim();
    if (counted !== "0") continue;
    const why = from.filled.has(name) || pipes.length === 0 ? "can be made for" : `comes through \`${pipes.join("`, `")}\` to`;
    faults.set(name, `no row of another tenant ${why} \`${name}\`; give it a fixture`);
  }
  return faults;

  /** Whether it reads a data source in which the tenant's rows are known. */
  function readsTenants(pipe: string, depth = 0): boolean {
    const through = (name: string) => fed.find((table) => table.name === name)?.pipes ?? [];
    return readsOfPipe(project, pipe).some(
      (name) => heldIn(name).length > 0 || (depth < fed.length && through(name).some((pipe) => readsTenants(pipe, depth + 1))),
    );
  }
}

/** A table whose rows are made or copied. */
interface Rows {
  readonly source: DataSource;
  readonly table: Table;
  readonly held: readonly TenantColumn[];
  /** The condition that a row is the tenant's. */
  readonly mine: string;
}

/** What fills it. */
function* statements(
  { words, seed, now }: Making,
  { database: from, filled }: Base,
  change: Change,
  own: ReadonlyMap<string, string>,
  others: ReadonlyMap<string, readonly string[]>,
  { source, table, held, mine }: Rows,
): Generator<string> {
  const into = quoted(source.name);
  const copied = `INSERT INTO ${into} SELECT * FROM ${quoted(from)}.${into}`;
  const made = { source, table, seed, words, now };
  if (held.length === 0) {
    // Nobody's rows are everybody's.
    yield filled.has(source.name) ? copied : insertOf({ ...made, tenants: [new Map()], count: ROWS });
    return;
  }
  const tenant = new Map(held.map(({ column, param }) => [column, own.get(param)!]));
  // First, and the same everywhere: no order that a query leaves open may depend on other rows.
  yield filled.has(source.name) ? `${copied} WHERE ${mine}` : insertOf({ ...made, tenants: [tenant], count: ROWS });
  if (change === "removed") return;
  if (filled.has(source.name) && change !== "changed") yield `${copied} WHERE NOT (${mine})`;
  const foreign = [...foreigners(source, held, own, others)];
  if (foreign.length === 0) return;
  const theirs = { ...made, tenants: foreign, words: [...words, ...own.values()] };
  yield insertOf({ ...theirs, count: change === "changed" ? 5 : 4, seed: `${seed} ${change === "changed" ? "changed" : "others"}` });
  if (change === "added") yield insertOf({ ...theirs, count: 3, seed: `${seed} added` });
}

/** Rows of others: each column in turn of another tenant, and all of them; and of nobody, where a column can be empty. */
function* foreigners(
  { columns }: DataSource,
  held: readonly TenantColumn[],
  own: ReadonlyMap<string, string>,
  others: ReadonlyMap<string, readonly string[]>,
): Generator<Tenant> {
  const names = (param: string) => others.get(param) ?? [];
  const except = (one: TenantColumn, value: string | null) =>
    new Map(held.map((each) => [each.column, each === one ? value : own.get(each.param)!]));
  const most = Math.max(...held.map(({ param }) => names(param).length));
  for (let index = 0; index < most; index++) {
    const other = ({ param }: TenantColumn) => names(param)[index % names(param).length] ?? own.get(param)!;
    yield new Map(held.map((each) => [each.column, other(each)]));
    if (held.length > 1) for (const one of held) yield except(one, other(one));
  }
  for (const one of held) if (columns.some(({ name, type }) => name === one.column && type.includes("Nullable("))) yield except(one, null);
}
