import { Command, InvalidArgumentError } from "commander";
import { refused as refusal } from "../exit.js";
import { examples } from "../help.js";
import { sentence } from "../issue-lines.js";
import { line } from "../line.js";
import { type Listed, listed, worst } from "../project/list-endpoints.js";
import { GENERATE_HELP, PROJECT_HELP } from "../project/options.js";
import { type Read, readProject } from "../project/read.js";
import { many } from "../project/report.js";
import type { Terminal } from "../terminal.js";

interface Options {
  readonly project: string;
  readonly tenant: string;
  readonly generate?: boolean;
}

/** More than a template may have. */
const MAX_SCOPES = 256;

export function initCommand(terminal: Terminal): Command {
  return new Command("init")
    .summary("write a template for the endpoints of a project")
    .description(
      "Writes a template to standard output, with a scope for every endpoint in which the tenant's parameter can be pinned: whatever a request chooses, it reaches a filter. It says on standard error which endpoints are left out, and why.",
    )
    .requiredOption("--project <folder>", PROJECT_HELP)
    .requiredOption("--tenant <parameter>", "the parameter that tells tenants apart, such as org_id", readName)
    .option("--generate", GENERATE_HELP)
    .addHelpText(
      "after",
      examples(
        ["mintbird init --project . --tenant org_id > dashboard.json", "a template to start with"],
        ["mintbird check dashboard.json --project .", "and check that it holds"],
      ),
    )
    .action(async ({ project: folder, tenant, generate = false }: Options) => {
      const read = await readProject(terminal, folder, generate);
      for (const { file, message } of read.project.issues.filter(({ severity }) => severity === "error")) {
        terminal.say(line`${file} cannot be read: ${sentence(message)}`);
      }
      const endpoints = listed(terminal, read);
      const chosen = endpoints.flatMap((endpoint) => scope(endpoint, tenant)).slice(0, MAX_SCOPES);
      const left = endpoints.filter(({ pipe }) => !chosen.some(({ resource }) => resource === pipe.name));
      for (const endpoint of left) terminal.say(line`${endpoint.pipe.file} is left out: ${sentence(why(read, endpoint, tenant))}`);
      if (chosen.length === 0) throw refusal(nowhere(endpoints.length, tenant));
      const refuse = refused(endpoints, tenant);
      terminal.printJson({
        name: "dashboard_{user_id}",
        ttl: "10m",
        scopes: chosen,
        ...(refuse.length > 0 && { refuse: { [tenant]: refuse } }),
        limits: { rps: 10 },
      });
      terminal.say(`${chosen.length} of ${many(endpoints.length, "endpoint")} can be pinned by ${tenant}.`);
    });
}

function nowhere(endpoints: number, tenant: string): string {
  if (endpoints === 0) return "the project has no endpoint";
  return `\`${tenant}\` cannot be pinned in ${endpoints === 1 ? "the only endpoint" : `any of the ${endpoints} endpoints`}`;
}

function scope({ pipe, candidates }: Listed, tenant: string) {
  return candidates
    .filter(({ name, pins }) => name === tenant && pins)
    .map(({ type }) => ({ type: "PIPES:READ", resource: pipe.name, fixed_params: { [tenant]: `{${tenant}:${type}}` } }));
}

/** The values that would switch a condition off in any of them. */
function refused(endpoints: readonly Listed[], tenant: string): string[] {
  const chosen = endpoints.flatMap(({ candidates }) => candidates.filter(({ name, pins }) => name === tenant && pins));
  return [...new Set(chosen.flatMap(({ refuse }) => refuse))];
}

function why({ project }: Read, { pipe, candidates }: Listed, tenant: string): string {
  const candidate = candidates.find(({ name }) => name === tenant);
  if (candidate !== undefined) return candidate.pins ? `a template has at most ${MAX_SCOPES} scopes` : worst(candidate.issues);
  const scopes = [{ type: "PIPES:READ", resource: pipe.name, fixed_params: { [tenant]: `{${tenant}:Slug}` } }] as const;
  return worst(project.check({ name: "dashboard", ttl: "10m", scopes }));
}

function readName(text: string): string {
  if (!/^[A-Za-z_]\w{0,63}$/.test(text)) throw new InvalidArgumentError("It must be the name of a parameter: letters, digits and `_`.");
  return text;
}
