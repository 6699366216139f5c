// usage: node cpu.js [RUNS]
//
// What a million tokens cost in CPU time, by the system's own account of the workerd process: that is what Cloudflare charges for. Linux only.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import { MAIN, payloads } from "../payloads.js";
import { bundle } from "./bundle.js";

/** Ticks of the clock that /proc counts in. */
const TICKS = 100;
/** Tokens for each measurement, after as many to warm up. */
const COUNT = { mintbird: 100_000, jose: 50_000 };
/** Payloads: the one that the figures are about, and one in which there is much to hash. */
const PAYLOADS = [MAIN, payloads[3].name];

const contents = await bundle("cpu-worker.js", ["workerd"]);
const wasm = readFileSync(fileURLToPath(new URL("../../../pkg/dist/entry/full/mintbird.wasm", import.meta.url)));
const miniflare = new Miniflare({
  compatibilityDate: "2026-04-01",
  modules: [
    { type: "ESModule", path: "worker.js", contents },
    { type: "CompiledWasm", path: "mintbird.wasm", contents: wasm },
  ],
});

/** CPU seconds of all of workerd's threads. */
function cpuSeconds() {
  const own = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && stat(pid)?.parent === process.pid);
  return own.reduce((sum, pid) => sum + stat(pid).ticks, 0) / TICKS;
}

function stat(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    // It has ended.
    return undefined;
  }
}

async function mint(who, payload, count) {
  const response = await miniflare.dispatchFetch("http://localhost/", { method: "POST", body: JSON.stringify({ who, payload, count }) });
  const made = await response.json();
  if (made.count !== count || made.length < count * 100) throw new Error(JSON.stringify(made));
}

try {
  const runs = Number(process.argv[2] ?? 3);
  for (const payload of PAYLOADS) {
    for (const [who, most] of Object.entries(COUNT)) {
      const count = payload === MAIN ? most : most / 10;
      await mint(who, payload, count);
      const costs = [];
      for (let run = 0; run < runs; run++) {
        const before = cpuSeconds();
        await mint(who, payload, count);
        costs.push(((cpuSeconds() - before) / count) * 1e6);
      }
      const [least, greatest] = [Math.min(...costs), Math.max(...costs)].map((cost) => cost.toFixed(1));
      console.log(`${payload}, ${who}: ${least} to ${greatest} s of CPU for a million tokens`);
    }
  }
} finally {
  await miniflare.dispose();
}
