import { Command, InvalidArgumentError } from "commander";
import { openBrowser } from "../browser.js";
import { misuse } from "../exit.js";
import { examples } from "../help.js";
import { listenForCallback } from "../login/callback.js";
import { checkUser, checkedHost, exchange, loginUrl, workspaceOf } from "../login/tinybird.js";
import type { Terminal } from "../terminal.js";
import { type Tinyb, checkWritable, findTinyb, projectTinyb, writeTinyb } from "../tinyb.js";
import { DEFAULT_HOST } from "../tinybird-host.js";
import { visible } from "../visible.js";

/** Defined by the build. */
declare const VERSION: string;

interface Options {
  readonly authHost: string;
  readonly host?: string;
  readonly timeout: number;
}

const MAX_SECONDS = 300;

export function loginCommand(terminal: Terminal): Command {
  return new Command("login")
    .summary("log in through the browser, and write .tinyb")
    .description(
      "Logs in as `tb login` does: opens the browser, takes its answer on this machine, and writes .tinyb in this folder, where `tb` reads it.",
    )
    .option("--host <url>", "the API host to log in to, instead of TB_HOST and of .tinyb's", readHost)
    .option("--auth-host <url>", "where to log in", readHost, "https://cloud.tinybird.co")
    .option("--timeout <seconds>", "how long to wait for the browser", readSeconds, MAX_SECONDS)
    .addHelpText(
      "after",
      examples(
        ["mintbird login", "to the region of .tinyb, or Tinybird's first"],
        ["mintbird login --host https://api.us-east.tinybird.co", "to another region"],
      ),
    )
    .action(async ({ authHost, host, timeout }: Options) => {
      const path = projectTinyb(terminal);
      const found = findTinyb(terminal);
      const wanted =
        host ??
        readHostOf(terminal.env["TB_HOST"] || found?.content.host, terminal.env["TB_HOST"] ? "TB_HOST" : found?.path) ??
        DEFAULT_HOST;
      checkWritable(path);
      const callback = await listenForCallback(authHost);
      try {
        const url = loginUrl(authHost, wanted, callback.state);
        const opened = await openBrowser(url, terminal.env);
        terminal.say(
          `${opened ? "Opened the browser. If it does not show, open this there:" : "No browser can be opened here. Open this in one on this machine:"}\n${url}`,
        );
        const tokens = await exchange(authHost, await callback.code(timeout));
        const workspace = await workspaceOf(tokens);
        await checkUser(tokens);
        const { workspaceToken: token, userToken: user_token, apiHost } = tokens;
        const before: Tinyb = found?.path === path ? found.content : {};
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
        for (const [what, value] of [
          ["Workspace", workspace.name],
          ["User", workspace.user_email],
          ["Host", apiHost],
        ] as const) {
          terminal.print(visible(`${`${what}:`.padEnd(11)}${value}`));
        }
        terminal.print(`${terminal.paint("green", "✓")} Logged in; ${path} is for you alone, keep it out of git.`);
        for (const name of ["TB_TOKEN", "TB_USER_TOKEN", "TB_HOST"]) {
          if (terminal.env[name]) terminal.say(`${name} is set, and wins over what was written`);
        }
      } finally {
        callback.close();
      }
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
