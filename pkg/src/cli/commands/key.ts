import { Command } from "commander";
import { examples } from "../help.js";
import { localKey } from "../local/tinybird-local.js";
import { line } from "../line.js";
import { misuse } from "../exit.js";
import { writePrivately } from "../private-file.js";
import type { Terminal } from "../terminal.js";
import { ask, session } from "../tinybird-api.js";
import { signingKeyIn } from "../tinybird-tokens.js";

interface Options {
  readonly write?: string;
  readonly local?: boolean;
  readonly workspace?: string;
}

export function keyCommand(terminal: Terminal): Command {
  return new Command("key")
    .summary("print the signing key, or write it to a file")
    .description(
      "Prints the signing key, the workspace admin token, read with the credentials of `login` or TB_TOKEN. Whoever has it can read, write and delete everything in the workspace.",
    )
    .option("--write <path>", "write it to a file that only you can read, for --key-file, instead of printing it")
    .option("-l, --local", "the key of the project's workspace in Tinybird Local on this machine")
    .option("-w, --workspace <name>", "with --local: this workspace, instead of the project's")
    .addHelpText(
      "after",
      examples(
        ["export TINYBIRD_SIGNING_KEY=$(mintbird key)", "for this shell"],
        ["mintbird key | npx wrangler secret put TINYBIRD_SIGNING_KEY", "for a Worker"],
        ["mintbird key --write .signing-key", "for --key-file"],
      ),
    )
    .action(async ({ write, local, workspace }: Options) => {
      if (workspace !== undefined && local !== true) throw misuse("--workspace names a workspace in Tinybird Local, and goes with --local");
      const key = local === true ? await localKey(terminal, workspace) : await keyOfSession(terminal);
      if (write === undefined) return terminal.write(`${key}\n`);
      writePrivately(terminal.resolve(write), `${key}\n`, write);
      terminal.print(line`${terminal.paint("green", "✓")} ${write} has the signing key, for you alone; keep it out of git.`);
    });
}

async function keyOfSession(terminal: Terminal): Promise<string> {
  const by = session(terminal);
  const { token } = signingKeyIn(await ask(by, "GET", "/v0/tokens", "list the tokens"), by.host);
  return token;
}
