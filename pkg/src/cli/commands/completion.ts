import { Argument, Command } from "commander";
import { candidates } from "../completion.js";
import { SHELLS, SHELL_NAMES, type ShellName } from "../shells.js";
import type { Terminal } from "../terminal.js";

const shell = () => new Argument("<shell>", "the shell").choices(SHELL_NAMES);

export function completionCommand(terminal: Terminal): Command {
  return new Command("completion")
    .summary("print the script that completes commands in a shell")
    .description("Prints the script with which bash, zsh or fish completes commands, options and files.")
    .addArgument(shell())
    .addHelpText("after", `\nInstall:\n${SHELL_NAMES.map((name) => `  ${SHELLS[name].install}`).join("\n")}`)
    .action((name: ShellName) => terminal.write(SHELLS[name].script));
}

/** What those scripts call with the words of the line. */
export function completeCommand(terminal: Terminal): Command {
  const command: Command = new Command("complete")
    .addArgument(shell())
    .argument("[words...]")
    .action((name: ShellName, words: readonly string[]) => {
      for (const candidate of candidates(command.parent ?? command, words)) terminal.write(`${SHELLS[name].line(candidate)}\n`);
    });
  return command;
}
