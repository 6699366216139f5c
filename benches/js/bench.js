// usage: node bench.js [RUNTIME...] [--operation NAME] [--payload NAME] [--rounds N]
//
// Measures mintbird and its peers in each runtime: prints the tables, and writes results/RUNTIME.json. Runtimes other than
// Node are those that are installed in runtimes/.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { runtimes } from "./runtimes/index.js";
import { table, targets } from "./report.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    operation: { type: "string", default: "" },
    payload: { type: "string", default: "" },
    rounds: { type: "string", default: "120" },
  },
});
const pace = { rounds: Number(values.rounds), batchMs: 1, warmupMs: 100 };
const options = { only: { operation: values.operation, payload: values.payload }, pace };
const folder = new URL("results/", import.meta.url);
mkdirSync(folder, { recursive: true });

const byRuntime = {};
for (const name of positionals.length > 0 ? positionals : Object.keys(runtimes)) {
  const { version, run } = runtimes[name];
  const title = `${name} ${await version()}`;
  console.log(`\n# ${title}\n`);
  const results = [];
  await run(options, (result) => {
    results.push(result);
    console.log(table(result));
  });
  byRuntime[name] = results;
  const file = new URL(`${name}.json`, folder);
  const machine = { cpu: cpus()[0].model, cores: cpus().length, platform: `${process.platform} ${process.arch}` };
  writeFileSync(file, `${JSON.stringify({ runtime: title, date: new Date().toISOString(), machine, pace, results }, null, 1)}\n`);
  console.log(`written to ${fileURLToPath(file)}`);
}
console.log(`\n${targets(byRuntime)}`);
