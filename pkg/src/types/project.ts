import type { Severity } from "./issue.js";

/** The texts of a project's files by their paths. What is neither a `.pipe` nor a `.datasource` is passed over. */
export type ProjectFiles = { readonly [path: string]: string } | Iterable<readonly [path: string, text: string]>;

/** A place in a file, as editors count: both from 1. Line 0 is the file as a whole. */
export interface Place {
  readonly line: number;
  /** It counts characters. */
  readonly column: number;
}

/** A `.pipe` file, read. */
export interface Pipe {
  /** Its file's name, without the ending. */
  readonly name: string;
  /** The path that it was given under. */
  readonly file: string;
  /** What `TYPE` says; `null` where no node has one, as in projects of Tinybird Classic. */
  readonly type: PipeType | null;
  readonly description: string | null;
  readonly nodes: readonly PipeNode[];
  /** The parameters of its own nodes, in the order in which they first stand there. */
  readonly params: readonly PipeParam[];
}

/** What becomes of a pipe's result. A JWT reads endpoints only. */
export type PipeType = "endpoint" | "materialized" | "copy" | "sink" | "stream";

/** A node of a pipe: one `SELECT`. */
export interface PipeNode extends Place {
  readonly name: string;
  readonly type: PipeType | null;
  readonly description: string | null;
}

/** A parameter of a pipe: what a request can say. */
export interface PipeParam {
  readonly name: string;
  /** Such as `String`, `Int32` or `Array(String)`; `String` where nothing says more. */
  readonly type: string;
  /** What it is where the request lacks it; `null` where nothing says so. */
  readonly default: RenderParam;
  /** Whether `required=True` stands there. Tinybird does not enforce it where there is a default. */
  readonly required: boolean;
  readonly description: string | null;
  /** What `enum=` lists. */
  readonly enum: readonly RenderParam[];
  readonly example: RenderParam;
  readonly format: string | null;
  /** Everywhere it is used, in order. */
  readonly uses: readonly Use[];
}

/** A place where a parameter is used. */
export interface Use extends Place {
  /** The name of the node. */
  readonly node: string;
  /** The function that reads it there: `String`, `Array`, `defined`, `symbol`; `null` where the bare name stands. */
  readonly function: string | null;
  /** Whether its value is written into the SQL there; else it decides, or is assigned. */
  readonly output: boolean;
}

/** A `.datasource` file, read. */
export interface DataSource {
  /** Its file's name, without the ending. */
  readonly name: string;
  /** The path that it was given under. */
  readonly file: string;
  readonly description: string | null;
  /** The columns of its `SCHEMA`. */
  readonly columns: readonly Column[];
}

/** A column of a data source. */
export interface Column extends Place {
  readonly name: string;
  /** Its ClickHouse type. */
  readonly type: string;
}

/** One thing that is wrong with a project, or with what a template pins in it. */
export interface ProjectIssue extends Place {
  /** The rule that is broken. Codes are stable; later versions may add some. */
  readonly code: ProjectIssueCode;
  /** An error is a hole, or a file that cannot be read; a warning is something that could not be followed, or is hardly meant. */
  readonly severity: Severity;
  /** A JSON Pointer (RFC 6901) to the scope of the template; empty where it is about the files alone. */
  readonly path: string;
  /** The file; empty where it is about the template alone. */
  readonly file: string;
  /** What is wrong and what to do, in a sentence. */
  readonly message: string;
  /** A request that shows it, such as `GET /v0/pipes/top_pages.json?page=1`, where there is one. */
  readonly request: string | null;
}

/** What an issue of a project can be about. */
export type ProjectIssueCode =
  // the files
  | "datafile"
  | "datafile-deprecated"
  | "sql-template"
  | "name-duplicate"
  | "undecided"
  // a template against them
  | "pipe-unknown"
  | "datasource-unknown"
  | "pipe-not-endpoint"
  | "param-unused"
  | "param-sometimes"
  | "param-off"
  | "param-splits"
  | "param-in-quotes"
  | "param-overwritten"
  | "param-type"
  | "param-not-in-condition"
  | "source-unfiltered"
  | "param-open"
  | "filter-column-unknown";

/** A parameter of an endpoint, tried as one that a token pins. */
export interface Candidate {
  readonly name: string;
  /** The type of the placeholder that it was tried with: `{org_id:Slug}`. */
  readonly type: string;
  /** Whether nothing speaks against it: on every path that a request can choose, its value reaches a filter. */
  readonly pins: boolean;
  /** Values that the template has to `refuse`, since they would switch its condition off. */
  readonly refuse: readonly string[];
  /** What was found, were it pinned alone, and those values refused. */
  readonly issues: readonly ProjectIssue[];
}

/** A value of a parameter. All that comes with a URL is a string. */
export type RenderParam = string | number | bigint | boolean | null | undefined | readonly RenderParam[];

/** What a node of a pipe becomes for a request. */
export interface RenderedNode {
  /** The name of the node. */
  readonly node: string;
  /** Its SQL; `null` where there is an error. */
  readonly sql: string | null;
  /** What that SQL reads, by name; `null` where there is none, or where it cannot be followed. */
  readonly reads: readonly Read[] | null;
  readonly error: RenderError | null;
}

/** A table that a node reads. */
export interface Read {
  /** As it stands in the SQL. */
  readonly name: string;
  /** What has this name: another node of the pipe, another pipe, a data source; `other` for what the project has no file of. */
  readonly kind: "node" | "pipe" | "datasource" | "other";
}

/** Why a node has no SQL. */
export interface RenderError extends Place {
  /** Tinybird's engine answers with this error; or what it does is not known. */
  readonly code: "sql-template" | "undecided";
  readonly message: string;
}

/** What runs for a request of a pipe; or why nothing does, and in which node. */
export type PipeQuery =
  | {
      /** One `SELECT`. */
      readonly sql: string;
      /** The data sources that it reads, and other names that are neither a node nor a pipe of the project. */
      readonly reads: readonly string[];
      readonly error?: undefined;
    }
  | { readonly error: RenderError; readonly file: string; readonly node: string };

/** A data source as a table of ClickHouse. */
export interface Table {
  /** The data source's name. */
  readonly name: string;
  /** The file that it stands in. */
  readonly file: string;
  /** `CREATE TABLE …` */
  readonly create: string;
  /** Its columns in backquotes, separated by commas. */
  readonly columns: string;
  /**
   * How rows of JSON become rows of the table: what they consist of, and what is selected of it; or why they cannot. `null` where that is by
   * the columns' names. `whole` is true where a row is read as one text.
   */
  readonly json:
    | { readonly structure: string; readonly select: string; readonly whole: boolean; readonly fault?: undefined }
    | { readonly fault: string }
    | null;
  /** The materialized and the copy pipes that write to it. */
  readonly pipes: readonly string[];
}

/** SQL of one's own over a data source: what runs, and the format that it asks for; or why it is refused. */
export type Reading = { readonly sql: string; readonly format: string | null; readonly refused?: undefined } | { readonly refused: string };

/** A column by which a pinned parameter is meant to filter a data source. */
export interface TenantColumn {
  readonly dataSource: string;
  readonly column: string;
  readonly param: string;
}
