// Code as a Worker, in Cloudflare's own runtime, bundled as wrangler does it.
import { join } from "node:path";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

/** Bundles the code into a folder and starts it, with these bindings and what else is set. Its imports are found from `resolveDir` on. */
export async function startMiniflare({ contents, loader, resolveDir }, folder, settings) {
  const scriptPath = join(folder, "worker.js");
  await build({
    stdin: { contents, resolveDir, loader },
    outfile: scriptPath,
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*"],
    loader: { ".wasm": "copy" },
    logLevel: "silent",
  });
  return new Miniflare({
    modules: true,
    modulesRoot: folder,
    scriptPath,
    modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
    compatibilityDate: "2026-01-01",
    ...settings,
  });
}
