// usage: node matrix.js [quick | slow | all] [FOLDER...]
//
// Packs the package, installs it as a user would, and runs the one suite in every runtime: each folder's cells.js says
// how. Prints a table and closes with 'N passed, M failed'. `slow` is what takes minutes.
import { install } from "./lib/consumer.js";
import { Matrix } from "./lib/matrix.js";

const FOLDERS = [
  "node",
  "deno",
  "bun",
  "workerd",
  "wrangler",
  "edge-runtime",
  "browsers",
  "bundlers",
  "jest",
  "vitest",
  "traced",
  "nitro",
  "typescript",
  "ts-node",
  "inspect",
  "rust",
  "frameworks",
  "next",
  "sveltekit",
  "astro",
  "metro",
  "cold-start",
  "examples",
];
const SPEEDS = { quick: ["quick"], slow: ["slow"], all: ["quick", "slow"] };

const [speed = "quick", ...chosen] = process.argv.slice(2);
if (!Object.hasOwn(SPEEDS, speed)) throw new Error(`quick, slow or all, not ${speed}`);

const matrix = new Matrix();
await install();
for (const folder of chosen.length > 0 ? chosen : FOLDERS) {
  try {
    const cells = await import(`./${folder}/cells.js`);
    for (const group of SPEEDS[speed]) await cells[group]?.(matrix);
  } catch (error) {
    // Not even a cell could be tried, such as where a browser does not start.
    await matrix.cell(folder, "", "start", () => Promise.reject(error));
  }
}

console.log(`\n${matrix}\n\nmatrix: ${matrix.passed} passed, ${matrix.failed} failed`);
process.exitCode = matrix.failed === 0 && matrix.passed > 0 ? 0 : 1;
