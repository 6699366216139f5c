/** The rows of a project: `fixtures/<data source>.ndjson`, `.csv`, `.parquet`, or the `.sql` that makes some. */
import { closeSync, openSync, readFileSync, readSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Fill } from "./engine.js";

/** In this order: Tinybird takes the first. */
const KINDS = ["ndjson", "csv", "parquet", "sql"] as const;

export interface Fixture {
  /** As it is shown. */
  readonly name: string;
  /** An absolute path. */
  readonly path: string;
  readonly kind: (typeof KINDS)[number];
}

/** The fixture of a data source, if it has one. */
export function fixtureOf(root: string, dataSource: string): Fixture | undefined {
  for (const kind of KINDS) {
    const name = `fixtures/${dataSource}.${kind}`;
    const path = join(root, name);
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) return { name, path, kind };
  }
  return undefined;
}

/** Changes when a fixture changes. */
export function stampOf(root: string): string {
  const folder = join(root, "fixtures");
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => {
        const stat = statSync(join(folder, name), { throwIfNoEntry: false });
        return `${name} ${stat?.size} ${stat?.mtimeMs}`;
      })
      .join("\n");
  } catch {
    return "";
  }
}

/** How ClickHouse reads a CSV file: with a header where its first line names columns. */
export function formatOf({ path }: Fixture, columns: readonly string[]): Fill["format"] {
  const names = firstLine(path)
    .split(",")
    .map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
  if (names.every((name) => columns.includes(name))) return "CSVWithNames";
  const meant = names.map((name) => columns.find((column) => column.toLowerCase() === name.toLowerCase()));
  const wrong = names.findIndex((name, index) => name !== meant[index]);
  if (meant.every((column) => column !== undefined))
    throw new Error(`its header names the column \`${names[wrong]}\`; the SCHEMA has \`${meant[wrong]}\``);
  return "CSV";
}

export function sqlOf({ path }: Fixture): string {
  return readFileSync(path, "utf8").replace(/[;\s]+$/, "");
}

/** As much of it as a header has. */
function firstLine(path: string): string {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(64 * 1024);
    return buffer
      .toString("utf8", 0, readSync(file, buffer))
      .replace(/^\ufeff/, "")
      .split(/\r?\n/, 1)[0]!;
  } finally {
    closeSync(file);
  }
}
