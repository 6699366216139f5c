// Vercel's edge runtime. It runs one script: Vercel's build compiles each `.wasm?module` and hands it over as a global, and so
// do these lines.
import { readFile } from "node:fs/promises";
import { EdgeRuntime } from "edge-runtime";
import * as esbuild from "esbuild";
import { app, versionOf } from "../lib/consumer.js";
import { expectAll } from "../lib/matrix.js";

export async function quick(matrix) {
  const version = await versionOf("edge-runtime");
  await matrix.cell("edge-runtime", version, "edge-light", async () => {
    const { script, modules } = await build(["edge-light"]);
    if (Object.keys(modules).length !== 2) throw new Error(`two modules are to be compiled, not ${Object.keys(modules).length}`);
    await expectScript(script, modules);
  });
  await matrix.cell("edge-runtime", version, "default", async () => {
    const { script } = await build([]);
    await expectScript(script, {});
  });
}

async function build(conditions) {
  const modules = {};
  let count = 0;
  const compile = {
    name: "wasm-module",
    setup(build) {
      build.onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => ({
        path: `${resolveDir}/${path.replace("?module", "")}`,
        namespace: "wasm-module",
      }));
      build.onLoad({ filter: /./, namespace: "wasm-module" }, async ({ path }) => {
        // Before the file is read: esbuild loads several at once.
        const name = `wasm_${count++}`;
        modules[name] = new WebAssembly.Module(await readFile(path));
        return { contents: `export default globalThis.${name};` };
      });
    },
  };
  const { outputFiles } = await esbuild.build({
    entryPoints: [`${app}/edge-runtime/main.js`],
    bundle: true,
    write: false,
    format: "iife",
    conditions,
    plugins: [compile],
  });
  return { script: outputFiles[0].text, modules };
}

async function expectScript(initialCode, modules) {
  const runtime = new EdgeRuntime({ initialCode, extend: (context) => Object.assign(context, modules) });
  const response = await runtime.dispatchFetch("http://localhost/");
  await response.waitUntil();
  expectAll(await response.json());
}
