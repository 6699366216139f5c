import { Command, InvalidArgumentError } from "commander";
import { parse } from "jsonc-parser";
import { EXPLANATIONS, duration, holdsAlways } from "../../explain/index.js";
import { MintbirdError, Template } from "../../entry/full/inline.js";
import type { Issue } from "../../types/issue.js";
import { withHelp } from "../code-page.js";
import { MISUSE, exitAsPrinted, misuse, refusedAsPrinted } from "../exit.js";
import { CLICKHOUSE_HELP, NO_ENGINE, engines } from "../engine/open.js";
import { leakFaults, reportLines } from "../leak/report.js";
import { type Report, run } from "../leak/run.js";
import { progress } from "../project/progress.js";
import { examples } from "../help.js";
import { outputOption } from "../output.js";
import { placesIn } from "../place.js";
import { goodLines, heldSummary, hold } from "../project/check-template.js";
import { endpointLines, listed } from "../project/list-endpoints.js";
import { GENERATE_HELP, PROJECT_HELP } from "../project/options.js";
import { type Read, readProject } from "../project/read.js";
import { type Fault, annotation, counted, faultLines, isUnread, many } from "../project/report.js";
import { readTemplate } from "../template-file.js";
import type { Terminal } from "../terminal.js";

/** How long a query may take that `--run` makes, seconds. */
const RUN_LIMIT = 10;

type Output = "text" | "json" | "github";

interface Options {
  readonly output: Output;
  readonly project?: string;
  readonly generate?: boolean;
  readonly run?: boolean;
  readonly clickhouse?: string;
  readonly seed: string;
  readonly requests: number;
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
    .summary("find all errors in a template, and the holes it leaves open in a project")
    .description(
      "Finds all errors in a template, each with its line and column. With --project, it also proves for every endpoint that the template names that the pinned values reach a filter, whatever a request sends; without a template, it lists the endpoints and the parameters that can be pinned. With --run, it also runs the endpoints on ClickHouse, changes other tenants' rows, and checks whether any answer to one tenant changes with them. It needs no key.",
    )
    .argument("[template]", "the template, a JSON file; - reads standard input")
    .addOption(outputOption("text", "json", "github"))
    .option("--project <folder>", PROJECT_HELP)
    .option("--generate", GENERATE_HELP)
    .option("--run", "run the endpoints, and try to see another tenant's rows")
    .option("--clickhouse <url>", CLICKHOUSE_HELP)
    .option("--seed <text>", "a seed: the same one makes the same rows and requests", "1")
    .option("--requests <number>", "how many requests to try for each endpoint", readCount, 200)
    .addHelpText(
      "after",
      examples(
        ["mintbird check dashboard.json", "all errors; if there are none, the warnings; exit code 1 if there is an error"],
        ["mintbird check dashboard.json --project .", "and whether the endpoints obey it; exit code 2 if a file cannot be read"],
        ["mintbird check dashboard.json --project . -o github", "annotations on the lines of a pull request"],
        ["mintbird check dashboard.json --project . --run", "and try to see another tenant's rows; exit code 1 if it sees one"],
        ["mintbird check --project .", "every endpoint, and which of its parameters can be pinned"],
        ["mintbird check dashboard.json -o json | jq '.issues[].code'", "for programs"],
      ),
    )
    .action(async (path: string | undefined, options: Options) => {
      if (options.run && (path === undefined || options.project === undefined))
        throw misuse("--run is for a template and a project; name both, as in `mintbird check dashboard.json --project . --run`");
      if (path !== undefined) return checkTemplate(terminal, path, options);
      if (options.project === undefined) throw misuse("there is nothing to check; name a template, or a project with --project");
      return checkProject(terminal, options.project, options);
    });
}

