// From nothing to a library that can be called, in fresh processes, side by side with jose, which has no module to compile.
// One after the other in turns, so that what else the machine does falls on both; medians.
import * as esbuild from "esbuild";
import { app, node, versionOf } from "../lib/consumer.js";
import { run } from "../lib/process.js";
import { inWorkerd, settings } from "../lib/workers.js";

const ROUNDS = 31;

export async function slow(matrix) {
  const table = [["Runtime", "mintbird", "jose", "Ratio", "What is timed"]];
  matrix.figures.set(`Cold start, median of ${ROUNDS} fresh processes each`, table);

  for (const major of [20, 24, 26]) {
    const version = (await run(node(major), ["--version"])).trim().slice(1);
    await matrix.cell("Node", version, "cold start", async () => {
      const times = await inTurns(["mintbird", "jose"], async (name) => Number(await run(node(major), ["cold-start/node.js", name], { cwd: app })));
      compare(table, `Node ${version}`, times, "import");
    });
  }

  const version = await versionOf("workerd");
  await matrix.cell("workerd", version, "cold start", async () => {
    const setting = settings(version).at(-1);
    const names = ["mintbird", "jose", "nothing"];
    const workers = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await bundle(name)])));
    const times = await inTurns(names, (name) => untilAnswered(setting, ...workers[name]));
    // Less what workerd itself takes to start and to answer.
    compare(table, `workerd ${version}`, { mintbird: times.mintbird - times.nothing, jose: times.jose - times.nothing }, "from start to first answer, less that of an empty Worker");
  });
}

/** The median time for each name. */
async function inTurns(names, time) {
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) for (const name of names) times[name].push(await time(name));
  return Object.fromEntries(names.map((name) => [name, times[name].sort((a, b) => a - b)[ROUNDS >> 1]]));
}

function compare(table, runtime, { mintbird, jose }, what) {
  table.push([runtime, `${mintbird.toFixed(1)} ms`, `${jose.toFixed(1)} ms`, (mintbird / jose).toFixed(2), what]);
  if (mintbird > jose) throw new Error(`slower than jose: ${mintbird.toFixed(1)} ms, not ${jose.toFixed(1)} ms`);
}

async function bundle(name) {
  const folder = `${app}/cold-start/${name}`;
  const { metafile } = await esbuild.build({
    entryPoints: [`${app}/cold-start/worker-${name}.js`],
    bundle: true,
    metafile: true,
    minify: true,
    format: "esm",
    conditions: ["workerd"],
    loader: { ".wasm": "copy" },
    outdir: folder,
    absWorkingDir: folder.slice(0, -name.length),
    logLevel: "silent",
  });
  const paths = Object.keys(metafile.outputs).map((path) => path.slice(name.length + 1));
  // The script comes first: it is what workerd starts.
  return [folder, paths.sort((a, b) => a.endsWith(".wasm") - b.endsWith(".wasm")).map((path) => ({ name: path, path }))];
}

async function untilAnswered(setting, folder, modules) {
  let time;
  const start = performance.now();
  await inWorkerd(setting, folder, modules, async (origin) => {
    await (await fetch(origin)).text();
    time = performance.now() - start;
  });
  return time;
}
