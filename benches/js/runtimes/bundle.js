import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** One of the scripts here with all that it imports, as one module; WebAssembly stays a file beside it. */
export async function bundle(script, conditions) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(script, import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    conditions,
    external: ["*.wasm"],
    logLevel: "warning",
  });
  return outputFiles[0].text;
}
