/** A ClickHouse that runs already, over its HTTP interface. */
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import {
  type Asked,
  Busy,
  type Engine,
  type Fill,
  Left,
  type Limits,
  MAX_RESULT_BYTES,
  MAX_WAITING,
  TooLate,
  faultOf,
  settings,
  tooMuch,
} from "./engine.js";
import { text } from "./text.js";

/** Queries at a time. */
const AT_ONCE = 8;
/** How long the server may take to notice that a query takes too long, seconds. */
const GRACE = 3;
/** How long it may take to load a file, seconds. */
const LOADING = 300;

export class Server implements Engine {
  readonly name: string;
  readonly #url: string;
  readonly #headers: { readonly [name: string]: string };
  readonly #limits: Limits;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param url with the user and the password of the server, where it has some */
  constructor(url: URL, limits: Limits) {
    const { username, password } = url;
    const bare = new URL(url);
    bare.username = bare.password = bare.search = bare.hash = "";
    this.#url = bare.href.replace(/\/+$/, "");
    this.name = `ClickHouse at ${this.#url}`;
    this.#limits = limits;
    this.#headers = {
      ...(username === "" ? {} : { "x-clickhouse-user": decodeURIComponent(username) }),
      ...(password === "" ? {} : { "x-clickhouse-key": decodeURIComponent(password) }),
    };
  }

  async run(database: string, sql: string): Promise<void> {
    await this.#post(database, {}, sql, LOADING);
  }

  async fill({ database, table, columns, file, format, from }: Fill): Promise<void> {
    const into = `INSERT INTO ${table} (${columns})`;
    const query =
      from === undefined
        ? `${into} FORMAT ${format}`
        : `${into} SELECT ${from.select} FROM input(${text(from.structure)}) FORMAT ${format}`;
    await this.#post(database, { query }, Readable.toWeb(createReadStream(file)) as ReadableStream, LOADING);
  }

  /** Every query says that it is read-only. */
  freeze(): Promise<void> {
    return Promise.resolve();
  }

  async query({ database, sql, format, signal }: Asked): Promise<Uint8Array> {
    await this.#turn(signal);
    try {
      const only = { readonly: "2", default_format: format, wait_end_of_query: "1" };
      return await this.#post(database, only, sql, this.#limits.seconds + GRACE, signal);
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  /** It goes on without us. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= MAX_WAITING) throw new Busy();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (signal?.aborted) {
      // Its turn is the next one's.
      this.#waiting.shift()?.();
      throw new Left();
    }
    this.#running++;
  }

  async #post(
    database: string,
    params: { readonly [name: string]: string },
    body: string | ReadableStream,
    seconds: number,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    const { max_execution_time, ...rest } = settings(this.#limits);
    const time = params["readonly"] === undefined ? {} : { max_execution_time: max_execution_time! };
    const query = new URLSearchParams({ database, ...rest, ...time, ...params });
    const late = AbortSignal.timeout(seconds * 1000);
    let response;
    try {
      response = await fetch(`${this.#url}/?${query}`, {
        method: "POST",
        headers: this.#headers,
        body,
        redirect: "error",
        signal: signal === undefined ? late : AbortSignal.any([late, signal]),
        ...(typeof body === "string" ? {} : { duplex: "half" }),
      });
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (bytes.length > MAX_RESULT_BYTES) throw tooMuch();
      if (response.ok) return bytes;
      const said = new TextDecoder().decode(bytes).slice(0, 2000);
      const code = Number(response.headers.get("x-clickhouse-exception-code") ?? /^Code: (\d+)/.exec(said)?.[1] ?? 0);
      throw faultOf(code, said, database, this.#limits);
    } catch (error) {
      if (late.aborted) throw new TooLate(this.#limits.seconds);
      if (signal?.aborted) throw new Left();
      if (response === undefined) throw new Error(`${this.name} cannot be reached`, { cause: error });
      throw error;
    }
  }
}
