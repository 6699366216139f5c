/** What the request is answered with: the package decides and renders, and of the demo workspace the database answers. */
import { computed, signal } from "@preact/signals-core";
import { asSqlite } from "./filter.js";
import type { Answer, Query, Run } from "./database.js";
import { READ } from "./demo.js";
import { type MapNode, grantedRequest, rendered } from "./rendered.js";
import { decision, resource } from "./request.js";
import { servedAnswer, serverDecides } from "./served.js";
import { tenants } from "../core/state.js";
import { mode } from "./workspace.js";

const run = signal<Run | null>(null);
export const databaseFault = signal("");

/** Loads the database, once. */
let opening: Promise<void> | undefined;
export function openDatabase(): void {
  databaseFault.value = "";
  opening ??= import("./database.js")
    .then(({ openDatabase }) => openDatabase())
    .then(
      (opened) => {
        run.value = opened;
      },
      () => {
        opening = undefined;
        databaseFault.value = "The database could not be loaded. Open the tab again once there is a network.";
      },
    );
}

/** The SQL as it would run on ClickHouse, where the request is granted and the demo workspace has the data. */
const wanted = computed<string | null>(() => {
  const granted = grantedRequest.value;
  const called = resource.value;
  if (mode.value !== "demo" || granted === undefined || called === undefined || !called.known) return null;
  if (called.kind === "datasource") {
    // The line feed ends a comment that a filter may close with.
    const where = granted.filter === undefined ? "" : `WHERE (${granted.filter}\n)`;
    return [READ.before, where, READ.after].filter((line) => line !== "").join("\n");
  }
  const nodes =
    rendered.value?.nodes.filter((node): node is MapNode & { rendered: NonNullable<MapNode["rendered"]> } => node.rendered !== undefined) ??
    [];
  const [result, ...others] = nodes.map(({ name, rendered: { sql } }) => ({ name, sql: unindented(sql ?? "") }));
  if (result === undefined || rendered.value?.error !== null) return null;
  const before = others.toReversed().map(({ name, sql }) => `${name} AS (\n${sql}\n)`);
  return `${before.length > 0 ? `WITH ${before.join(", ")}\n` : ""}${result.sql}`;
});

/** The same as it runs on the page's SQLite. */
export const running = computed<Query | null>(() => {
  if (wanted.value === null || differs.value !== undefined) return null;
  const values: (string | number)[] = [];
  return { sql: asSqlite(wanted.value, values), values };
});

/** What in it SQLite would answer in another way than ClickHouse, in words. */
export const differs = computed<string | undefined>(() => {
  const sql = wanted.value ?? "";
  if (/\bLIMIT\s+(to\w+\(\s*)?'?\s*-/i.test(sql)) return "a negative LIMIT";
  const dates = [...sql.matchAll(/'(\d{4}-\d\d-\d\d)(?=['\sT])/g)].map(([, date = ""]) => date);
  return dates.every(isDate) ? undefined : "a date that is not in the calendar";
});

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** SQL as it stands in a file, without what is before all of its lines. */
export function unindented(sql: string): string {
  const lines = sql
    .replace(/^\s*\n/, "")
    .trimEnd()
    .split("\n");
  const indent = Math.min(...lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(Number.isFinite(indent) ? indent : 0)).join("\n");
}

export type Outcome = { readonly answer: Answer } | { readonly fault: string } | null;

/** The rows; or what SQLite says of a filter that is ClickHouse's. */
export const outcome = computed<Outcome>(() => {
  if (running.value === null || run.value === null) return null;
  try {
    return { answer: run.value(running.value) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
});

export const rows = computed(() => (outcome.value !== null && "answer" in outcome.value ? outcome.value.answer.rows : []));

/** Whether a row is of somebody else than the user. */
export function isLeaked(row: { readonly [column: string]: unknown }): boolean {
  return !tenants.value.includes(String(row["org_id"]));
}
export const leaked = computed(() => rows.value.filter(isLeaked).length);

export interface Status {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
}

/**
 * The answer's status: what the gateway decides, and then what Tinybird's engine says to the parameters; or what the server of this page
 * answers, 0 until then.
 */
export const status = computed<Status>(() => {
  if (serverDecides.value) return servedAnswer.value ?? { status: 0 };
  const { value: decided, error } = decision.value;
  if (error !== undefined) return { status: 403, message: error.message };
  if (!decided.allowed) return { status: decided.status, code: decided.code, message: decided.message };
  const failed = rendered.value?.error;
  if (failed?.code === "sql-template") return { status: 400, message: failed.message };
  return { status: 200 };
});
