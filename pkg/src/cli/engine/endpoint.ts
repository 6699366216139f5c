/** An endpoint of the project: its SQL for these parameters, run on ClickHouse. */
import { MintbirdError } from "../../entry/full/inline.js";
import type { PipeQuery } from "../../types/project.js";
import { FORMATS, answerOf, fault } from "./answer.js";
import type { Answering } from "./served.js";

const PATH = /^\/v0\/pipes\/(\w+)\.(\w+)$/;

/** @param url what a gateway asks of its upstream: the parameters in it are those that were decided */
export async function endpoint({ project, engine, database, faults }: Answering, url: URL, signal?: AbortSignal): Promise<Response> {
  const [, name = "", ending = ""] = PATH.exec(url.pathname) ?? [];
  const format = FORMATS[ending];
  const pipe = project.pipes.find((pipe) => pipe.name === name);
  if (pipe === undefined || format === undefined) return fault(404, "not-found", `the project has no pipe \`${name}\``);
  if (pipe.type !== "endpoint" && pipe.type !== null)
    return fault(404, "pipe-not-endpoint", `the pipe \`${name}\` is ${pipe.type}, not an endpoint; \`TYPE endpoint\` makes it one`);
  let query: PipeQuery;
  try {
    // As Tinybird reads them: by their exact name, the last of several.
    query = project.query(name, Object.fromEntries(url.searchParams));
  } catch (error) {
    if (error instanceof MintbirdError && error.code === "option") return fault(400, "params", error.message);
    throw error;
  }
  if (query.error !== undefined) {
    const { code, message, line } = query.error;
    const place = { pipe: name, node: query.node, file: query.file, line };
    if (code === "undecided") return fault(422, code, `mintbird cannot run this: ${message}`, place);
    return fault(400, code, message, place);
  }
  const broken = query.reads.find((read) => faults.has(read));
  if (broken !== undefined) return fault(424, "data-source", `\`${broken}\` has no rows to read: ${faults.get(broken)}`);
  return answerOf(engine, { database, sql: query.sql, format, signal });
}
