// What the tests start, and that it is stopped with them: each child ends when its standard input does, or is killed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { serve } from "@hono/node-server";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
export const python = here("../../.venv-e2e/bin/python");
export const tb = here("../../.venv-e2e/bin/tb");

const started = [];
process.on("exit", () => started.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** Starts a program, and gives its first line. */
export async function start(command, args, ready = /./) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  started.push(child);
  const failed = once(child, "exit").then(([code]) => Promise.reject(new Error(`${command} ended with ${code}`)));
  failed.catch(() => {});
  const line = (async () => {
    for await (const line of createInterface({ input: child.stdout })) if (ready.test(line)) return line;
  })();
  return { child, line: await Promise.race([line, failed]) };
}

export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.stdin.end();
  child.kill();
  await once(child, "exit");
}

/** Runs a program to its end. */
export async function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const [code] = await once(child, "close");
  return { code, output };
}

/** Runs Tinybird's command line against an API. */
export function runTb(apiUrl, token, ...args) {
  return runTbAsIs("--cloud", "--host", apiUrl, "--token", token, ...args);
}

/** Runs Tinybird's command line. It writes its credentials where it stands, so it stands in a folder that goes away. */
export async function runTbAsIs(...args) {
  const cwd = mkdtempSync(join(tmpdir(), "mintbird-tb-"));
  const env = { ...process.env, HOME: cwd, TB_CLI_TELEMETRY_OPTOUT: "1", TB_VERSION_WARNING: "0" };
  try {
    return await run(tb, args, { cwd, env });
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** Tinybird's engine and ClickHouse. */
export async function startUpstream(staticToken) {
  const { child, line } = await start(python, [here("upstream.py"), staticToken]);
  return { url: `http://127.0.0.1:${line}`, stop: () => stop(child) };
}

/** A Redis that nobody else uses, on a socket in a folder of its own. */
export async function startRedis() {
  const folder = mkdtempSync(join(tmpdir(), "mintbird-redis-"));
  const socket = join(folder, "redis.sock");
  const args = ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", folder];
  const { child } = await start("redis-server", args, /eady to accept connections/);
  return {
    socket,
    stop: async () => {
      await stop(child);
      rmSync(folder, { recursive: true });
    },
  };
}

/** Serves a handler over HTTP, as an app on Node does with Hono's server. */
export async function listen(fetch) {
  const server = serve({ fetch, port: 0, hostname: "127.0.0.1" });
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  };
}
