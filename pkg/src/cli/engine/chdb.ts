/** ClickHouse in a child process: npm `chdb`, an optional peer of this package. */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { end } from "./child.js";
import { type Asked, Busy, type Engine, type Fill, Left, type Limits, MAX_WAITING, TooLate, faultOf, settings } from "./engine.js";
import { text } from "./text.js";

/** To the child. */
export interface Ask {
  readonly id: number;
  readonly database: string;
  readonly sql: string;
  readonly format: string;
}

/** From the child: what was asked for, or what ClickHouse says instead. */
export type Answer =
  | { readonly id: number; readonly bytes: Uint8Array; readonly code?: undefined }
  | { readonly id: number; readonly code: number; readonly message: string };

/** Beside the command in the published package. */
const CHILD = fileURLToPath(new URL("chdb-child.js", import.meta.url));
/** How long ClickHouse may take to notice that a query takes too long, before it is killed, seconds. */
const GRACE = 3;
/** How often a query is asked that ClickHouse has died of. */
const TRIES = 2;

/** The path of `chdb`, installed beside this package or in the folder that the command was called in. */
export function findChdb(cwd: string): string | undefined {
  for (const from of [import.meta.url, join(cwd, "package.json")]) {
    try {
      return createRequire(from).resolve("chdb");
    } catch {
      // It is an optional peer.
    }
  }
  return undefined;
}

interface Waiting {
  readonly ask: Ask;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds; statements that load rows have none. */
  readonly limit: number | undefined;
  tries: number;
}

export class Chdb implements Engine {
  readonly name = "chdb, in a process of its own";
  readonly #module: string;
  readonly #limits: Limits;
  readonly #folder = mkdtempSync(join(tmpdir(), "mintbird-"));
  readonly #waiting: Waiting[] = [];
  #child: ChildProcess | undefined;
  #current: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ids = 0;
  /** Whether the rows are loaded, and nothing may change them. */
  #readOnly = false;
  #closed = false;

  constructor(module: string, limits: Limits) {
    this.#module = module;
    this.#limits = limits;
    process.once("exit", this.#remove);
  }

  async run(database: string, sql: string): Promise<void> {
    await this.#ask(database, sql, "Null");
  }

  async fill({ database, table, columns, file, format, from }: Fill): Promise<void> {
    const into = `INSERT INTO ${table} (${columns})`;
    const source = from === undefined ? "" : `, ${text(from.structure)}`;
    // Only INFILE fills in the defaults of columns that a row lacks.
    const sql =
      from === undefined && format !== "Parquet"
        ? `${into} FROM INFILE ${text(file)} FORMAT ${format}`
        : `${into} SELECT ${from?.select ?? columns} FROM file(${text(file)}, ${format}${source})`;
    await this.#ask(database, sql, "Null");
  }

  async query({ database, sql, format, signal }: Asked): Promise<Uint8Array> {
    return this.#ask(database, sql, format, signal, this.#limits.seconds + GRACE);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const { reject } of this.#waiting.splice(0)) reject(new Error("ClickHouse was ended"));
    this.#current?.reject(new Error("ClickHouse was ended"));
    await end(this.#child);
    process.removeListener("exit", this.#remove);
    this.#remove();
  }

  /** Its process, for tests: that it is killed is a part of the promise. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  readonly #remove = (): void => {
    this.#child?.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  };

  #ask(database: string, sql: string, format: string, signal?: AbortSignal, seconds?: number): Promise<Uint8Array> {
    if (this.#closed) return Promise.reject(new Error("ClickHouse was ended"));
    if (this.#waiting.length >= MAX_WAITING) return Promise.reject(new Busy());
    return new Promise((resolve, reject) => {
      const ask = { id: ++this.#ids, database, sql, format };
      const limit = seconds === undefined ? undefined : seconds * 1000;
      this.#waiting.push({ ask, resolve, reject, signal, limit, tries: 0 });
      this.#next();
    });
  }

  /** One at a time: that is how chdb runs them, and so it is known which one it has died of. */
  #next(): void {
    while (this.#current === undefined) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      if (next.signal?.aborted) {
        next.reject(new Left());
        continue;
      }
      this.#current = next;
      next.tries++;
      this.#send(next);
    }
  }

  #send(next: Waiting): void {
    const child = (this.#child ??= this.#start());
    if (next.limit !== undefined) this.#timer = setTimeout(() => this.#late(), next.limit);
    // That the process has died meanwhile is told by its end.
    child.send(next.ask, () => undefined);
  }

  /** ClickHouse has not noticed by itself. */
  #late(): void {
    const late = this.#current;
    this.#current = undefined;
    late?.reject(new TooLate(this.#limits.seconds));
    this.#child?.kill("SIGKILL");
  }

  #start(): ChildProcess {
    // Nothing of our own environment: a template that reads a variable must not find a key.
    const { PATH, HOME, TMPDIR, TZ, LD_LIBRARY_PATH } = process.env;
    const env = Object.fromEntries(Object.entries({ PATH, HOME, TMPDIR, TZ, LD_LIBRARY_PATH }).filter(([, value]) => value !== undefined));
    const child = fork(CHILD, [this.#module, this.#folder], {
      cwd: this.#folder,
      env,
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    child.on("message", (answer: Answer) => this.#take(answer));
    child.on("error", () => child.kill("SIGKILL"));
    child.once("exit", () => this.#ended(child));
    const set = Object.entries(settings(this.#limits))
      .map(([name, value]) => `${name} = ${/^[\d.]+$/.test(value) ? value : text(value)}`)
      .join(", ");
    for (const sql of [`SET ${set}`, ...(this.#readOnly ? ["SET readonly = 2"] : [])])
      child.send({ id: 0, database: "default", sql, format: "Null" } satisfies Ask);
    return child;
  }

  #take(answer: Answer): void {
    const done = this.#current;
    if (answer.id !== done?.ask.id) return;
    clearTimeout(this.#timer);
    this.#current = undefined;
    if (answer.code === undefined) done.resolve(answer.bytes);
    else done.reject(faultOf(answer.code, answer.message, done.ask.database, this.#limits));
    this.#next();
  }

  #ended(child: ChildProcess): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    clearTimeout(this.#timer);
    const died = this.#current;
    this.#current = undefined;
    if (died !== undefined && !this.#closed) {
      // What loads rows may have loaded some of them.
      if (died.limit !== undefined && died.tries < TRIES) this.#waiting.unshift(died);
      else died.reject(new Error("ClickHouse ended while it ran the query"));
    }
    if (!this.#closed) this.#next();
  }

  /** From now on nothing is changed, also after a restart. */
  async freeze(): Promise<void> {
    this.#readOnly = true;
    await this.#ask("default", "SET readonly = 2", "Null");
  }
}
