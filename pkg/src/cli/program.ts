/** All commands, and what is the same for each of them. */
import { Command } from "commander";
import type { Terminal } from "./terminal.js";
import { authorizeCommand } from "./commands/authorize.js";
import { checkCommand } from "./commands/check.js";
import { completeCommand, completionCommand } from "./commands/completion.js";
import { explain403Command } from "./commands/explain-403.js";
import { exportCommand } from "./commands/export.js";
import { inspectCommand } from "./commands/inspect.js";
import { localCommand } from "./commands/local.js";
import { loginCommand } from "./commands/login.js";
import { mintCommand } from "./commands/mint.js";
import { serveCommand } from "./commands/serve.js";
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
  explain403Command,
  localCommand,
  serveCommand,
  exportCommand,
  loginCommand,
  whoamiCommand,
  completionCommand,
];

export function program(terminal: Terminal): Command {
  const root = new Command("mintbird").description("Mints, checks and explains Tinybird tokens.").version(VERSION, "-V, --version");
  for (const command of COMMANDS) root.addCommand(command(terminal));
  root.addCommand(completeCommand(terminal), { hidden: true });
  configure(root, terminal);
  return root;
}

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
  for (const each of command.commands) configure(each, terminal);
}

function complaint(command: Command, text: string): string {
  const path: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) path.unshift(at.name());
  const fault = text
    .replace(/^error: /, "")
    .trim()
    .replace(/\s+/g, " ");
  return `mintbird: ${fault}; see ${path.join(" ")} --help`;
}
