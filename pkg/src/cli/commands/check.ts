import { Command } from "commander";
import { EXPLANATIONS, duration } from "../../explain/index.js";
import { MintbirdError, Template } from "../../entry/full/inline.js";
import type { Issue } from "../../types/issue.js";
import { MISUSE, exitAsPrinted, misuse, refusedAsPrinted } from "../exit.js";
import { examples } from "../help.js";
import { outputOption } from "../output.js";
import { placesIn } from "../place.js";
import { goodLines, heldSummary, hold } from "../project/check-template.js";
import { endpointLines, listed } from "../project/list-endpoints.js";
import { GENERATE_HELP, PROJECT_HELP } from "../project/options.js";
import { readProject } from "../project/read.js";
import { type Fault, annotation, faultLines, isUnread, many } from "../project/report.js";
import { readTemplate } from "../template-file.js";
import type { Terminal } from "../terminal.js";

type Output = "text" | "json" | "github";

interface Options {
  readonly output: Output;
  readonly project?: string;
  readonly generate?: boolean;
}

/** What a check found. */
interface Check {
  readonly params: readonly string[];
  /** Seconds; nothing where the template does not compile. */
  readonly ttl: number | null;
  readonly issues: readonly Issue[];
}

export function checkCommand(terminal: Terminal): Command {
  return new Command("check")
    .summary("find all faults of a template, and the holes in a project that it leaves open")
    .description(
      "Finds all faults of a template, each with its line and column. With --project it also proves, for every endpoint that the template names, that what is pinned reaches a filter whatever a request chooses; and without a template it lists the endpoints, and which of their parameters could be pinned. It needs no key.",
    )
    .argument("[template]", "the template, a JSON file; - reads standard input")
    .addOption(outputOption("text", "json", "github"))
    .option("--project <folder>", PROJECT_HELP)
    .option("--generate", GENERATE_HELP)
    .addHelpText(
      "after",
      examples(
        ["mintbird check dashboard.json", "all faults; exit code 1 if one is an error"],
        ["mintbird check dashboard.json --project .", "and whether the endpoints obey it; exit code 2 if a file cannot be read"],
        ["mintbird check dashboard.json --project . -o github", "annotations on the lines of a pull request"],
        ["mintbird check --project .", "every endpoint, and which of its parameters could be pinned"],
        ["mintbird check dashboard.json -o json | jq '.issues[].code'", "for programs"],
      ),
    )
    .action(async (path: string | undefined, options: Options) => {
      if (path !== undefined) return checkTemplate(terminal, path, options);
      if (options.project === undefined) throw misuse("there is nothing to check; name a template, or a project with --project");
      return checkProject(terminal, options.project, options);
    });
}

async function checkTemplate(terminal: Terminal, path: string, { output, project: folder, generate = false }: Options): Promise<void> {
  const text = await readTemplate(terminal, path);
  const file = path === "-" ? "standard input" : path;
  const found = check(text);
  const placeOf = placesIn(text);
  const faults: Fault[] = found.issues
    .map((issue) => ({ ...issue, file, ...placeOf(issue), explanation: EXPLANATIONS[issue.code] }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  // Its own faults first: what does not compile pins nothing that a project could be held to.
  if (folder === undefined || found.ttl === null) {
    const valid = found.ttl !== null;
    if (output === "json") terminal.printJson({ valid, params: found.params, ttl: found.ttl, issues: faults.map(withoutFile) });
    else print(terminal, faults, output);
    if (output === "text") terminal.print(summary(file, found));
    if (!valid) throw refusedAsPrinted();
    return;
  }
  const read = await readProject(terminal, folder, generate);
  const template = new Template(text);
  const held = hold(read, template, text, (pointer) => ({ file, ...placeOf({ code: "scope-resource", path: pointer, message: "" }) }));
  template.free();
  const all = [...faults, ...held.faults];
  if (output === "json") {
    const valid = !all.some(({ severity }) => severity === "error");
    terminal.printJson({ valid, params: found.params, ttl: found.ttl, endpoints: held.endpoints, issues: all });
  } else {
    if (output === "text") for (const endpoint of held.endpoints) if (endpoint.holds) terminal.print(...goodLines(read, endpoint));
    print(terminal, all, output);
    if (output === "text") terminal.print(heldSummary(file, all, held.endpoints));
  }
  end(all);
}

async function checkProject(terminal: Terminal, folder: string, { output, generate = false }: Options): Promise<void> {
  const read = await readProject(terminal, folder, generate);
  const faults: readonly Fault[] = read.project.issues;
  const endpoints = listed(terminal, read);
  if (output === "json") {
    const about = endpoints.map(({ pipe, candidates }) => ({ pipe: pipe.name, file: pipe.file, params: pipe.params, candidates }));
    terminal.printJson({ valid: !faults.some(({ severity }) => severity === "error"), endpoints: about, issues: faults });
  } else {
    print(terminal, faults, output);
    if (output === "text") {
      for (const endpoint of endpoints) terminal.print(...endpointLines(endpoint, terminal.paint));
      const pinnable = endpoints.filter(({ candidates }) => candidates.some(({ pins }) => pins)).length;
      terminal.print(
        `${folder}: ${many(endpoints.length, "endpoint")}, of which ${pinnable} ${pinnable === 1 ? "has" : "have"} a parameter that can pin`,
      );
    }
  }
  end(faults);
}

function print(terminal: Terminal, faults: readonly Fault[], output: Output): void {
  for (const fault of faults) terminal.print(...(output === "github" ? [annotation(fault)] : faultLines(fault, terminal.paint)));
}

/** What could not be read makes an answer that is not complete; else an error is a hole. */
function end(faults: readonly Fault[]): void {
  if (faults.some(isUnread)) throw exitAsPrinted(MISUSE);
  if (faults.some(({ severity }) => severity === "error")) throw refusedAsPrinted();
}

function withoutFile({ file: _, ...fault }: Fault): Omit<Fault, "file"> {
  return fault;
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
