/// <reference lib="esnext.disposable" preserve="true" />
import { callModule } from "../border/call.js";
import { documentOf } from "../border/document.js";
import { MAX_DOCUMENT_LENGTH, cut } from "../border/input-limits.js";
import { noOptions } from "../border/options.js";
import { toJson } from "../border/write-json.js";
import { disposable, freed } from "../full/disposable.js";
import type { Template } from "../full/template.js";
import { MintbirdError } from "../types/error.js";
import type {
  Candidate,
  DataSource,
  Pipe,
  PipeQuery,
  ProjectFiles,
  ProjectIssue,
  Reading,
  RenderParam,
  RenderedNode,
  Table,
  TenantColumn,
} from "../types/project.js";
import type { TemplateDocument } from "../types/template.js";
import type * as glue from "./mintbird_bg.js";
import { module } from "./module.js";
import { writeParams } from "./write-params.js";

/** What the module holds of each project that was not freed. */
const held = new WeakMap<Project, glue.Project>();

/**
 * A Tinybird project, read: its endpoints, their parameters, and whether they obey what a token pins. It needs no key and no clock.
 *
 * ```ts
 * const project = new Project({ "endpoints/top_pages.pipe": text, "datasources/events.datasource": schema });
 * project.check(template); // [{ code: "param-unused", severity: "error", file: "endpoints/top_pages.pipe", line: 1, … }]
 * ```
 */
export class Project {
  /** The pipes, in the order of their paths. */
  readonly pipes: readonly Pipe[];
  /** The data sources, in the order of their paths. */
  readonly dataSources: readonly DataSource[];
  /** What is wrong with the files. The rest of them is read nevertheless. */
  readonly issues: readonly ProjectIssue[];

  /**
   * Reads the files of a project. A folder `vendor` is passed over.
   *
   * @throws `MintbirdError`: `option` where a text is no string
   */
  constructor(files: ProjectFiles);
  constructor(files: ProjectFiles, ...surplus: unknown[]) {
    noOptions("new Project", surplus);
    const project = read(files);
    held.set(this, project);
    this.pipes = frozen(project.pipes()) as Pipe[];
    this.dataSources = frozen(project.dataSources()) as DataSource[];
    this.issues = frozen(project.issues()) as ProjectIssue[];
  }

  /**
   * Whether the endpoints obey what a template pins. No error and no warning: on every path that a request can choose, what is pinned
   * reaches a filter. What could not be followed is a warning, `undecided`.
   *
   * @throws `MintbirdError`: `template` with all faults of the template
   */
  check(template: TemplateDocument | Template<string, never> | string): readonly ProjectIssue[];
  check(template: TemplateDocument | Template<string, never> | string, ...surplus: unknown[]): readonly ProjectIssue[] {
    noOptions("check", surplus);
    const text = documentOf(template) ?? toJson("template", template);
    return callModule(() => frozen(of(this).check(text)) as ProjectIssue[]);
  }

  /**
   * The parameters that reach an endpoint's nodes, those of the pipes that it reads as well, and what speaks against pinning each.
   *
   * @throws `MintbirdError`: `option` where there is no such pipe
   */
  candidates(pipe: string): readonly Candidate[] {
    return callModule(() => frozen(of(this).candidates(nameOf(pipe))) as Candidate[]);
  }

  /**
   * The columns by which what a template pins is meant to filter the data sources that its endpoints read, and the columns from which
   * materialized and copy pipes fill those.
   *
   * @throws `MintbirdError`: `template` with all faults of the template
   */
  tenantColumns(template: TemplateDocument | Template<string, never> | string): readonly TenantColumn[] {
    const text = documentOf(template) ?? toJson("template", template);
    return callModule(() => frozen(of(this).tenantColumns(text)) as TenantColumn[]);
  }

  /**
   * The SQL of each node of a pipe for a request, as Tinybird's engine renders it, or the error that it answers with.
   *
   * @throws `MintbirdError`: `option` where there is no such pipe, or a parameter has no form in a request
   */
  render(pipe: string, params: { readonly [name: string]: RenderParam } = {}): readonly RenderedNode[] {
    const text = writeParams(params);
    return callModule(() => frozen(of(this).render(nameOf(pipe), text)) as RenderedNode[]);
  }

  /**
   * The one query that ClickHouse runs for a request: the pipe's endpoint, with the nodes and pipes that it reads in it. The parameters
   * reach all of them; what is not read is not rendered.
   *
   * @throws `MintbirdError`: `option` where there is no such pipe, or a parameter has no form in a request
   */
  query(pipe: string, params: { readonly [name: string]: RenderParam } = {}): PipeQuery {
    const text = writeParams(params);
    return callModule(() => frozen(of(this).query(nameOf(pipe), text)) as PipeQuery);
  }

  /** The data sources as tables of ClickHouse, in the order of their paths. */
  tables(): readonly Table[] {
    return callModule(() => frozen(of(this).tables()) as Table[]);
  }

  /**
   * The query that ClickHouse runs for SQL of one's own over a data source, in which only those rows are there that meet the filter of a
   * token. One plain `SELECT` is let through, and refused whatever is not known to be harmless.
   */
  reading(dataSource: string, filter: string | undefined, sql: string): Reading {
    const given = [dataSource, filter, sql].every((text) => typeof text === "string" || text === undefined);
    if (!given || sql === undefined) throw new MintbirdError("option", "the data source, the filter and the SQL must be strings");
    return callModule(() => frozen(of(this).reading(nameOf(dataSource), filter, cut(sql, MAX_DOCUMENT_LENGTH))) as Reading);
  }

  /** Gives the memory back. To do so twice does no harm. */
  free(): void {
    held.get(this)?.free();
    held.delete(this);
  }

  declare [Symbol.dispose]: () => void;
}

disposable(Project.prototype);

function read(given: ProjectFiles): glue.Project {
  if (typeof given !== "object" || given === null) throw new MintbirdError("option", "the files must be an object of paths and texts");
  const pairs = Symbol.iterator in given ? (given as Iterable<readonly [unknown, unknown]>) : Object.entries(given);
  // All of the caller's code has run before the module is called.
  const texts = Array.from(pairs, ([path, text]) => {
    if (typeof path === "string" && typeof text === "string") return [path, text] as const;
    throw new MintbirdError("option", `the text of \`${String(path)}\` must be a string`);
  });
  return callModule(() => {
    const files = new module.Files();
    for (const [path, text] of texts) files.add(path, text);
    return new module.Project(files);
  });
}

function of(project: Project): glue.Project {
  const ready = held.get(project);
  if (ready === undefined) throw freed("project");
  return ready;
}

/** What is no string is the name of no pipe. */
function nameOf(pipe: unknown): string {
  return typeof pipe === "string" ? pipe : "";
}

/** What the module says is JSON text. */
function frozen(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => Object.freeze(value));
}
