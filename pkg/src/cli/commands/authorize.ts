import { Command, Option } from "commander";
import { Verifier } from "../../entry/full/inline.js";
import type { Decision, Granted } from "../../types/access.js";
import { withHelp } from "../code-page.js";
import { misuse, refusedAsPrinted } from "../exit.js";
import { examples } from "../help.js";
import { type KeyOptions, signingKey, withKey } from "../key.js";
import { outputOption } from "../output.js";
import { PASTED, pasted, tokenIn } from "../pasted.js";
import { type Line, line } from "../line.js";
import type { Terminal } from "../terminal.js";

interface Options extends KeyOptions {
  readonly pipe?: string;
  readonly datasource?: string;
  readonly query?: string;
  readonly output: "text" | "json";
}

export function authorizeCommand(terminal: Terminal): Command {
  return withKey(new Command("authorize"))
    .summary("decide what a token lets a request do")
    .description(
      "Verifies a token and decides what it lets a request do: the parameters that count, the filter, the limit. The exit code is 1 if it is denied.",
    )
    .argument("[token]", PASTED)
    .addOption(new Option("--pipe <name>", "the endpoint; by default the one in the pasted URL").conflicts("datasource"))
    .option("--datasource <name>", "the data source")
    .option("--query <string>", "the request's parameters, as in a URL: 'a=1&b=2'")
    .addOption(outputOption("text", "json"))
    .addHelpText(
      "after",
      examples(
        ["mintbird authorize eyJhbGciOiJIUzI1NiJ9… --pipe top_pages --query 'org_id=other&page=1'", "the token's org_id wins"],
        ["mintbird authorize eyJhbGciOiJIUzI1NiJ9… --datasource events", "the filter on its rows"],
        ["mintbird authorize \"curl 'https://api.tinybird.co/v0/pipes/top_pages.json?page=1&token=eyJ…'\"", "a request as it was sent"],
      ),
    )
    .action(async (argument: string | undefined, options: Options) => {
      const found = await pasted(terminal, argument);
      const pipe = options.pipe ?? (options.datasource === undefined ? found.called?.pipe : undefined);
      const { datasource } = options;
      if (pipe === undefined && datasource === undefined) throw misuse("name what to read, with --pipe or --datasource");
      const verifier = new Verifier({ keys: await signingKey(terminal, options) });
      try {
        const params = options.query?.replace(/^\?/, "") ?? found.called?.query;
        const decision = verifier.authorize(tokenIn(found), { pipe, datasource, params }, { now: terminal.now() });
        if (options.output === "json") terminal.printJson(decision.allowed ? decision : withHelp(decision));
        else terminal.print(...text(decision, pipe ?? datasource ?? "", terminal));
        if (!decision.allowed) throw refusedAsPrinted();
      } finally {
        verifier.free();
      }
    });
}

function text(decision: Decision, resource: string, { paint }: Terminal): (Line | string)[] {
  if (!decision.allowed) return [line`${paint("red", "denied")}, ${decision.status} ${decision.code}: ${decision.message}`];
  return [line`${paint("green", "allowed")}: ${resource}, counted as ${decision.name}`, ...details(decision)];
}

function details({ params, filter, limits }: Granted): string[] {
  const lines = Object.entries(params).map(([name, value]) => `  ${name} = ${JSON.stringify(value)}`);
  if (filter !== undefined) lines.push(`  where ${filter}`);
  lines.push(limits === undefined || limits.rps <= 0 ? "  without a limit" : `  at most ${limits.rps} requests a second`);
  return lines;
}
