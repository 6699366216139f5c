import { Command } from "commander";
import { EXPLANATIONS, duration } from "../../explain/index.js";
import { MintbirdError, Template } from "../../entry/full/inline.js";
import type { Issue } from "../../types/issue.js";
import { refusedAsPrinted } from "../exit.js";
import { examples } from "../help.js";
import { head, sentence } from "../issue-lines.js";
import { line } from "../line.js";
import { outputOption } from "../output.js";
import { placesIn } from "../place.js";
import { readTemplate } from "../template-file.js";
import type { Terminal } from "../terminal.js";

/** What a check found. */
interface Check {
  readonly params: readonly string[];
  /** Seconds; nothing where the template does not compile. */
  readonly ttl: number | null;
  readonly issues: readonly Issue[];
}

export function checkCommand(terminal: Terminal): Command {
  return new Command("check")
    .summary("find all faults of a template")
    .description("Finds all faults of a template, each with its line and column. It needs no key.")
    .argument("<template>", "the template, a JSON file; - reads standard input")
    .addOption(outputOption("text", "json"))
    .addHelpText(
      "after",
      examples(
        ["mintbird check dashboard.json", "all faults; exit code 1 if one is an error"],
        ["mintbird check dashboard.json -o json | jq '.issues[].code'", "for programs"],
      ),
    )
    .action(async (path: string, { output }: { readonly output: "text" | "json" }) => {
      const text = await readTemplate(terminal, path);
      const found = check(text);
      const placeOf = placesIn(text);
      const faults = found.issues.map((issue) => ({ ...issue, ...placeOf(issue) })).sort((a, b) => a.line - b.line || a.column - b.column);
      const valid = found.ttl !== null;
      if (output === "json") {
        const issues = faults.map((fault) => ({ ...fault, explanation: EXPLANATIONS[fault.code] }));
        terminal.printJson({ valid, params: found.params, ttl: found.ttl, issues });
      } else {
        const file = path === "-" ? "standard input" : path;
        for (const fault of faults) {
          terminal.print(
            line`${file}:${fault.line}:${fault.column}: ${head(fault, terminal.paint)}`,
            `  ${sentence(fault.message)}`,
            terminal.paint("dim", `  ${EXPLANATIONS[fault.code]}`),
          );
        }
        terminal.print(summary(file, found));
      }
      if (!valid) throw refusedAsPrinted();
    });
}

function check(text: string): Check {
  try {
    const template = new Template(text);
    template.free();
    return template;
  } catch (error) {
    if (error instanceof MintbirdError && error.code === "template") return { params: [], ttl: null, issues: error.issues };
    throw error;
  }
}

function summary(file: string, { params, ttl, issues }: Check): string {
  if (ttl === null)
    return `${file}: ${many(issues.filter(({ severity }) => severity === "error").length, "error")}; no token can be minted from it`;
  const fills = params.length === 0 ? "has no placeholder" : `takes ${params.join(", ")}`;
  const about = issues.length === 0 ? "" : `${many(issues.length, "note")}, `;
  return `${file}: ${about}no error; it ${fills}, and its tokens live ${duration(ttl)}`;
}

function many(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
