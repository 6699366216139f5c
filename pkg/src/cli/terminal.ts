/** All input and output of the commands. */
import { resolve } from "node:path";
import { type Paint, painter } from "./colour.js";
import { MISUSE } from "./exit.js";
import { faultOf, readTextFile, readTextStream } from "./text-file.js";

export interface Terminal {
  readonly env: { readonly [name: string]: string | undefined };
  /** The folder that the command was called in. */
  readonly cwd: string;
  /** Whether standard output or standard input is a terminal. */
  readonly isTerminal: boolean;
  readonly inputIsTerminal: boolean;
  /** The width to fold prose to. */
  readonly columns: number;
  /** Colours what goes to standard output. */
  readonly paint: Paint;
  /** Colours what goes to standard error. */
  readonly paintError: Paint;
  /** Unix seconds. */
  now(): number;
  /** Writes to standard output: what was asked for, so that it can be piped on. */
  write(text: string): void;
  /** Writes a line to standard output. */
  print(line: string): void;
  /** A line on standard error: warnings, and what is for people only. */
  say(line: string): void;
  /**
   * Reads a text file.
   *
   * @param what it is for, such as "the template"
   * @throws `misuse` in one line for what is missing, a directory, not readable or binary
   */
  readFile(path: string, what: string): string;
  /** Reads standard input to its end. */
  readInput(what: string): Promise<string>;
  /** An absolute path, from the folder that the command was called in. */
  readonly resolve: (path: string) => string;
}

/** The process's own. */
export function processTerminal(): Terminal {
  const { env, stdin, stdout, stderr } = process;
  endWithReader(stdout);
  stderr.on("error", () => undefined);
  const cwd = process.cwd();
  return {
    env,
    cwd,
    isTerminal: isTerminal(stdout),
    inputIsTerminal: isTerminal(stdin),
    columns: Math.min(stdout.columns ?? 100, 100),
    paint: painter(env, isTerminal(stdout)),
    paintError: painter(env, isTerminal(stderr)),
    now: () => Math.floor(Date.now() / 1000),
    write: (text) => void stdout.write(text),
    print: (line) => void stdout.write(`${line}\n`),
    say: (line) => void stderr.write(`${line}\n`),
    readFile: (path, what) => readTextFile(resolve(cwd, path), what),
    readInput: (what) => readTextStream(stdin, what),
    resolve: (path) => resolve(cwd, path),
  };
}

/** A program that reads our output may stop early, as `head` does. That is not an error. */
function endWithReader(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    process.stderr.write(`mintbird: standard output ${faultOf(error)}\n`, () => process.exit(MISUSE));
  });
}

/** Node leaves `isTTY` undefined for everything but terminals, whatever its type says. */
function isTerminal(stream: { readonly isTTY?: boolean }): boolean {
  return stream.isTTY ?? false;
}
