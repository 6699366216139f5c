/** A project that is served: read, loaded, and read again when one of its files has changed. */
import { randomBytes } from "node:crypto";
import type { Project } from "../../project/project.js";
import { line } from "../line.js";
import { type Files, readFolder, shown } from "../project/folder.js";
import { type Read, readProject } from "../project/read.js";
import { many } from "../project/report.js";
import type { Terminal } from "../terminal.js";
import type { Engine, Limits } from "./engine.js";
import { stampOf } from "./fixtures.js";
import { type Loaded, load } from "./load.js";
import { quoted } from "./text.js";

/** How long a look at the files is good for, milliseconds. */
const LOOK = 250;

/** What answers requests. */
export interface Answering extends Loaded {
  readonly project: Project;
  readonly engine: Engine;
}

interface State extends Answering {
  readonly files: Files;
  /** Requests that use it. */
  users: number;
  /** Whether there is a newer one. */
  old: boolean;
}

export class Served {
  readonly #terminal: Terminal;
  readonly #folder: string;
  readonly #generated: boolean;
  readonly #make: (() => Engine) | undefined;
  /** What was read at the start. */
  readonly #first: Files;
  #files: string;
  #looked = 0;
  #state: Promise<State> | undefined;

  private constructor(
    terminal: Terminal,
    folder: string,
    generated: boolean,
    make: (() => Engine) | undefined,
    first: Files,
    files: string,
  ) {
    this.#terminal = terminal;
    this.#folder = folder;
    this.#generated = generated;
    this.#make = make;
    this.#first = first;
    this.#files = files;
  }

  /** @param make a new ClickHouse; nothing where there is none */
  static async open(
    terminal: Terminal,
    folder: string,
    generated: boolean,
    make: ((limits: Limits) => Engine) | undefined,
    limits: Limits,
  ): Promise<Served> {
    const read = await readProject(terminal, folder, generated);
    const stamp = stampOf(terminal.resolve(folder));
    const stamped = key(generated ? new Map() : read.files, stamp);
    const served = new Served(terminal, folder, generated, make && (() => make(limits)), read.files, stamped);
    if (make !== undefined) {
      served.#state = served.#load(read);
      served.#looked = performance.now();
      await served.#state;
    }
    return served;
  }

  /** Whether there is a ClickHouse. */
  get runs(): boolean {
    return this.#make !== undefined;
  }

  /** The texts of the project, by their paths from its folder on. */
  async files(): Promise<Files> {
    const files = this.runs ? await this.use(({ files }) => Promise.resolve(files)) : this.#first;
    const folder = shown(this.#folder, "/").replace(/\/+$/, "");
    return new Map([...files].map(([path, text]) => [path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path, text]));
  }

  /** Lets something use what is current. */
  async use<T>(run: (state: State) => Promise<T>): Promise<T> {
    this.#look();
    const state = await this.#state!;
    state.users++;
    try {
      return await run(state);
    } finally {
      state.users--;
      if (state.old && state.users === 0) void this.#drop(state);
    }
  }

  async close(): Promise<void> {
    const state = await this.#state?.catch(() => undefined);
    if (state !== undefined) await this.#drop(state);
  }

  /** Reads the files again, if one of them is another. */
  #look(): void {
    if (performance.now() - this.#looked < LOOK) return;
    this.#looked = performance.now();
    const quiet = { ...this.#terminal, say: () => undefined };
    let files: string;
    try {
      const stamp = stampOf(this.#terminal.resolve(this.#folder));
      // To generate them runs the project's code, which was asked for once.
      files = this.#generated ? key(new Map(), stamp) : key(readFolder(quiet, this.#folder), stamp);
    } catch (error) {
      // It is being written, say: what was read before goes on.
      this.#terminal.say((error as Error).message);
      return;
    }
    if (files === this.#files) return;
    this.#files = files;
    // At once: whoever asks from now on waits for it.
    this.#state = this.#again(this.#state!, quiet);
  }

  async #again(before: Promise<State>, quiet: Terminal): Promise<State> {
    const previous = await before;
    try {
      const next = await this.#load(this.#generated ? previous : await readProject(quiet, this.#folder, false));
      previous.old = true;
      if (previous.users === 0) void this.#drop(previous);
      this.#terminal.say("The project has changed and was read again.");
      return next;
    } catch (error) {
      this.#terminal.say(line`The project cannot be read again: ${(error as Error).message}`);
      return previous;
    }
  }

  async #load({ project, files }: Read): Promise<State> {
    const engine = this.#make!();
    const database = `mintbird_${randomBytes(6).toString("hex")}`;
    try {
      const loaded = await load(engine, project, this.#terminal.resolve(this.#folder), database);
      await engine.freeze();
      for (const { file, line: row, message } of project.issues) this.#terminal.say(line`${file}:${row}: ${message}`);
      for (const [name, fault] of loaded.faults) this.#terminal.say(line`${this.#terminal.paintError("red", name)}: ${fault}`);
      return { ...loaded, project, files, engine, users: 0, old: false };
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  async #drop({ engine, database }: State): Promise<void> {
    // Of a server that goes on, nothing of ours must be left.
    await engine.run("default", `DROP DATABASE IF EXISTS ${quoted(database)}`).catch(() => undefined);
    await engine.close();
  }

  /** What was loaded, as lines for people. */
  async lines(): Promise<readonly ReturnType<typeof line>[]> {
    if (this.#state === undefined) return [];
    const { project, engine, origins } = await this.#state;
    const endpoints = project.pipes.filter(({ type }) => type === "endpoint" || type === null);
    return [
      line`${many(endpoints.length, "endpoint")}, ${many(project.dataSources.length, "data source")}, on ${engine.name}`,
      ...[...origins].map(([name, origin]) => line`  ${name}: ${origin}`),
    ];
  }
}

function key(files: ReadonlyMap<string, string>, stamp: string): string {
  return `${stamp}\n\0\n${[...files].map(([path, text]) => `${path}\n${text}`).join("\n\0\n")}`;
}
