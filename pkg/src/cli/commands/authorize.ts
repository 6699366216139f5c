import { Command, Option } from "commander";
import { Verifier } from "../../entry/full/inline.js";
import type { Decision, Granted } from "../../types/access.js";
import { misuse, refusedAsPrinted } from "../exit.js";
import { examples } from "../help.js";
import { type KeyOptions, signingKey, withKey } from "../key.js";
import { outputOption } from "../output.js";
import { PASTED, pasted, tokenIn } from "../pasted.js";
import type { Terminal } from "../terminal.js";
import { visible } from "../visible.js";

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
      "Verifies a token and decides what it lets a request do: the parameters that count, the filter, the limit. Exit code 1 if it is denied.",
    )
    .argument("[token]", PASTED)
    .addOption(new Option("--pipe <name>", "the endpoint; that of the URL, if one was pasted").conflicts("datasource"))
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
        terminal.print(options.output === "json" ? JSON.stringify(decision, null, 2) : text(decision, pipe ?? datasource ?? "", terminal));
        if (!decision.allowed) throw refusedAsPrinted();
      } finally {
        verifier.free();
      }
    });
}

function text(decision: Decision, resource: string, { paint }: Terminal): string {
  if (!decision.allowed) return `${paint("red", "denied")}, ${decision.status} ${decision.code}: ${visible(decision.message)}`;
  return [`${paint("green", "allowed")}: ${visible(resource)}, counted as ${visible(decision.name)}`, ...details(decision)].join("\n");
}

function details({ params, filter, limits }: Granted): string[] {
  const lines = Object.entries(params).map(([name, value]) => visible(`  ${name} = ${JSON.stringify(value)}`));
  if (filter !== undefined) lines.push(visible(`  where ${filter}`));
  lines.push(limits === undefined || limits.rps <= 0 ? "  without a limit" : `  at most ${limits.rps} requests a second`);
  return lines;
}
