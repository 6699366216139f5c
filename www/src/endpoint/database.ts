/** SQLite's own WebAssembly build, with the page views in memory. */
import sqlite3InitModule from "@sqlite.org/sqlite-wasm";
import { pageViews } from "./data.js";

export type Cell = string | number | null;
export interface Row {
  readonly [column: string]: Cell;
}

export interface Answer {
  readonly rows: readonly Row[];
  readonly milliseconds: number;
}

/** SQL of SQLite's, and the values that are bound in it. */
export interface Query {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Runs one query. It throws what SQLite says. */
export type Run = (query: Query) => Answer;

export async function openDatabase(): Promise<Run> {
  const sqlite3 = await sqlite3InitModule();
  const db = new sqlite3.oo1.DB(":memory:");
  db.exec("CREATE TABLE page_views (day TEXT, org_id TEXT, path TEXT, country TEXT, visitor TEXT, revenue REAL)");
  db.transaction(() => {
    const insert = db.prepare("INSERT INTO page_views VALUES (?, ?, ?, ?, ?, ?)");
    for (const { day, org_id, path, country, visitor, revenue } of pageViews()) {
      insert.bind([day, org_id, path, country, visitor, revenue]).stepReset();
    }
    insert.finalize();
  });
  // A day is its text here, and so is a UUID.
  for (const name of ["toDate", "toDateTime", "toUUID"])
    db.createFunction(name, (_context: number, value: unknown) => value as string, { deterministic: true });
  // Tinybird writes a number as a text in a function of its type.
  db.createFunction("toInt32", (_context: number, value: unknown) => Number(value), { deterministic: true });
  // From here on nothing can be changed, whatever a filter says.
  db.exec("PRAGMA query_only = 1");
  return ({ sql, values }) => {
    const start = performance.now();
    const rows = db.selectObjects(sql, [...values]) as Row[];
    return { rows, milliseconds: performance.now() - start };
  };
}
