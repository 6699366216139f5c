/**
 * The only door to the outside: commands read and print through it. Whatever is printed is escaped here, and no static token goes
 * out but by `write`.
 */
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { type Paint, painter } from "./colour.js";
import { MISUSE } from "./exit.js";
import { Line, type Part, jsonLines } from "./line.js";
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
  /** Lines on standard output: what was asked for. */
  print(...lines: readonly Part[]): void;
  /** The same for programs. It stays JSON. */
  printJson(value: unknown, indent?: number): void;
  /** Lines on standard error: warnings, and what is for people only. Neither tokens nor signatures are in them. */
  say(...lines: readonly Part[]): void;
  /** Writes to standard output what is made of nobody's text, such as a token that was asked for, or a script. */
  write(text: string): void;
  /** Asks whoever sits there; where nobody does, the answer is no. */
  confirm(question: Part): Promise<boolean>;
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
  const print = (...lines: readonly Part[]) =>
    void stdout.write(lines.map((each) => `${Line.of(each).withoutStaticTokens().toString()}\n`).join(""));
  const say = (...lines: readonly Part[]) =>
    void stderr.write(lines.map((each) => `${Line.of(each).withoutSecrets().toString()}\n`).join(""));
  return {
    env,
    cwd,
    isTerminal: isTerminal(stdout),
    inputIsTerminal: isTerminal(stdin),
    columns: Math.min(stdout.columns ?? 100, 100),
    paint: painter(env, isTerminal(stdout)),
    paintError: painter(env, isTerminal(stderr)),
    now: () => Math.floor(Date.now() / 1000),
    print,
    printJson: (value, indent) => print(...jsonLines(value, indent)),
    say,
    write: (text) => void stdout.write(text),
    async confirm(question) {
      if (!stdin.isTTY) return false;
      stderr.write(Line.of(question, " [y/N] ").withoutSecrets().toString());
      const lines = createInterface({ input: stdin });
      const answer = await new Promise<string>((resolve) => lines.once("line", resolve).once("close", () => resolve("")));
      lines.close();
      return /^y(es)?$/i.test(answer.trim());
    },
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
