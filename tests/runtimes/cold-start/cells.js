// From nothing to a library that can be called, in fresh processes, side by side with jose, which has no module to compile.
// One after the other in turns, so that what else the machine does falls on both; medians. What is compared is the time on a
// processor, which other programs hardly change; what passes on the clock is told beside it.
import { readFile, readdir } from "node:fs/promises";
import * as esbuild from "esbuild";
import { app, node, versionOf } from "../lib/consumer.js";
import { run } from "../lib/process.js";
import { inWorkerd, settings } from "../lib/workers.js";

const ROUNDS = 31;
/** Medians of the same program differ by as much. */
const NOISE = 1.05;

export async function slow(matrix) {
  const table = [["Runtime", "What", "mintbird", "jose", "Ratio", "On the clock"]];
  matrix.figures.set(`Cold start: processor time, the median of ${ROUNDS} fresh processes each`, table);

  for (const major of [20, 24, 26]) {
    const version = (await run(node(major), ["--version"])).trim().slice(1);
    await matrix.cell("Node", version, "cold start", async () => {
      const import_ = async (name) => JSON.parse(await run(node(major), ["cold-start/node.js", name], { cwd: app }));
      compare(table, [`Node ${version}`, "import"], await inTurns(["mintbird", "jose"], import_));
    });
  }

  const version = await versionOf("workerd");
  await matrix.cell("workerd", version, "cold start", async () => {
    const setting = settings(version).at(-1);
    const names = ["mintbird", "jose", "nothing"];
    const workers = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await bundle(name)])));
    const times = await inTurns(names, (name) => untilAnswered(setting, ...workers[name]));
    const empty = `from the start of workerd to the first answer; an empty Worker takes ${times.nothing.cpu.toFixed(1)} ms`;
    compare(table, [`workerd ${version}`, empty], times);
  });
}

/** The median times for each name, in milliseconds. */
async function inTurns(names, time) {
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) for (const name of names) times[name].push(await time(name));
  const median = (name, clock) => times[name].map((time) => time[clock]).sort((a, b) => a - b)[ROUNDS >> 1];
  return Object.fromEntries(names.map((name) => [name, { cpu: median(name, "cpu"), clock: median(name, "clock") }]));
}

function compare(table, what, { mintbird, jose }) {
  const ratio = mintbird.cpu / jose.cpu;
  const clocks = `${mintbird.clock.toFixed(1)} ms, ${jose.clock.toFixed(1)} ms`;
  table.push([...what, `${mintbird.cpu.toFixed(1)} ms`, `${jose.cpu.toFixed(1)} ms`, ratio.toFixed(2), clocks]);
  if (ratio > NOISE) throw new Error(`${ratio.toFixed(2)} times the processor time of jose`);
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
