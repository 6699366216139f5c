// Runs the built command as a user does: as a process, in a pipe or in a terminal.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { KEY } from "../fixtures.js";

export const MINTBIRD = fileURLToPath(new URL("../../../pkg/dist/cli/mintbird.js", import.meta.url));
export const TEMPLATE = fileURLToPath(new URL("../../../examples/template.json", import.meta.url));
export const FILLED = ["--param", "user_id=u_1", "--param", "org_id=acme"];

/** Nothing of whoever runs the tests. */
const ENVIRONMENT = { PATH: process.env.PATH, HOME: tmpdir(), TZ: "UTC", TERM: "xterm" };
/** Gives a program a terminal: Python's own module, as Node has none. */
const PTY = ["python3", "-c", "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"];
/** Root may write everywhere, unless it gives its capabilities up. */
const WITHOUT_CAPABILITIES = process.getuid() === 0 ? ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] : [];

/** Files that go away with the process. */
export const folder = mkdtempSync(join(tmpdir(), "mintbird-cli-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

export function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** @param options `env`, `cwd`, `input`; `key: false` for none in the environment; `terminal`; `unprivileged` */
export function mintbird(args, { key = KEY, terminal = false, unprivileged = false, ...options } = {}) {
  const program = [process.execPath, MINTBIRD, ...args];
  const env = key === false ? options.env : { TINYBIRD_SIGNING_KEY: key, ...options.env };
  return run([...(unprivileged ? WITHOUT_CAPABILITIES : []), ...(terminal ? PTY : []), ...program], { ...options, env });
}

export async function run([command, ...args], { env = {}, cwd = folder, input = "" } = {}) {
  const child = spawn(command, args, { cwd, env: { ...ENVIRONMENT, ...env } });
  child.stdin.on("error", () => {}).end(input);
  let [out, error] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (error += text));
  const [code] = await once(child, "close");
  // A terminal ends lines in its own way.
  return { code, out: out.replaceAll("\r\n", "\n"), error };
}

/** What a command prints, once it has done what was asked. */
export async function output(args, options) {
  const { code, out, error } = await mintbird(args, options);
  assert.equal(code, 0, error);
  return out;
}

/** Asserts that a command ends with an answer of no, in words on standard output. */
export async function refused(args, options) {
  const { code, out, error } = await mintbird(args, options);
  assert.deepEqual([code, error], [1, ""], out);
  return out;
}

/** Asserts that a command ends in one line that says what is wrong, with exit code 2, and shows no secret. */
export async function misused(args, message, options) {
  const { code, out, error } = await mintbird(args, options);
  const about = `mintbird ${args.join(" ")}\n${out}${error}`;
  assert.equal(code, 2, about);
  assert.equal(out, "", about);
  assert.match(error, /^mintbird: [^\n]+\n$/, about);
  assert.match(error, message);
  assert.doesNotMatch(error, /\n\s+at |p\.eyJ/, about);
}

let minted;
/** A token of the example template, minted once. */
export async function token() {
  minted ??= (await output(["mint", TEMPLATE, ...FILLED, "--ttl", "1h"])).trim();
  return minted;
}
