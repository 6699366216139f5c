/** The token that a command is about, in whatever was pasted: an argument, or standard input. */
import { existsSync } from "node:fs";
import { type Found, find } from "../explain/index.js";
import { misuse } from "./exit.js";
import type { Terminal } from "./terminal.js";

/** For the argument's help. */
export const PASTED = "a token, or what it stands in: a curl line, a URL, a header, .tinyb; - reads standard input";

export async function pasted(terminal: Terminal, argument: string | undefined): Promise<Found> {
  if (argument !== undefined && argument !== "-") return fromArgument(terminal, argument);
  if (argument === undefined && terminal.inputIsTerminal) {
    terminal.say("Paste a token, a curl line, a URL, a header or .tinyb, then press Ctrl-D on a line of its own.");
  }
  const text = await terminal.readInput("the token");
  if (text.trim() === "") throw misuse("no token on standard input; pass it as an argument, or pipe it in");
  return find(text);
}

/** A file's name is taken for what is in the file: no token looks like one. */
function fromArgument(terminal: Terminal, argument: string): Found {
  if (argument.trim() === "") throw misuse("the token is empty; is the variable it comes from set?");
  const beginsOne = /(^|[^\w./-])(p\.|eyJ)/.test(argument);
  return find(!beginsOne && isPath(terminal, argument) ? terminal.readFile(argument, "the token") : argument);
}

/** Whether it names a file that is there, or is meant to name one. */
function isPath(terminal: Terminal, argument: string): boolean {
  return existsSync(terminal.resolve(argument)) || /^[\w.-]*[\\/]|\.(json|txt|tinyb)$/.test(argument);
}

/** The one token of commands that take one: the first. */
export function tokenIn(found: Found): string {
  return found.tokens[0]?.text ?? "";
}
