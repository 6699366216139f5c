/** Issues as lines of text. */
import { EXPLANATIONS } from "../explain/index.js";
import type { Issue, Severity } from "../types/issue.js";
import type { Colour, Paint } from "./colour.js";
import { visible } from "./visible.js";

const COLOURS: { readonly [severity in Severity]: Colour } = { error: "red", warning: "yellow", info: "cyan" };

/** "error scope-type" and where; what is wrong and what to do; why it matters. */
export function issueLines(issues: readonly Issue[], paint: Paint): string[] {
  return issues.flatMap((issue) => [
    `${head(issue, paint)}${issue.path === "" ? "" : ` ${visible(issue.path)}`}`,
    `  ${sentence(issue.message)}`,
    paint("dim", `  ${EXPLANATIONS[issue.code]}`),
  ]);
}

/** The severity and the code, coloured. */
export function head({ severity, code }: Issue, paint: Paint): string {
  return `${paint(COLOURS[severity], severity)} ${code}`;
}

/** The package's messages begin in lower case and end without a stop. */
export function sentence(message: string): string {
  const start = message.charAt(0).toUpperCase() + message.slice(1);
  return visible(/[.!?:]$/.test(start) ? start : `${start}.`);
}
