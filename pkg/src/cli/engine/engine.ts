/** ClickHouse, wherever it runs: what `serve --project` and `check --run` ask of it. */

/** How an answer is written. */
export type Format = "JSON" | "CSVWithNames" | "JSONEachRow" | "Parquet" | (string & {});

/** A query, and how long it may take. */
export interface Asked {
  readonly database: string;
  readonly sql: string;
  readonly format: Format;
  /** Ends the wait when the client has left. */
  readonly signal?: AbortSignal | undefined;
}

/** Where the rows of a table come from. */
export interface Fill {
  readonly database: string;
  /** The table's name, quoted. */
  readonly table: string;
  /** Its columns, quoted, separated by commas. */
  readonly columns: string;
  /** An absolute path. */
  readonly file: string;
  readonly format: "JSONEachRow" | "JSONAsString" | "CSV" | "CSVWithNames" | "Parquet";
  /** What the file's rows consist of and what is selected of them, where they are not the table's. */
  readonly from?: { readonly structure: string; readonly select: string } | undefined;
}

export interface Engine {
  /** What it is, for people. */
  readonly name: string;
  /** Runs a statement that changes something. */
  run(database: string, sql: string): Promise<void>;
  /** Fills a table from a file. */
  fill(fill: Fill): Promise<void>;
  /** From now on nothing changes, whatever a query says. */
  freeze(): Promise<void>;
  /** Answers a query. It changes nothing. */
  query(asked: Asked): Promise<Uint8Array>;
  /** Ends it, and removes what it has made. */
  close(): Promise<void>;
}

/** Limits of one query. */
export interface Limits {
  /** Seconds. */
  readonly seconds: number;
  /** On one thread, in one order: where a query leaves the order of its rows open, it is the same each time. */
  readonly inOrder?: true;
}

/** Of one answer, bytes. */
export const MAX_RESULT_BYTES = 100_000_000;
/** Of one query, bytes. */
export const MAX_MEMORY = 2_000_000_000;
/** Queries that wait for their turn. */
export const MAX_WAITING = 1000;

/** What keeps a query within bounds, and a row as Tinybird reads it. */
export function settings({ seconds, inOrder }: Limits): { readonly [name: string]: string } {
  return {
    max_execution_time: String(seconds),
    ...(inOrder && { max_threads: "1" }),
    max_memory_usage: String(MAX_MEMORY),
    max_result_bytes: String(MAX_RESULT_BYTES),
    date_time_input_format: "best_effort",
    input_format_skip_unknown_fields: "1",
    input_format_json_read_objects_as_strings: "1",
    // A column that a file lacks is told.
    input_format_parquet_allow_missing_columns: "0",
    output_format_json_quote_64bit_integers: "0",
    output_format_json_escape_forward_slashes: "0",
  };
}

/** A query that failed, as ClickHouse says it. */
export class QueryFault extends Error {
  /** Of ClickHouse. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
    this.name = "QueryFault";
  }
}

/** An answer that has more bytes than are passed on, as ClickHouse's own limit says it. */
export function tooMuch(): QueryFault {
  return new QueryFault(TOO_MUCH, `the answer has more than ${MAX_RESULT_BYTES} bytes`);
}

/** `TOO_MANY_ROWS_OR_BYTES` */
const TOO_MUCH = 396;

/** `TIMEOUT_EXCEEDED` and `TOO_SLOW`. */
const LATE: readonly number[] = [159, 160];

/** A query that took too long. */
export class TooLate extends Error {
  constructor(seconds: number) {
    super(`the query takes longer than ${seconds} s`);
    this.name = "TooLate";
  }
}

/** More queries wait than are kept. */
export class Busy extends Error {
  constructor() {
    super("too many queries are waiting; try again");
    this.name = "Busy";
  }
}

/** The client has left before its turn came. */
export class Left extends Error {
  constructor() {
    super("the client has left");
    this.name = "Left";
  }
}

/** The error for what ClickHouse has said, without the name of our own database. */
export function faultOf(code: number, said: string, database: string, { seconds }: Limits): QueryFault | TooLate {
  if (LATE.includes(code)) return new TooLate(seconds);
  const message = said
    .replace(/^(?:(?:Query failed: )?Code: \d+\. DB::Exception: )+/, "")
    .replaceAll(`${database}.`, "")
    .replaceAll(`\`${database}\`.`, "")
    .replace(/\s*\(version [^)]*\)\.?/g, "")
    .trim();
  return new QueryFault(code, message);
}
