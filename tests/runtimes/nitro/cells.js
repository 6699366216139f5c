// Nitro, and so Nuxt: on Node as it comes, on Cloudflare and on Vercel's edge with its flag for WebAssembly.
import { readdir, rm, writeFile } from "node:fs/promises";
import { EdgeRuntime } from "edge-runtime";
import * as esbuild from "esbuild";
import { expectHandlers } from "../frameworks/cells.js";
import { app, fileOf, node, versionOf } from "../lib/consumer.js";
import { expectAll } from "../lib/matrix.js";
import { run, serving } from "../lib/process.js";
import { inWorkerd, settings } from "../lib/workers.js";

const root = `${app}/nitro`;

export async function quick(matrix) {
  const version = await versionOf("nitropack");
  await matrix.cell("Nitro", version, "cloudflare-module with experimental.wasm", async () => {
    const folder = `${await build("cloudflare-module", true)}/server`;
    const files = (await readdir(folder, { recursive: true })).filter((path) => /\.(mjs|wasm)$/.test(path));
    if (files.filter((path) => path.endsWith(".wasm")).length !== 2) throw new Error(`two modules are to be deployed: ${files.join(", ")}`);
    const modules = files.sort((a, b) => (b === "index.mjs") - (a === "index.mjs")).map((path) => ({ name: path, path }));
    const setting = settings(await versionOf("workerd")).at(-1);
    await inWorkerd(setting, folder, modules, async (origin) => {
      expectAll(await (await fetch(origin)).text());
      await expectHandlers(new URL(origin).port);
    });
  });
}

export async function slow(matrix) {
  const version = await versionOf("nitropack");
  await matrix.cell("Nitro", version, "node-server, build", () => build("node-server", false));
  for (const major of [20, 22, 24]) {
    await matrix.cell("Nitro", version, `node-server, Node ${major}`, () =>
      serving(
        node(major),
        ["server/index.mjs"],
        { cwd: outputOf("node-server"), env: { PORT: "0", HOST: "127.0.0.1" }, ready: /:(\d+)/ },
        async ([, port]) => {
          expectAll(await (await fetch(`http://127.0.0.1:${port}/`)).text());
          await expectHandlers(port);
        },
      ),
    );
  }
  await matrix.cell("Nitro", version, "vercel-edge with experimental.wasm", async () => {
    const entry = `${await build("vercel-edge", true)}/functions/__fallback.func/index.mjs`;
    const contents = `import handle from ${JSON.stringify(entry)};
      addEventListener("fetch", (event) => event.respondWith(handle(event.request, event)));`;
    const stdin = { contents, resolveDir: root };
    // Of Node it has these modules, as globals.
    const { outputFiles } = await esbuild.build({ stdin, bundle: true, write: false, format: "iife", external: ["node:*"] });
    const initialCode = `globalThis.require = (name) => nodeModules[name];\n${outputFiles[0].text}`;
    const nodeModules = { "node:events": await import("node:events"), "node:buffer": await import("node:buffer") };
    const runtime = new EdgeRuntime({ initialCode, extend: (context) => Object.assign(context, { nodeModules }) });
    const response = await runtime.dispatchFetch("http://localhost/");
    expectAll(await response.text());
  });
}

const outputOf = (preset) => `${root}/output-${preset}`;

/** Builds the project for a platform; the folder of what is to be deployed. */
async function build(preset, wasm) {
  const folder = outputOf(preset);
  await rm(folder, { recursive: true, force: true });
  const config = { preset, output: { dir: folder }, compatibilityDate: "2026-01-01", experimental: { wasm } };
  await writeFile(`${root}/nitro.config.mjs`, `export default ${JSON.stringify(config)};\n`);
  await run(node(24), [fileOf("nitropack", "dist/cli/index.mjs"), "build", root], { cwd: root });
  return folder;
}
