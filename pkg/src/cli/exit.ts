/** How the command ends: 0 done, 1 refused, 2 used wrongly or given bad input. */
import { CommanderError } from "commander";

export const DONE = 0;
/** The answer is no: a token that does not verify, a request that is denied, a template with faults. */
export const REFUSED = 1;
/** Nothing could be decided: a wrong option, a missing file, a bad key. */
export const MISUSE = 2;

/** Why a command ends early, in one line that says what to do. It never contains a key. */
export class Failure extends Error {
  readonly exitCode: typeof REFUSED | typeof MISUSE;

  constructor(exitCode: typeof REFUSED | typeof MISUSE, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const refused = (message: string): Failure => new Failure(REFUSED, message);
export const misuse = (message: string): Failure => new Failure(MISUSE, message);

/** A refusal that has been printed already. */
export const refusedAsPrinted = (): Failure => refused("");

/** An end with this exit code, of which all has been printed. */
export const exitAsPrinted = (exitCode: typeof REFUSED | typeof MISUSE): Failure => new Failure(exitCode, "");

/** The exit code of an error, and the line to print; empty if everything has been printed. */
export function outcomeOf(thrown: unknown): { readonly exitCode: number; readonly line: string } {
  if (thrown instanceof Failure) return { exitCode: thrown.exitCode, line: thrown.message };
  // Commander has printed its help or, through `outputError`, its complaint.
  if (thrown instanceof CommanderError) return { exitCode: thrown.exitCode === 0 ? DONE : MISUSE, line: "" };
  return { exitCode: MISUSE, line: thrown instanceof Error ? thrown.message : String(thrown) };
}
