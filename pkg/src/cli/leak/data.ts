/**
 * Sets of rows that differ in nothing but other tenants' rows: in the first they are as they are, in the others they are changed, more,
 * or gone.
 */
import { randomBytes } from "node:crypto";
import type { Project } from "../../project/project.js";
import type { ParamValue } from "../../types/template.js";
import type { TenantColumn } from "../../types/project.js";
import type { Engine } from "../engine/engine.js";
import { load } from "../engine/load.js";
import { quoted } from "../engine/text.js";
import { misuse } from "../exit.js";
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
  /** Data sources with rows of their own, and those that pipes fill. */
  readonly filled: ReadonlySet<string>;
}

export async function base({ engine, project, root }: Making): Promise<Base> {
  const prefix = `mintbird_${randomBytes(6).toString("hex")}`;
  const database = `${prefix}_fixtures`;
  const { faults, origins } = await load(engine, project, root, database);
  const [fault] = faults;
  if (fault !== undefined) throw new Error(`${fault[0]}: ${fault[1]}`);
  const filled = [...origins].filter(([, origin]) => origin.startsWith("fixtures/")).map(([name]) => name);
  return { prefix, database, filled: new Set(filled) };
}

/** The values of a column in the fixtures, the most frequent first. */
export async function valuesIn({ engine }: Making, { database }: Base, { dataSource, column }: TenantColumn): Promise<readonly string[]> {
  const sql = `SELECT toString(${quoted(column)}) AS value FROM ${quoted(dataSource)} GROUP BY value ORDER BY count() DESC, value LIMIT 20`;
  const answer = await engine.query({ database, sql, format: "JSONCompactColumns" });
  const [values = []] = JSON.parse(new TextDecoder().decode(answer)) as string[][];
  return values;
}

/**
 * One set of rows.
 *
 * @param own the tenant's values, by parameter
 * @param others values of other tenants, for each of the parameters
 */
export async function make(
  making: Making,
  { database: from, filled }: Base,
  database: string,
  change: Change,
  own: ReadonlyMap<string, ParamValue>,
  others: ReadonlyMap<string, readonly ParamValue[]>,
): Promise<void> {
  const { engine, project, columns, words, seed, now } = making;
  await engine.run("default", `CREATE DATABASE ${quoted(database)}`);
  const tables = project.tables();
  for (const table of tables) {
    const source = project.dataSources.find(({ name }) => name === table.name)!;
    await engine.run(database, table.create);
    // ClickHouse puts parts together in its own time, and an answer may be another then: of duplicates, say, that one set of rows has
    // still.
    await engine.run(database, `SYSTEM STOP MERGES ${quoted(database)}.${quoted(table.name)}`);
    const into = quoted(source.name);
    const held = columns.filter(({ dataSource }) => dataSource === source.name);
    if (held.length === 0) {
      // Nobody's rows are everybody's.
      if (filled.has(source.name)) await engine.run(database, `INSERT INTO ${into} SELECT * FROM ${quoted(from)}.${into}`);
      else if (table.pipes.length === 0)
        await engine.run(database, insertOf({ source, tenants: [new Map()], count: ROWS, seed, words, now }));
      continue;
    }
    const tenant = new Map(held.map(({ column, param }) => [column, String(own.get(param))]));
    const mine = belongs(tenant);
    // First, and the same everywhere: no order that a query leaves open may depend on other rows.
    if (filled.has(source.name)) await engine.run(database, `INSERT INTO ${into} SELECT * FROM ${quoted(from)}.${into} WHERE ${mine}`);
    else if (table.pipes.length === 0) await engine.run(database, insertOf({ source, tenants: [tenant], count: ROWS, seed, words, now }));
    if (table.pipes.length > 0 && !filled.has(source.name)) continue;
    if (change === "removed") continue;
    if (filled.has(source.name) && change !== "changed")
      await engine.run(database, `INSERT INTO ${into} SELECT * FROM ${quoted(from)}.${into} WHERE NOT (${mine})`);
    const foreign = [...foreigners(held, own, others)];
    const add = (count: number, seed: string) =>
      addAll(foreign, (tenants) => {
        const known = [...words, ...own.values()].map(String);
        return engine.run(database, insertOf({ source, tenants, count, seed, words: known, now }));
      });
    await add(change === "changed" ? 5 : 4, `${seed} ${change === "changed" ? "changed" : "others"}`);
    if (change === "added") await add(3, `${seed} added`);
    const counted = await engine.query({ database, sql: `SELECT count() FROM ${into} WHERE NOT (${mine})`, format: "TSV" });
    if (new TextDecoder().decode(counted).trim() === "0")
      throw misuse(`no rows of another tenant can be made for ${source.name}; give it a fixture`);
  }
  for (const table of tables) {
    const [pipe] = table.pipes;
    const query = pipe === undefined || filled.has(table.name) ? undefined : project.query(pipe);
    if (query?.error === undefined && query !== undefined)
      await engine.run(database, `INSERT INTO ${quoted(table.name)} (${table.columns}) SELECT ${table.columns} FROM (${query.sql}\n)`);
  }
}

/** Rows of all of them at once; or, where a name is not of the column's type, of those whose name is. */
async function addAll(foreign: readonly Tenant[], add: (tenants: readonly Tenant[]) => Promise<void>): Promise<void> {
  try {
    await add(foreign);
  } catch {
    for (const each of foreign) await add([each]).catch(() => undefined);
  }
}

/** Rows of others: each column in turn of another tenant, and all of them. */
function* foreigners(
  held: readonly TenantColumn[],
  own: ReadonlyMap<string, ParamValue>,
  others: ReadonlyMap<string, readonly ParamValue[]>,
): Generator<Tenant> {
  const most = Math.max(...held.map(({ param }) => others.get(param)!.length));
  for (let index = 0; index < most; index++) {
    const other = ({ param }: TenantColumn) => others.get(param)![index % others.get(param)!.length]!;
    yield new Map(held.map((each) => [each.column, String(other(each))]));
    if (held.length === 1) continue;
    for (const one of held) yield new Map(held.map((each) => [each.column, String(each === one ? other(each) : own.get(each.param))]));
  }
}
