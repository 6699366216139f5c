/** A `clickhouse` of this machine, started as a server of our own: in a folder that goes away, and for nobody else. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { end } from "./child.js";
import type { Asked, Engine, Fill, Limits } from "./engine.js";
import { Server } from "./server.js";

/** How long it may take to start, milliseconds. */
const START = 20_000;

/** The path of `clickhouse`, if there is one. */
export function findBinary(path: string | undefined): string | undefined {
  for (const folder of (path ?? "").split(delimiter).filter((folder) => folder !== "")) {
    const file = join(folder, "clickhouse");
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this one.
    }
  }
  return undefined;
}

export class Binary implements Engine {
  readonly name: string;
  readonly #file: string;
  readonly #limits: Limits;
  readonly #folder = mkdtempSync(join(tmpdir(), "mintbird-"));
  #child: ChildProcess | undefined;
  #server: Promise<Server> | undefined;
  #closed = false;

  constructor(file: string, limits: Limits) {
    this.#file = file;
    this.#limits = limits;
    this.name = `${file}, as a server of its own`;
    process.once("exit", this.#remove);
  }

  async run(database: string, sql: string): Promise<void> {
    await (await this.#started()).run(database, sql);
  }

  async fill(fill: Fill): Promise<void> {
    await (await this.#started()).fill(fill);
  }

  /** Every query says that it is read-only. */
  freeze(): Promise<void> {
    return Promise.resolve();
  }

  async query(asked: Asked): Promise<Uint8Array> {
    return (await this.#started()).query(asked);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await end(this.#child);
    process.removeListener("exit", this.#remove);
    this.#remove();
  }

  readonly #remove = (): void => {
    this.#child?.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  };

  /** The server; again, after it has ended. Its rows are on the disk. */
  #started(): Promise<Server> {
    if (this.#closed) return Promise.reject(new Error("ClickHouse was ended"));
    return (this.#server ??= this.#start().catch((error: unknown) => {
      this.#server = undefined;
      throw error;
    }));
  }

  async #start(): Promise<Server> {
    const port = await freePort();
    const password = randomBytes(24).toString("hex");
    const config = join(this.#folder, "config.xml");
    writeFileSync(config, configOf(this.#folder, port, password), { mode: 0o600 });
    const { PATH, HOME, TMPDIR, TZ } = process.env;
    const child = spawn(this.#file, ["server", `--config-file=${config}`], {
      cwd: this.#folder,
      env: { PATH, HOME, TMPDIR, TZ },
      stdio: "ignore",
    });
    this.#child = child;
    let ended = false;
    child.once("error", () => (ended = true));
    child.once("exit", () => {
      ended = true;
      if (this.#child === child) this.#server = this.#child = undefined;
    });
    const url = `http://127.0.0.1:${port}/`;
    for (const until = Date.now() + START; Date.now() < until && !ended;) {
      const answer = await fetch(`${url}ping`).catch(() => undefined);
      if (answer?.ok) return new Server(new URL(`http://default:${password}@127.0.0.1:${port}/`), this.#limits);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.kill("SIGKILL");
    throw new Error(`${this.#file} server did not start`);
  }
}

/** One user, who has a password that nobody else knows, on this machine. */
function configOf(folder: string, port: number, password: string): string {
  return `<clickhouse>
  <logger><level>none</level></logger>
  <listen_host>127.0.0.1</listen_host>
  <http_port>${port}</http_port>
  <path>${folder}/data/</path>
  <tmp_path>${folder}/tmp/</tmp_path>
  <user_files_path>${folder}/files/</user_files_path>
  <users><default>
    <password>${password}</password>
    <networks><ip>127.0.0.1</ip></networks>
    <profile>default</profile>
    <quota>default</quota>
  </default></users>
  <profiles><default/></profiles>
  <quotas><default/></quotas>
</clickhouse>
`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (typeof address === "object" && address !== null) return address.port;
  throw new Error("no port is free");
}
