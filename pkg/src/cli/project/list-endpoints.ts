/** `mintbird check --project DIR`: the endpoints of a project, their parameters, and which of them could be pinned. */
import type { Candidate, Pipe, PipeParam, ProjectIssue, RenderParam } from "../../types/project.js";
import type { Paint } from "../colour.js";
import { sentence } from "../issue-lines.js";
import { type Part, line } from "../line.js";
import type { Terminal } from "../terminal.js";
import { progress } from "./progress.js";
import type { Read } from "./read.js";

export interface Listed {
  readonly pipe: Pipe;
  readonly candidates: readonly Candidate[];
}

/** What tokens can read: endpoints, and in projects that are older than `TYPE endpoint` whatever has no type. */
export function listed(terminal: Terminal, { project }: Read): Listed[] {
  const pipes = project.pipes.filter(({ type }) => type === "endpoint" || type === null);
  const step = progress(terminal, "endpoints looked at", pipes.length);
  return pipes.map((pipe) => {
    const candidates = project.candidates(pipe.name);
    step();
    return { pipe, candidates };
  });
}

export function endpointLines({ pipe, candidates }: Listed, paint: Paint): Part[] {
  const head = line`${paint("bold", pipe.name)}  ${paint("dim", pipe.file)}`;
  if (candidates.length === 0) return [head, "  no parameter: it shows the same rows to everybody"];
  return [
    head,
    ...candidates.map((candidate) => {
      const param = pipe.params.find(({ name }) => name === candidate.name);
      const verdict = candidate.pins ? paint("green", "can pin") : paint("yellow", "cannot pin");
      const why = candidate.pins ? unless(candidate) : `: ${sentence(worst(candidate.issues))}`;
      return line`  ${candidate.name}${param === undefined ? "" : described(param)}  ${verdict}${why}`;
    }),
  ];
}

/** What speaks most against it. */
export function worst(issues: readonly ProjectIssue[]): string {
  const first = issues.find(({ severity }) => severity === "error") ?? issues.find(({ severity }) => severity === "warning");
  return first?.message ?? "";
}

function unless({ refuse }: Candidate): string {
  return refuse.length === 0 ? "" : `, if the template refuses ${refuse.map(literal).join(", ")}`;
}

function described({ type, default: value, required, enum: choices }: PipeParam): string {
  const about = [
    ` ${type}`,
    ...(value === null ? [] : [` = ${literal(value)}`]),
    ...(required ? [", required"] : []),
    ...(choices.length > 0 ? [`, one of ${choices.map(literal).join(", ")}`] : []),
  ];
  return about.join("");
}

function literal(value: RenderParam): string {
  return JSON.stringify(value) ?? "";
}
