/** A project's data sources as tables, with the rows of its fixtures. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Project } from "../../project/project.js";
import type { DataSource, Table } from "../../types/project.js";
import type { Engine } from "./engine.js";
import { type Fixture, fixtureOf, formatOf, sqlOf } from "./fixtures.js";
import { quoted } from "./text.js";

/** What became of the data sources. */
export interface Loaded {
  readonly database: string;
  /** Why a data source is no table, or has no rows. Whatever reads it must not answer as if it were empty. */
  readonly faults: ReadonlyMap<string, string>;
  /** Where the rows of each come from, for people. */
  readonly origins: ReadonlyMap<string, string>;
}

/** @param root the project's folder, where it has fixtures */
export async function load(engine: Engine, project: Project, root: string, database: string): Promise<Loaded> {
  const faults = new Map<string, string>();
  const origins = new Map<string, string>();
  await engine.run("default", `CREATE DATABASE ${quoted(database)}`);
  const sources = new Map(project.dataSources.map((source) => [source.name, source]));
  const fed: Table[] = [];
  for (const table of project.tables()) {
    const fixture = fixtureOf(root, table.name);
    try {
      await engine.run(database, table.create);
    } catch (error) {
      faults.set(table.name, `${table.file} makes no table: ${said(error)}`);
      continue;
    }
    if (fixture !== undefined) {
      origins.set(table.name, fixture.name);
      await fill(engine, database, table, sources.get(table.name)!, fixture).catch((error: unknown) => {
        faults.set(table.name, `${fixture.name} cannot be read: ${said(error)}`);
      });
    } else if (table.pipes.length > 0) {
      fed.push(table);
    } else {
      origins.set(table.name, "no fixture: it is empty");
    }
  }
  await feed(engine, project, database, fed, { faults, origins });
  return { database, faults, origins };
}

async function fill(engine: Engine, database: string, table: Table, source: DataSource, fixture: Fixture): Promise<void> {
  const { kind } = fixture;
  const into = { database, table: quoted(table.name), columns: table.columns };
  const columns = source.columns.map(({ name }) => name);
  if (kind === "csv") return engine.fill({ ...into, file: fixture.path, format: formatOf(fixture, columns) });
  if (table.json?.fault !== undefined) throw new Error(table.json.fault);
  const from = table.json ?? undefined;
  if (kind === "parquet") {
    if (from?.whole) throw new Error("the JSON path `$` is for rows of JSON only");
    return engine.fill({ ...into, file: fixture.path, format: "Parquet", from });
  }
  const rows = { ...into, format: from?.whole ? "JSONAsString" : "JSONEachRow", from } as const;
  if (kind === "ndjson") return engine.fill({ ...rows, file: fixture.path });
  // As `tb` does: what the SQL answers are rows of JSON.
  const folder = mkdtempSync(join(tmpdir(), "mintbird-fixture-"));
  try {
    const file = join(folder, "rows.ndjson");
    writeFileSync(file, await engine.query({ database, sql: sqlOf(fixture), format: "JSONEachRow" }));
    await engine.fill({ ...rows, file });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a pipe writes to a data source, as statements. */
type Into = (table: Table, select: string) => readonly string[];

export function insertInto({ name, columns }: Table, select: string, rest = ""): string {
  return `INSERT INTO ${quoted(name)} (${columns}) SELECT ${columns} FROM (${select}\n)${rest}`;
}

/** Data sources that materialized and copy pipes write to: once, after what those read. */
export async function feed(
  engine: Engine,
  project: Project,
  database: string,
  tables: readonly Table[],
  { faults, origins }: { faults: Map<string, string>; origins: Map<string, string> },
  into: Into = (table, select) => [insertInto(table, select)],
): Promise<void> {
  let left = [...tables];
  while (left.length > 0) {
    const waits = (table: Table) => readsOf(project, table).some((name) => left.some((other) => other !== table && other.name === name));
    const ready = left.filter((table) => !waits(table));
    if (ready.length === 0) {
      for (const { name } of left) faults.set(name, "the pipes that write to it read each other in a circle");
      return;
    }
    left = left.filter((table) => !ready.includes(table));
    for (const table of ready) {
      for (const pipe of table.pipes) {
        origins.set(table.name, `filled once, by the pipe ${pipe}`);
        const query = project.query(pipe);
        const broken = query.error === undefined ? query.reads.find((name) => faults.has(name)) : undefined;
        if (query.error !== undefined) faults.set(table.name, `the pipe ${pipe} cannot fill it: ${query.error.message}`);
        else if (broken !== undefined) faults.set(table.name, faults.get(broken)!);
        else {
          try {
            for (const sql of into(table, query.sql)) await engine.run(database, sql);
          } catch (error) {
            faults.set(table.name, `the pipe ${pipe} cannot fill it: ${said(error)}`);
          }
        }
      }
    }
  }
}

function readsOf(project: Project, { pipes }: Table): readonly string[] {
  return pipes.flatMap((pipe) => readsOfPipe(project, pipe));
}

export function readsOfPipe(project: Project, pipe: string): readonly string[] {
  const query = project.query(pipe);
  return query.error === undefined ? query.reads : [];
}

function said(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
