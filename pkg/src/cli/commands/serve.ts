import { deflateRawSync } from "node:zlib";
import { Command, InvalidArgumentError } from "commander";
import { Minter } from "../../entry/full/inline.js";
import { misuse } from "../exit.js";
import { examples } from "../help.js";
import { head, sentence } from "../issue-lines.js";
import { line } from "../line.js";
import { PARAM_HELP, type Params, collectParam } from "../params.js";
import { projectHandler } from "../engine/handler.js";
import { CLICKHOUSE_HELP, NO_ENGINE, engines } from "../engine/open.js";
import { Served } from "../engine/served.js";
import { GENERATE_HELP, PROJECT_HELP } from "../project/options.js";
import { checkParams } from "../serve/check-params.js";
import { localTokens } from "../serve/local-tokens.js";
import { readTemplate } from "../template-file.js";
import type { Terminal } from "../terminal.js";
import { LOCAL_PORT } from "../local/tinybird-local.js";

interface Options {
  readonly port: number;
  readonly param?: Params;
  readonly refuseUnpinned?: boolean;
  readonly project?: string;
  readonly generate?: boolean;
  readonly clickhouse?: string;
  readonly timeLimit: number;
}

export function serveCommand(terminal: Terminal): Command {
  return new Command("serve")
    .summary("serve tokens and the playground on this machine")
    .description(
      "Serves on 127.0.0.1 what you need to develop a front end without an account: an app's token endpoint, the Token API and the playground, all with local tokens. Anybody on this machine can ask it for tokens, so it signs with local keys only. With --project, it also runs the project's endpoints on ClickHouse, with the rows of its fixtures, and enforces each token.",
    )
    .argument("[template]", "the template that POST /token fills, from its JSON body and --param")
    .option("--port <number>", "the port; 0 takes any free one", readPort, LOCAL_PORT)
    .option("-p, --param <name=value>", `${PARAM_HELP}, where the body does not`, collectParam)
    .option("--refuse-unpinned", "let the Token API refuse a data source without a filter, and an endpoint without fixed parameters")
    .option("--project <folder>", `${PROJECT_HELP}; its endpoints are served`)
    .option("--generate", GENERATE_HELP)
    .option("--clickhouse <url>", CLICKHOUSE_HELP)
    .option("--time-limit <seconds>", "how long a query may take", readSeconds, 10)
    .addHelpText(
      "after",
      examples(
        ["mintbird serve dashboard.json --param user_id=u_1 --param org_id=acme", "a token endpoint for one user"],
        ["curl -X POST http://127.0.0.1:7181/token", "what the front end asks"],
        ["mintbird serve dashboard.json --project .", "the project's endpoints, with the rows in fixtures/"],
        ["mintbird mint dashboard.json -p user_id=u_1 -p org_id=acme --local", "the same key, from a second terminal"],
      ),
    )
    .action(async (path: string | undefined, options: Options) => {
      const param: Params = options.param ?? new Map();
      const { port, refuseUnpinned = false, project: folder, timeLimit: seconds } = options;
      if (folder === undefined && (options.clickhouse ?? options.generate) !== undefined)
        throw misuse("--clickhouse and --generate are for a project; name it with --project");
      if (path === undefined && param.size > 0) throw misuse("--param fills a template; name its file before it");
      const tokens = localTokens(terminal);
      const template = path === undefined ? undefined : await readTemplate(terminal, path);
      const minter = template === undefined ? undefined : new Minter(template, tokens.workspace_admin_token);
      for (const issue of minter?.issues ?? []) terminal.say(line`${head(issue, terminal.paintError)}: ${sentence(issue.message)}`);
      if (template !== undefined) checkParams(template, param, tokens.workspace_admin_token);
      // Only this command needs a server, and Node's HTTP: the others start sooner without.
      const [{ development }, { listen }] = await Promise.all([import("../serve/app.js"), import("../serve/listen.js")]);
      const served =
        folder === undefined
          ? undefined
          : await Served.open(terminal, folder, options.generate ?? false, engines(terminal, options.clickhouse), { seconds });
      const project = served && projectHandler(terminal, served, tokens.workspace_admin_token);
      const { url, ended } = await listen(development({ terminal, tokens, minter, param, refuseUnpinned, project, served }), port).catch(
        async (error: unknown) => {
          await served?.close();
          throw error;
        },
      );
      for (const [what, where] of [
        ["playground", `${url}/#${handedOver(template, served !== undefined)}`],
        ["local tokens", `${url}/tokens`],
        ["Token API", `${url}/v0/tokens`],
        ...(path === undefined ? [] : [["token endpoint", `POST ${url}/token`]]),
        ...(served === undefined ? [] : [["endpoints", `${url}/v0/pipes/<name>.json`]]),
      ])
        terminal.print(`${`${what}:`.padEnd(16)}${where}`);
      if (served !== undefined) terminal.say(...(served.runs ? await served.lines() : [sentence(NO_ENGINE)]));
      terminal.say("Ctrl-C ends it.");
      await ended;
      await served?.close();
      minter?.free();
    });
}

/** The playground's fragment: with the local key and the project, which it asks this server for, and with the template, deflated. */
function handedOver(template: string | undefined, hasProject: boolean): string {
  const packed = template === undefined ? {} : { template: deflateRawSync(template).toString("base64url") };
  return String(new URLSearchParams({ key: "local", ...(hasProject && { project: "local" }), ...packed }));
}

function readSeconds(text: string): number {
  if (!/^\d{1,4}(\.\d+)?$/.test(text) || Number(text) === 0) throw new InvalidArgumentError("It must be a number of seconds, such as 10.");
  return Number(text);
}

function readPort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError("It must be a number from 0 to 65535.");
  return Number(text);
}
