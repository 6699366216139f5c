// Cloudflare's runtime, with its own rule that WebAssembly is a module and cannot be compiled from bytes.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import workerd from "workerd/package.json" with { type: "json" };
import { bundle } from "./bundle.js";
import { payloads } from "../payloads.js";

export const version = () => workerd.version;

export async function run({ only, pace }, report) {
  const miniflare = new Miniflare({
    compatibilityDate: "2026-04-01",
    modules: [
      { type: "ESModule", path: "worker.js", contents: await bundle("worker.js", ["workerd"]) },
      { type: "CompiledWasm", path: "mintbird.wasm", contents: readFileSync(moduleFile()) },
    ],
  });
  try {
    // A request per payload, because one that takes minutes is given up. The clock ticks in milliseconds.
    for (const { name } of payloads.filter(({ name }) => name.includes(only.payload))) {
      const options = { only: { ...only, payload: name }, pace: { ...pace, batchMs: 20, rounds: Math.ceil(pace.rounds / 8) } };
      const response = await miniflare.dispatchFetch("http://localhost/", { method: "POST", body: JSON.stringify(options) });
      if (!response.ok) throw new Error(await response.text());
      for (const result of await response.json()) report(result);
    }
  } finally {
    await miniflare.dispose();
  }
}

const moduleFile = () => fileURLToPath(new URL("../../../pkg/dist/entry/full/mintbird.wasm", import.meta.url));
