import { Command, InvalidArgumentError, Option } from "commander";
import { openBrowser } from "../browser.js";
import { misuse, refused } from "../exit.js";
import { examples } from "../help.js";
import { line } from "../line.js";
import { listenForCallback, nobody } from "../login/callback.js";
import { differences } from "../login/identity.js";
import { oneTimeCode, pollForTokens, shown } from "../login/one-time-code.js";
import { type Tokens, type Workspace, checkUser, checkedHost, exchange, loginUrl, workspaceOf } from "../login/tinybird.js";
import type { Terminal } from "../terminal.js";
import { type Tinyb, checkWritable, findTinyb, projectTinyb, writeTinyb } from "../tinyb.js";
import { DEFAULT_HOST } from "../tinybird-host.js";

/** Defined by the build. */
declare const VERSION: string;

interface Options {
  readonly authHost: string;
  readonly host?: string;
  readonly workspace?: string;
  readonly method: "browser" | "code";
  readonly yes?: boolean;
  readonly timeout: number;
}

const MAX_SECONDS = 300;

export function loginCommand(terminal: Terminal): Command {
  return new Command("login")
    .summary("log in through the browser, and write .tinyb")
    .description(
      "Logs in as `tb login` does: opens the browser, receives its answer on this machine, and writes .tinyb in this folder, where `tb` reads it.",
    )
    .option("--host <url>", "the API host to log in to, instead of TB_HOST or the one in .tinyb", readHost)
    .option("--auth-host <url>", "where to log in", readHost, "https://cloud.tinybird.co")
    .option("-w, --workspace <name>", "the workspace to log in to, instead of your first")
    .addOption(
      new Option("--method <method>", "`code` is for a machine without a browser: type the code that it shows into another machine's")
        .choices(["browser", "code"])
        .default("browser"),
    )
    .option("-y, --yes", "overwrite .tinyb without asking, even if it is for another workspace or user")
    .option("--timeout <seconds>", "how long to wait for the browser", readSeconds, MAX_SECONDS)
    .addHelpText(
      "after",
      examples(
        ["mintbird login", "to the region of .tinyb, or Tinybird's first"],
        ["mintbird login --host https://api.us-east.tinybird.co", "to another region"],
        ["mintbird login --method code", "over SSH: log in with the browser of another machine"],
      ),
    )
    .action(async (options: Options) => {
      const path = projectTinyb(terminal);
      const found = findTinyb(terminal);
      const apiHost =
        options.host ??
        readHostOf(terminal.env["TB_HOST"] || found?.content.host, terminal.env["TB_HOST"] ? "TB_HOST" : found?.path) ??
        DEFAULT_HOST;
      checkWritable(path);
      const tokens = await METHODS[options.method]({ terminal, apiHost, options });
      const workspace = await workspaceOf(tokens);
      await checkUser(tokens);
      if (options.workspace !== undefined && ![workspace.name, workspace.id].includes(options.workspace))
        throw refused(`the login is to the workspace ${workspace.name}, not to ${options.workspace}; nothing was written`);
      terminal.print(
        ...(
          [
            ["Workspace", workspace.name],
            ["User", workspace.user_email],
            ["Host", tokens.apiHost],
          ] as const
        ).map(([what, value]) => `${`${what}:`.padEnd(11)}${value}`),
      );
      const before: Tinyb = found?.path === path ? found.content : {};
      const changed = differences(before, workspace).join(", and ");
      if (changed !== "" && options.yes !== true && !(await terminal.confirm(`${path} is of another login: ${changed}. Overwrite it?`)))
        throw refused(`${path} is of another login, and was left as it is: ${changed}; overwrite it with --yes`);
      write(path, before, tokens, workspace);
      terminal.print(line`${terminal.paint("green", "✓")} Logged in; ${path} is for you alone, keep it out of git.`);
      for (const name of ["TB_TOKEN", "TB_USER_TOKEN", "TB_HOST"]) {
        if (terminal.env[name]) terminal.say(`${name} is set, and wins over what was written`);
      }
    });
}

interface Login {
  readonly terminal: Terminal;
  readonly apiHost: string;
  readonly options: Options;
}

const METHODS: { readonly [method in Options["method"]]: (login: Login) => Promise<Tokens> } = {
  async browser({ terminal, apiHost, options: { authHost, workspace, timeout } }) {
    const callback = await listenForCallback(authHost);
    try {
      await open(
        terminal,
        loginUrl(authHost, { apiHost, state: callback.state, ...(workspace !== undefined && { workspace }) }),
        " on this machine",
      );
      return await exchange(authHost, await callback.code(timeout));
    } finally {
      callback.close();
    }
  },

  async code({ terminal, apiHost, options: { authHost, workspace, timeout } }) {
    const code = oneTimeCode();
    terminal.say(`Your one-time code: ${shown(code)}`);
    await open(terminal, loginUrl(authHost, { apiHost, code, method: "code", ...(workspace !== undefined && { workspace }) }), "");
    return (await pollForTokens(authHost, apiHost, code, timeout)) ?? nobody(timeout);
  },
};

async function open(terminal: Terminal, url: string, where: string): Promise<void> {
  const opened = await openBrowser(url, terminal.env);
  terminal.say(
    opened ? "Opened the browser. If it does not show, open this there:" : `No browser can be opened here. Open this in one${where}:`,
    url,
  );
}

function write(path: string, before: Tinyb, { workspaceToken: token, userToken: user_token, apiHost }: Tokens, workspace: Workspace): void {
  const byHost = typeof before.tokens === "object" ? before.tokens : {};
  writeTinyb(path, {
    ...before,
    ...workspace,
    token,
    user_token,
    host: apiHost,
    tokens: { ...byHost, [apiHost]: token },
    version: `mintbird ${VERSION}`,
  });
}

function readHost(text: string): string {
  return checkedHost(text) ?? invalidHost();
}

function invalidHost(): never {
  throw new InvalidArgumentError("It must be an https URL, such as https://api.us-east.tinybird.co.");
}

function readHostOf(value: unknown, where = ""): string | undefined {
  if (value === undefined || value === "") return undefined;
  const host = typeof value === "string" ? checkedHost(value) : undefined;
  if (host === undefined) throw misuse(`the API host of ${where} is not an https URL; pass another with --host`);
  return host;
}

function readSeconds(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text) || Number(text) > MAX_SECONDS)
    throw new InvalidArgumentError(`It must be a number from 1 to ${MAX_SECONDS}.`);
  return Number(text);
}