async function checkTemplate(terminal: Terminal, path: string, options: Options): Promise<void> {
  const { output, project: folder, generate = false } = options;
  const text = await readTemplate(terminal, path);
  const file = path === "-" ? "standard input" : path;
  const found = withOpenFilters(check(text), text);
  const placeOf = placesIn(text);
  const faults: Fault[] = found.issues
    .map((issue) => ({ ...issue, file, ...placeOf(issue), explanation: EXPLANATIONS[issue.code] }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  // Its own faults first: what does not compile pins nothing that a project could be held to.
  if (folder === undefined || found.ttl === null) {
    const valid = found.ttl !== null;
    if (output === "json")
      terminal.printJson({ valid, params: found.params, ttl: found.ttl, issues: faults.map(withoutFile).map(withHelp) });
    else print(terminal, faults, output);
    if (output === "text") terminal.print(summary(file, found));
    if (!valid) throw refusedAsPrinted();
    return;
  }
  const read = await readProject(terminal, folder, generate);
  const template = new Template(text);
  const held = hold(read, template, text, (pointer) => ({ file, ...placeOf({ code: "scope-resource", path: pointer, message: "" }) }));
  template.free();
  const tried = options.run ? await tryToSee(terminal, read, text, folder, held.faults, options) : undefined;
  const all = [...faults, ...held.faults];
  const leaks = tried === undefined ? [] : leakFaults(tried, read);
  if (output === "json") {
    const valid = leaks.length === 0 && !all.some(({ severity }) => severity === "error");
    const { params, ttl } = found;
    terminal.printJson({ valid, params, ttl, endpoints: held.endpoints, issues: all.map(withHelp), ...(tried && { run: tried }) });
  } else {
    if (output === "text") for (const endpoint of held.endpoints) if (endpoint.holds) terminal.print(...goodLines(read, endpoint));
    print(terminal, all, output);
    if (output === "github") print(terminal, leaks, output);
    if (output === "text")
      terminal.print(heldSummary(file, all, held.endpoints), ...(tried === undefined ? [] : reportLines(tried, terminal)));
  }
  end([...all, ...leaks]);
}

async function tryToSee(
  terminal: Terminal,
  read: Read,
  template: string,
  folder: string,
  faults: readonly Fault[],
  options: Options,
): Promise<Report> {
  const make = engines(terminal, options.clickhouse);
  if (make === undefined) throw misuse(NO_ENGINE);
  const engine = make({ seconds: RUN_LIMIT, inOrder: true });
  let step: (() => void) | undefined;
  try {
    return await run({
      engine,
      read,
      template,
      root: terminal.resolve(folder),
      seed: options.seed,
      now: terminal.now(),
      count: options.requests,
      first: faults.flatMap(({ request }) => request ?? []),
      step: (total) => (step ??= progress(terminal, "requests tried", total))(),
    });
  } finally {
    await engine.close();
  }
}

async function checkProject(terminal: Terminal, folder: string, { output, generate = false }: Options): Promise<void> {
  const read = await readProject(terminal, folder, generate);
  const faults: readonly Fault[] = read.project.issues;
  const endpoints = listed(terminal, read);
  if (output === "json") {
    const about = endpoints.map(({ pipe, candidates }) => ({ pipe: pipe.name, file: pipe.file, params: pipe.params, candidates }));
    terminal.printJson({ valid: !faults.some(({ severity }) => severity === "error"), endpoints: about, issues: faults.map(withHelp) });
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

function readCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It must be a number from 1 to 999999.");
  return Number(text);
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

/** With what the package does not say, as it follows no condition: that a filter lets every row through. */
function withOpenFilters(found: Check, text: string): Check {
  const { scopes } = found.ttl === null ? {} : (parse(text) as { scopes?: readonly { type?: unknown; filter?: unknown }[] });
  const open = scopes?.flatMap(({ type, filter }, index): Issue[] => {
    // Whatever is filled in: two placeholders are equal only where they are the same.
    const written = typeof filter === "string" ? filter.replace(/\{\s*(\w+)[^{}]*\}/g, "placeholder_$1") : "";
    if (type !== "DATASOURCES:READ" || written.trim() === "" || !holdsAlways(written)) return [];
    const message = "this filter holds for every row: the token reads every row of the data source";
    return [{ code: "scope-unfiltered", severity: "warning", path: `/scopes/${index}/filter`, message }];
  });
  return { params: found.params, ttl: found.ttl, issues: [...found.issues, ...(open ?? [])] };
}

function summary(file: string, { params, ttl, issues }: Check): string {
  if (ttl === null) return `${file}: ${counted(issues)}; no token can be minted from it`;
  const fills = params.length === 0 ? "has no placeholder" : `takes ${params.join(", ")}`;
  return `${file}: ${counted(issues)}; it ${fills}, and its tokens live ${duration(ttl)}`;
}
