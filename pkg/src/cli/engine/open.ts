/** Which ClickHouse answers. */
import { misuse } from "../exit.js";
import type { Terminal } from "../terminal.js";
import { Binary, findBinary } from "./binary.js";
import { Chdb, findChdb } from "./chdb.js";
import type { Engine, Limits } from "./engine.js";
import { Server } from "./server.js";

export const CLICKHOUSE_HELP =
  "the HTTP interface of a running ClickHouse, such as http://127.0.0.1:8123; without it, npm `chdb` or `clickhouse` on the PATH";

/** What to do where there is none. */
export const NO_ENGINE =
  "there is no ClickHouse to run it on: install one with `npm install chdb`, put `clickhouse` on the PATH, or name a server with --clickhouse URL";

/** Makes a new one: the one that is asked for, or the first that is found. Nothing where there is none. */
export function engines({ cwd, env }: Terminal, url: string | undefined): ((limits: Limits) => Engine) | undefined {
  if (url !== undefined) {
    const server = serverUrl(url);
    return (limits) => new Server(server, limits);
  }
  const chdb = findChdb(cwd);
  if (chdb !== undefined) return (limits) => new Chdb(chdb, limits);
  const binary = findBinary(env["PATH"]);
  if (binary !== undefined) return (limits) => new Binary(binary, limits);
  return undefined;
}

function serverUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw misuse("--clickhouse must be the URL of ClickHouse's HTTP interface, such as http://127.0.0.1:8123");
}
