/** The command `mintbird`. */
import { outcomeOf } from "./exit.js";
import { program } from "./program.js";
import { processTerminal } from "./terminal.js";

const terminal = processTerminal();
try {
  await program(terminal).parseAsync();
} catch (thrown) {
  const { exitCode, line } = outcomeOf(thrown);
  process.exitCode = exitCode;
  if (line !== "") terminal.say(`mintbird: ${line.replace(/:\s*\n\s*/g, ": ").replace(/\s*\n\s*/g, "; ")}`);
}
