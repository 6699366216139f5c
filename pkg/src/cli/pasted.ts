/** The token that a command is about, in whatever was pasted: an argument, or standard input. */
import { existsSync } from "node:fs";
import { type Found, type FoundToken, find, sendsSeveral } from "../explain/index.js";
import { misuse } from "./exit.js";
import type { Terminal } from "./terminal.js";

/** For the argument's help. */
export const PASTED = "a token, or text that contains one: a curl command, a URL, a header, a log, JSON, .tinyb; - reads standard input";

/** What a terminal takes of one line, before whoever reads it sees any of it (Linux' N_TTY; others take less). */
const MAX_TERMINAL_LINE = 4095;

export async function pasted(terminal: Terminal, argument: string | undefined): Promise<Found> {
  if (argument !== undefined && argument !== "-") return fromArgument(terminal, argument);
  if (terminal.inputIsTerminal) {
    terminal.say("Paste a token, a curl command, a URL, a header or .tinyb, then press Ctrl-D on a line of its own.");
  }
  const text = await terminal.readInput("the token");
  if (text.trim() === "") throw misuse("no token on standard input; pass it as an argument, or pipe it in");
  if (terminal.inputIsTerminal && text.split("\n").some((line) => Buffer.byteLength(line) >= MAX_TERMINAL_LINE)) {
    throw misuse(
      `the terminal has cut a line off after ${MAX_TERMINAL_LINE} bytes; put the text into a file and name it, or pipe it in: pbpaste | mintbird inspect -`,
    );
  }
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
  if (/[\n\0]/.test(argument) || /^(GET|POST|PUT|DELETE|curl|bearer|authorization)\b/i.test(argument)) return false;
  return existsSync(terminal.resolve(argument)) || /^[\w.-]*[\\/]\S*$|\.(json|txt|tinyb)$/.test(argument);
}

/** The one token of commands that take one: that which the request was sent with. What is cut off stays so, and is refused for it. */
export function tokenIn({ asked, called }: Found): string {
  if (sendsSeveral(called?.sentAs))
    throw misuse("different tokens are sent in several places, and which of them counts is not known; pass one of them");
  return asked.text.slice(0, asked.cutAfter) + (asked.behind ?? "");
}

/** What happened to a token on the way, in a sentence; nothing for one that is whole. */
export function damage({ cutAfter, lines, behind, damage }: FoundToken): string | undefined {
  if (damage !== undefined) return damage;
  if (behind !== undefined) return `${behind} stands behind it, a line break that is sent as a part of it.`;
  if (cutAfter !== undefined) return `It is cut off after ${cutAfter} characters: copy it again.`;
  return lines === undefined ? undefined : `It was broken over ${lines} lines, which are joined here.`;
}

/** What a text is in which there is no token, and what to do; nothing where nothing can be said. */
export function withoutToken({ form, answer, variable }: Found): string | undefined {
  if (variable !== undefined)
    return `The token is taken from \`${variable}\`, which is filled in when the request is made. Paste its value.`;
  switch (form) {
    case "no-token":
      return "No token was sent: there is none where it belongs. Is the variable that it comes from set?";
    case "template":
      return "This is a token template: `mintbird check FILE` finds its errors, `mintbird mint FILE` mints tokens from it.";
    case "claims":
      return "These are the claims of a token, without its signature. Sign them, or paste the whole token: three parts with two dots.";
    case "error":
      return `This is an API's answer, ${JSON.stringify(answer ?? "")}, without a token in it. Paste the request that got it: the curl command or the URL.`;
    default:
      return undefined;
  }
}
