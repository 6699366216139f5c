/** Issues as lines of text. */
import { EXPLANATIONS } from "../explain/index.js";
import type { Issue, Severity } from "../types/issue.js";
import type { Colour, Paint } from "./colour.js";
import { type Line, line } from "./line.js";

export const COLOURS: { readonly [severity in Severity]: Colour } = { error: "red", warning: "yellow", info: "cyan" };

/** "error scope-type" and where; what is wrong and what to do; why it matters. */
export function issueLines(issues: readonly Issue[], paint: Paint): Line[] {
  return issues.flatMap((issue) => [
    line`${head(issue, paint)}${issue.path === "" ? "" : ` ${issue.path}`}`,
    line`  ${sentence(issue.message)}`,
    paint("dim", `  ${EXPLANATIONS[issue.code]}`),
  ]);
}

/** The severity and the code, coloured. */
export function head({ severity, code }: Issue, paint: Paint): Line {
  return line`${paint(COLOURS[severity], severity)} ${code}`;
}

/** The package's messages begin in lower case and end without a stop. The name of a host stays as it is. */
export function sentence(message: string): string {
  const start = /^[\w-]+\.\w/.test(message) ? message : message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?:]$/.test(start) ? start : `${start}.`;
}
