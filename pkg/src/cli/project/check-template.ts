/** `mintbird check TEMPLATE --project DIR`: holds the endpoints of a project to a template. */
import type { Template } from "../../full/template.js";
import type { Pipe } from "../../types/project.js";
import { line } from "../line.js";
import type { Part } from "../line.js";
import type { Read } from "./read.js";
import { type Fault, counted, many } from "./report.js";

export interface Held {
  readonly faults: readonly Fault[];
  readonly endpoints: readonly Endpoint[];
}

/** What a scope pins in an endpoint. */
export interface Endpoint {
  readonly pipe: string;
  readonly file: string | null;
  readonly pinned: readonly string[];
  /** Whether every one of them reaches a filter, whatever a request chooses. */
  readonly holds: boolean;
}

/** The scopes of a template, as far as they are of interest. */
interface Scopes {
  readonly scopes: readonly { readonly type: string; readonly resource: string; readonly fixed_params?: object }[];
}

/** @param placeOf where in the template something stands */
export function hold(
  { project }: Read,
  template: Template,
  text: string,
  placeOf: (path: string) => Omit<Fault, "code" | "severity" | "path" | "message">,
): Held {
  const issues = project.check(template);
  const faults = [...project.issues, ...issues].map((issue) => (issue.file === "" ? { ...issue, ...placeOf(issue.path) } : issue));
  const { scopes } = JSON.parse(text.replace(/^\ufeff/, "")) as Scopes;
  const endpoints = scopes.flatMap(({ type, resource, fixed_params }, index) => {
    if (type !== "PIPES:READ") return [];
    const pinned = Object.keys(fixed_params ?? {});
    const mine = issues.filter(({ path }) => path === `/scopes/${index}`);
    const file = project.pipes.find(({ name }) => name === resource)?.file ?? null;
    return [{ pipe: resource, file, pinned, holds: pinned.length > 0 && mine.every(({ severity }) => severity === "info") }];
  });
  return { faults, endpoints };
}

/** Of an endpoint that obeys: where what is pinned is used. */
export function goodLines({ project, files }: Read, { pipe: name, pinned }: Endpoint): Part[] {
  const pipe = project.pipes.find((each) => each.name === name);
  if (pipe === undefined) return [];
  return pinned.map((param) => {
    const use = firstUse(pipe, param);
    if (use === undefined) return line`${pipe.file}: ${param} pins every row, in a pipe that it reads`;
    const source = (files.get(pipe.file) ?? "").split(/\r\n|\n|\r/)[use.line - 1] ?? "";
    return line`${pipe.file}:${use.line}:${use.column}: ${param} pins every row: \`${around(source, use.column)}\``;
  });
}

function firstUse({ params }: Pipe, name: string) {
  return params.find((param) => param.name === name)?.uses.find(({ output }) => output);
}

/** What stands around a column of a line: columns count characters. */
function around(source: string, column: number): string {
  const characters = Array.from(source);
  const [start, end] = [Math.max(0, column - 40), column + 40];
  const text = characters.slice(start, end).join("").trim();
  return `${start > 0 ? "…" : ""}${text}${end < characters.length ? "…" : ""}`;
}

export function heldSummary(file: string, faults: readonly Fault[], endpoints: readonly Endpoint[]): string {
  const found = counted(faults);
  const good = endpoints.filter(({ holds }) => holds).length;
  if (endpoints.length === 0) return `${file}: ${found}`;
  const of = `in ${good} of ${many(endpoints.length, "endpoint")} what is pinned reaches a filter on every path`;
  return `${file}: ${found}; ${of}`;
}
