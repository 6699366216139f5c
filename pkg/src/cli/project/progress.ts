/** For long work: says on standard error how far it is. What is quick says nothing. */
import { line } from "../line.js";
import type { Terminal } from "../terminal.js";

/** How long nothing is said, and how often something then, milliseconds. */
const QUIET = 2000;

/** @param what is counted, such as "files read" */
export function progress(terminal: Terminal, what: string, total: number): () => void {
  let [done, next] = [0, performance.now() + QUIET];
  return () => {
    done++;
    if (performance.now() < next) return;
    next = performance.now() + QUIET;
    terminal.say(line`${done} of ${total} ${what}`);
  };
}
