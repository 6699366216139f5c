// `wrangler dev`, and what `wrangler deploy` would upload, run in workerd.
import { readdir } from "node:fs/promises";
import { app, bin, node, versionOf } from "../lib/consumer.js";
import { run, serving } from "../lib/process.js";
import { expectWorker, inWorkerd, settings } from "../lib/workers.js";

export async function quick(matrix) {
  const version = await versionOf("wrangler");
  const all = settings(await versionOf("workerd"));
  for (const setting of all) await matrix.cell("Wrangler", version, `deploy --dry-run ${setting.way}`, () => deployed(setting));
  for (const setting of all) await matrix.cell("Wrangler", version, `dev ${setting.way}`, () => dev(setting));
}

// Wrangler refuses Node 20.
const wrangler = (...args) => [node(24), [bin("wrangler"), ...args]];
const worker = ({ date, flags }) => [
  "workerd/worker.js",
  "--name=app",
  `--compatibility-date=${date}`,
  ...flags.map((flag) => `--compatibility-flag=${flag}`),
];

function dev(setting) {
  const args = wrangler(
    "dev",
    ...worker(setting),
    "--ip=127.0.0.1",
    "--port=0",
    "--inspector-port=0",
    "--show-interactive-dev-session=false",
  );
  const options = { cwd: app, ready: /Ready on (http:\/\/127\.0\.0\.1:\d+)/, broken: /Build failed/ };
  return serving(...args, options, ([, origin]) => expectWorker(origin));
}

async function deployed(setting) {
  const folder = `${app}/deployed/${setting.way.replace(" ", "-")}`;
  await run(...wrangler("deploy", ...worker(setting), "--dry-run", "--outdir", folder), { cwd: app });
  const files = (await readdir(folder)).filter((name) => /\.(js|wasm)$/.test(name));
  const wasm = files.filter((name) => name.endsWith(".wasm"));
  if (wasm.length !== 2) throw new Error(`two .wasm are to be uploaded, not ${wasm.length}: ${files.join(", ")}`);
  await inWorkerd(
    setting,
    folder,
    ["worker.js", ...wasm].map((name) => ({ name, path: name })),
  );
}
