/** All commands, and what is the same for each of them. */
import { Command } from "commander";
import { hint } from "./hints.js";
import type { Terminal } from "./terminal.js";
import { authorizeCommand } from "./commands/authorize.js";
import { checkCommand } from "./commands/check.js";
import { completeCommand, completionCommand } from "./commands/completion.js";
import { explain403Command } from "./commands/explain-403.js";
import { exportCommand } from "./commands/export.js";
import { initCommand } from "./commands/init.js";
import { inspectCommand } from "./commands/inspect.js";
import { keyCommand } from "./commands/key.js";
import { localCommand } from "./commands/local.js";
import { loginCommand } from "./commands/login.js";
import { mintCommand } from "./commands/mint.js";
import { serveCommand } from "./commands/serve.js";
import { tokenCommand } from "./commands/token.js";
import { typesCommand } from "./commands/types.js";
import { verifyCommand } from "./commands/verify.js";
import { whoamiCommand } from "./commands/whoami.js";

/** Defined by the build. */
declare const VERSION: string;

/** The commands, in the order in which the help lists them. */
const COMMANDS: readonly ((terminal: Terminal) => Command)[] = [
  mintCommand,
  inspectCommand,
  verifyCommand,
  authorizeCommand,
  checkCommand,
  initCommand,
  explain403Command,
  localCommand,
  serveCommand,
  exportCommand,
  typesCommand,
  loginCommand,
  whoamiCommand,
  keyCommand,
  tokenCommand,
  completionCommand,
];

export function program(terminal: Terminal): Command {
  const root = new Command("mintbird").description("Mints, checks and explains Tinybird tokens.").version(VERSION, "-V, --version");
  for (const command of COMMANDS) root.addCommand(command(terminal));
  root.addCommand(completeCommand(terminal), { hidden: true });
  root.addHelpText("after", ABOUT);
  configure(root, terminal);
  return root;
}

/** Options that are collected. */
const REPEATABLE: ReadonlySet<string> = new Set(["param", "map", "scope", "resource"]);

const ABOUT = `
Environment:
  TINYBIRD_SIGNING_KEY   the workspace admin token, which signs and verifies
  TB_TOKEN, TB_HOST, TB_USER_TOKEN
                         credentials instead of those in .tinyb
  TB_LOCAL_HOST, TB_LOCAL_PORT
                         where Tinybird Local is, for --local
  NO_COLOR, FORCE_COLOR  colours

Exit codes:
  0  done    1  refused: the answer is no    2  the call or its input could not be used

https://github.com/mintbird/mintbird`;

/** Commander must not end the process, and describes a wrong call in one line. */
function configure(command: Command, terminal: Terminal): void {
  command
    .exitOverride()
    .configureHelp({ styleTitle: (title) => terminal.paint("bold", title).toString() })
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.say(...text.trimEnd().split("\n")),
      outputError: (text) => terminal.say(complaint(command, text)),
      getOutHelpWidth: () => terminal.columns,
      getErrHelpWidth: () => terminal.columns,
      // `paint` has decided already whether to use colours.
      getOutHasColors: () => true,
    });
  for (const option of command.options) {
    if (option.isBoolean() || REPEATABLE.has(option.attributeName())) continue;
    let count = 0;
    // Commander would take the last.
    command.on(`option:${option.name()}`, () => {
      if (++count > 1) command.error(`error: option '${option.flags}' is given twice`);
    });
  }
  for (const each of command.commands) configure(each, terminal);
}

function complaint(command: Command, text: string): string {
  const path: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) path.unshift(at.name());
  const fault = text
    .replace(/^error: /, "")
    .trim()
    .replace(/\s+/g, " ")
    .replace(/\.$/, "");
  const meant = hint(fault, command.args, path.slice(1));
  return `mintbird: ${fault}${meant === undefined ? "" : `; ${meant}`}; see ${path.join(" ")} --help`;
}
