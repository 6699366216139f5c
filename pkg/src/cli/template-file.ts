/** A template as text, from a file or standard input. */
import { misuse } from "./exit.js";
import type { Terminal } from "./terminal.js";

export async function readTemplate(terminal: Terminal, path: string): Promise<string> {
  const text = path === "-" ? await terminal.readInput("the template") : terminal.readFile(path, "the template");
  if (text.trim() === "") throw misuse(`the template is empty: ${path === "-" ? "standard input" : path}`);
  return text;
}
