// From nothing to a library that can be called, in fresh processes, side by side with jose, which has no module to compile.
// One after the other in turns, so that what else the machine does falls on both; medians. What is compared is the time on a
// processor, which other programs hardly change; what passes on the clock is told beside it.
import { readFile, readdir } from "node:fs/promises";
import * as esbuild from "esbuild";
import { app, node, versionOf } from "../lib/consumer.js";
import { run } from "../lib/process.js";
import { inWorkerd, settings } from "../lib/workers.js";

const ROUNDS = 31;
/** Medians of the same program differ by as much, and now and then by more: what is slower in none of so many tries is not slower. */
const NOISE = 1.05;
const TRIES = 3;

export async function slow(matrix) {
  const table = [["Runtime", "What", "mintbird", "jose", "Ratio", "On the clock"]];
  matrix.figures.set(`Cold start: processor time, the median of ${ROUNDS} fresh processes each`, table);

  for (const major of [20, 24, 26]) {
    const version = (await run(node(major), ["--version"])).trim().slice(1);
    await matrix.cell("Node", version, "cold start", async () => {
      const import_ = async (name) => JSON.parse(await run(node(major), ["cold-start/node.js", name], { cwd: app }));
      await compare(table, [`Node ${version}`, "import"], () => inTurns(["mintbird", "jose"], import_));
    });
  }

  const version = await versionOf("workerd");
  await matrix.cell("workerd", version, "cold start", async () => {
    const setting = settings(version).at(-1);
    const names = ["mintbird", "jose", "nothing"];
    const workers = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await bundle(name)])));
    await compare(table, [`workerd ${version}`, "from the start of workerd to the first answer"], () =>
      inTurns(names, (name) => untilAnswered(setting, ...workers[name])),
    );
  });
}

/** The median times for each name, in milliseconds. */
async function inTurns(names, time) {
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) for (const name of names) times[name].push(await time(name));
  const median = (name, clock) => times[name].map((time) => time[clock]).sort((a, b) => a - b)[ROUNDS >> 1];
  return Object.fromEntries(names.map((name) => [name, { cpu: median(name, "cpu"), clock: median(name, "clock") }]));
}

async function compare(table, [runtime, what], measure) {
  let ratio;
  for (let tries = 0; tries < TRIES && !(ratio <= NOISE); tries++) {
    const { mintbird, jose, nothing } = await measure();
    ratio = mintbird.cpu / jose.cpu;
    const empty = nothing === undefined ? "" : `; an empty Worker takes ${nothing.cpu.toFixed(1)} ms`;
    const clocks = `${mintbird.clock.toFixed(1)} ms, ${jose.clock.toFixed(1)} ms`;
    table.push([runtime, what + empty, `${mintbird.cpu.toFixed(1)} ms`, `${jose.cpu.toFixed(1)} ms`, ratio.toFixed(2), clocks]);
  }
  if (ratio > NOISE) throw new Error(`${ratio.toFixed(2)} times the processor time of jose, the last of ${TRIES} tries`);
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
  const time = {};
  const start = performance.now();
  await inWorkerd(setting, folder, modules, async (origin, pid) => {
    await (await fetch(origin)).text();
    time.clock = performance.now() - start;
    time.cpu = await processorTime(pid);
  });
  return time;
}

/** What the threads of a process have had of the processors, in milliseconds. */
async function processorTime(pid) {
  const threads = await readdir(`/proc/${pid}/task`);
  const times = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8")));
  return times.reduce((sum, text) => sum + Number(text.split(" ")[0]), 0) / 1e6;
}
