// What the ways to run a Cloudflare Worker have in common.
import { writeFile } from "node:fs/promises";
import { fileOf } from "./consumer.js";
import { expectAll } from "./matrix.js";
import { serving } from "./process.js";

/**
 * The oldest compatibility date that is promised and the newest that a version of workerd or Miniflare knows, each with and
 * without Node's modules.
 */
export function settings(version) {
  const [, year, month, day] = /^\d+\.(\d{4})(\d\d)(\d\d)\./.exec(version);
  return ["2024-01-01", `${year}-${month}-${day}`].flatMap((date) => [
    { date, flags: [], way: date },
    { date, flags: ["nodejs_compat"], way: `${date} nodejs_compat` },
  ]);
}

/** Asks a Worker of workerd/worker.js for its reports. At module scope the clock stands at 0, but for Miniflare's. */
export async function expectWorker(origin, atOnce = "clock") {
  expectAll(await ask(origin, "/handler"));
  expectAll(await ask(origin, "/module-scope"));
  const answer = await ask(origin, "/at-once");
  if (answer !== atOnce) throw new Error(`minting at module scope: ${answer}, not ${atOnce}`);
}

async function ask(origin, path) {
  const response = await fetch(origin + path);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

/** Runs a Worker in workerd alone. Its modules have the names that they import each other by, and a path within `root`. */
export async function inWorkerd({ date, flags }, root, modules, use = (origin) => expectWorker(origin)) {
  const embedded = modules.map(({ name, path }) => `(name = "${name}", ${path.endsWith(".wasm") ? "wasm" : "esModule"} = embed "${path}")`);
  await writeFile(
    `${root}/workerd.capnp`,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [${embedded.join(",\n")}],
    compatibilityDate = "${date}",
    compatibilityFlags = ${JSON.stringify(flags)},
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);`,
  );
  // The program itself: npm's link to it is a script that starts it.
  const workerd = fileOf("@cloudflare/workerd-linux-64", "bin/workerd");
  const options = { cwd: root, ready: /"event":"listen".*"port":(\d+)/ };
  await serving(workerd, ["serve", "--control-fd=1", "workerd.capnp"], options, ([, port], pid) => use(`http://127.0.0.1:${port}`, pid));
}
