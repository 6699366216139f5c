/** Answers of ClickHouse as Tinybird's API gives them. */
import { json } from "../../server/parts.js";
import { type Asked, Busy, type Engine, type Format, Left, QueryFault, TooLate } from "./engine.js";
import { tell } from "./request.js";

/** What the endings of URLs stand for. */
export const FORMATS: { readonly [ending: string]: Format } = {
  json: "JSON",
  csv: "CSVWithNames",
  ndjson: "JSONEachRow",
  parquet: "Parquet",
};

const TYPES: { readonly [format: string]: string } = {
  JSON: "application/json; charset=utf-8",
  CSV: "text/csv; charset=utf-8",
  CSVWithNames: "text/csv; charset=utf-8",
  JSONEachRow: "application/x-ndjson; charset=utf-8",
  Parquet: "application/vnd.apache.parquet",
  TSV: "text/tab-separated-values; charset=utf-8",
  TSVWithNames: "text/tab-separated-values; charset=utf-8",
  TabSeparated: "text/tab-separated-values; charset=utf-8",
};

/** The rows of a query, or what is wrong with it. */
export async function answerOf(engine: Engine, asked: Asked): Promise<Response> {
  try {
    return rowsIn(asked.format, await engine.query(asked));
  } catch (error) {
    const answer = faultIn(error);
    if (answer === undefined) throw error;
    return answer;
  }
}

function rowsIn(format: Format, bytes: Uint8Array): Response {
  const rows = count(format, bytes);
  if (rows !== undefined) tell({ rows });
  const headers = { "content-type": TYPES[format] ?? "application/octet-stream", "cache-control": "private, no-store" };
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers });
}

/** An error, with what programs and people need: it is of the developer's own project. */
export function fault(status: number, code: string, error: string, more: object = {}): Response {
  return json(status, JSON.stringify({ error, code, ...more }), {});
}

/** Why a query has no answer; nothing for what is not the query's fault. */
function faultIn(error: unknown): Response | undefined {
  if (error instanceof QueryFault) return fault(400, "query", error.message);
  if (error instanceof TooLate) return fault(408, "timeout", error.message);
  if (error instanceof Busy) return fault(429, "busy", error.message);
  if (error instanceof Left) return new Response(null, { status: 499 });
  return undefined;
}

/** How many rows an answer has, where that can be told without reading all of it. */
function count(format: Format, bytes: Uint8Array): number | undefined {
  // ClickHouse writes it behind the rows.
  const tail = format === "JSON" ? new TextDecoder().decode(bytes.subarray(-400)) : "";
  const rows = /\n\t"rows": (\d+)/.exec(tail)?.[1];
  if (rows !== undefined) return Number(rows);
  if (format !== "JSONEachRow") return undefined;
  let lines = 0;
  for (const byte of bytes) if (byte === 10) lines++;
  return lines;
}
