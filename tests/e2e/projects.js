// Projects in folders that go away, and `mintbird serve` and `mintbird check` on them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const MINTBIRD = fileURLToPath(new URL("../../pkg/dist/cli/mintbird.js", import.meta.url));
export const KNOWN = fileURLToPath(new URL("../project/known", import.meta.url));
/** chdb is installed here. */
const HERE = fileURLToPath(new URL(".", import.meta.url));

const folders = [];
process.on("exit", () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder with these files. */
export function project(files) {
  const folder = mkdtempSync(join(tmpdir(), "mintbird-project-"));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) write(folder, path, text);
  return folder;
}

export function write(folder, path, content) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** The files below a folder, by their paths. */
export function read(folder, below = "") {
  return Object.assign(
    {},
    ...readdirSync(join(folder, below), { withFileTypes: true }).map((entry) => {
      const path = join(below, entry.name);
      return entry.isDirectory() ? read(folder, path) : { [path]: readFileSync(join(folder, path), "utf8") };
    }),
  );
}

export const ndjson = (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** Serves a project; `log()` is what it has said on standard error. `before` stands before the command. */
export async function serve(args, { cwd = HERE, env = {}, before = [] } = {}) {
  const [command, ...rest] = [...before, process.execPath, MINTBIRD, "serve", "--port", "0", ...args];
  const child = spawn(command, rest, { cwd, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env } });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (log += text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const url = /(http:\/\/127\.0\.0\.1:\d+)\//.exec((await lines.next()).value ?? "")?.[1];
  if (url === undefined) throw new Error(`it did not start: ${log}`);
  const tokens = await (await fetch(`${url}/tokens`)).json();
  return {
    url,
    key: tokens.workspace_admin_token,
    pid: child.pid,
    log: () => log,
    get: (path, token) => fetch(url + path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    stop: async () => {
      child.kill("SIGINT");
      const [code] = child.exitCode === null ? await once(child, "exit") : [child.exitCode];
      return code;
    },
  };
}

/** Runs `mintbird check`. */
export async function check(args, { cwd = HERE, env = {} } = {}) {
  const child = spawn(process.execPath, [MINTBIRD, "check", ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  let [out, error] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (error += text));
  const [code] = await once(child, "close");
  return { code, out, error };
}

/** The processes that a process has started. */
export function childrenOf(pid) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return / \w+ (\d+) /.exec(readFileSync(`/proc/${name}/stat`, "utf8").replace(/^\d+ \(.*\)/s, ""))?.[1] === String(pid);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Chance that can be repeated. */
export function dice(seed) {
  let state = seed;
  const next = () => (state = (state * 1664525 + 1013904223) % 2 ** 32) / 2 ** 32;
  return { next, one: (items) => items[Math.floor(next() * items.length)] };
}
