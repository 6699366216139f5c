// Programs that run to their end, and servers that are stopped whatever happens.
import { spawn } from "node:child_process";
import { once } from "node:events";

/** Tools stay quiet about updates and send nothing home. */
const ENV = {
  ...process.env,
  DENO_NO_UPDATE_CHECK: "1",
  DO_NOT_TRACK: "1",
  FORCE_COLOR: "0",
  NEXT_TELEMETRY_DISABLED: "1",
  NO_COLOR: "1",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_METRICS: "false",
};

/** Runs a program in a folder, and gives what it wrote to its standard output. It may take `timeout` milliseconds. */
export async function run(file, args, { cwd, env, timeout = 120_000 } = {}) {
  const child = start(file, args, { cwd, env });
  const timer = setTimeout(() => child.kill("SIGKILL"), timeout);
  const [code, signal] = await once(child, "close");
  clearTimeout(timer);
  if (code === 0) return child.stdoutText;
  throw new Error(`${file} ${args.join(" ")}: ${signal ?? `exit code ${code}`}\n${child.stdoutText}${child.stderrText}`);
}

/**
 * Starts a server, waits until it has printed what `ready` matches, hands the match and the process's id to `use`, and stops the server with all
 * that it has started. What `broken` matches means that it never will be ready.
 */
export async function serving(file, args, { cwd, env, ready, broken, timeout = 60_000 }, use) {
  const child = start(file, args, { cwd, env, detached: true });
  servers.add(child);
  try {
    return await use(await until(child, ready, broken, timeout), child.pid);
  } finally {
    await stop(child);
    servers.delete(child);
  }
}

/** Those that run: they have process groups of their own, which an interrupt does not reach. */
const servers = new Set();
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    for (const { pid } of servers) if (pid !== undefined) process.kill(-pid, "SIGKILL");
    process.exit(1);
  });
}

function start(file, args, { cwd, env, detached = false }) {
  const child = spawn(file, args, { cwd, env: { ...ENV, ...env }, detached, stdio: ["ignore", "pipe", "pipe"] });
  child.stdoutText = child.stderrText = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (child.stdoutText += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (child.stderrText += text));
  child.on("error", (error) => (child.stderrText += error.message));
  return child;
}

function until(child, ready, broken, timeout) {
  return new Promise((resolve, reject) => {
    const give = (why) => reject(new Error(`${child.spawnfile}: ${why}\n${child.stdoutText}${child.stderrText}`));
    const timer = setTimeout(() => give(`not ready after ${timeout / 1000} s`), timeout);
    const look = () => {
      const match = ready.exec(child.stdoutText) ?? ready.exec(child.stderrText);
      if (match === null && broken?.test(child.stderrText)) give("failed");
      if (match === null) return;
      clearTimeout(timer);
      resolve(match);
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.on("close", (code) => {
      clearTimeout(timer);
      give(`ended with exit code ${code}`);
    });
  });
}

/** Stops a process and its group: such servers have children of their own. */
async function stop(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "exit");
  const timer = setTimeout(() => process.kill(-child.pid, "SIGKILL"), 5000);
  process.kill(-child.pid, "SIGTERM");
  await closed;
  clearTimeout(timer);
}
