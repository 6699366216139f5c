/** What came of trying, as lines for people and as faults. */
import { type Part, joined, line } from "../line.js";
import { type Fault, many } from "../project/report.js";
import type { Read } from "../project/read.js";
import type { Terminal } from "../terminal.js";
import type { Leak, Report, Tried } from "./run.js";

/** How many rows of each answer are shown. */
const SHOWN = 8;

/** Leaks as faults of the endpoints' files. */
export function leakFaults({ endpoints }: Report, { project }: Read): readonly Fault[] {
  return endpoints.flatMap(({ pipe: name, leak }) => {
    const pipe = project.pipes.find((pipe) => pipe.name === name);
    if (leak === null || pipe === undefined) return [];
    const [node] = pipe.nodes.slice(-1);
    const message = `the answer to ${who(leak)} changes when other tenants' rows are ${leak.change}: ${leak.row}`;
    return [
      {
        code: "leak",
        severity: "error",
        path: "",
        file: pipe.file,
        line: node?.line ?? 1,
        column: node?.column ?? 1,
        message,
        request: leak.request,
      },
    ];
  });
}

export function reportLines({ seed, endpoints, tenant }: Report, { paint, columns }: Terminal): readonly Part[] {
  const tried = endpoints.reduce((sum, { requests }) => sum + requests, 0);
  const leaks = endpoints.filter(({ leak }) => leak !== null).length;
  const gaps = endpoints.filter(({ gap }) => gap !== null).length;
  const proved = endpoints.length - leaks - gaps;
  return [
    ...endpoints.flatMap((each) => endpointLines(each, paint, columns)),
    line`${many(tried, "request")} to ${many(endpoints.length, "endpoint")}, as ${JSON.stringify(tenant)} and with odd names, seed ${seed}: ${many(leaks, "leak")}, ${proved} not seen to leak${gaps > 0 ? `, ${gaps} not tested` : ""}`,
  ];
}

function endpointLines({ pipe, requests, answered, unstable, leak, gap }: Tried, paint: Terminal["paint"], width: number): readonly Part[] {
  const counts = `${many(requests, "request")}, ${answered} answered with rows${unstable > 0 ? `, ${unstable} with answers that change by themselves` : ""}`;
  if (gap !== null) return [line`${pipe}: ${paint("yellow", "not tested")}: ${gap} (${counts})`];
  if (leak === null) return [line`${pipe}: ${counts}; no answer changed with other tenants' rows`];
  return [
    line`${pipe}: ${paint("red", "leak")}`,
    line`  ${leak.request}`,
    line`  with a token of ${who(leak)}; other tenants' rows were ${leak.change}`,
    ...sideBySide(leak, paint, Math.max(20, Math.floor((width - 5) / 2))),
    line`  what got through: ${paint("red", leak.row)}`,
  ];
}

/** Whose token it was. */
function who({ filled }: Leak): string {
  return Object.entries(filled)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join(", ");
}

function sideBySide({ before, after, change }: Leak, paint: Terminal["paint"], width: number): readonly Part[] {
  const [left, right] = [rowsOf(before), rowsOf(after)];
  const cell = (text: string) => (text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width));
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const [one = "", other = ""] = [left[index], right[index]];
    return joined([cell(one), one === other ? cell(other) : paint("red", cell(other))], " │ ");
  });
  return [joined(["as it was".padEnd(width), change], " │ "), ...rows].map((row) => line`  ${row}`);
}

function rowsOf(answer: string): readonly string[] {
  const rows = answer.split("\n").filter((row) => row !== "");
  if (rows.length === 0) return ["(no row)"];
  return rows.length > SHOWN ? [...rows.slice(0, SHOWN), `… ${rows.length - SHOWN} more`] : rows;
}
