// The bundlers, each with what it does for everybody: no plugin for WebAssembly, no loader, no alias.
import { readFile, readdir } from "node:fs/promises";
import { Parcel } from "@parcel/core";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import * as esbuild from "esbuild";
import { rollup } from "rollup";
import * as vite from "vite";
import webpack from "webpack";
import { app } from "./consumer.js";

/** Bundles `entry` for "browser" or "node" into a folder; the bundle's path. */
export const bundlers = {
  async Vite(entry, target, folder) {
    await vite.build({
      root: app,
      configFile: false,
      logLevel: "error",
      ssr: { noExternal: true },
      build: {
        ssr: target === "node",
        outDir: folder,
        minify: true,
        rollupOptions: { input: entry, output: { entryFileNames: "main.js" } },
      },
    });
    return `${folder}/main.js`;
  },

  async webpack(entry, target, folder) {
    const filename = target === "node" ? "main.cjs" : "main.js";
    await new Promise((resolve, reject) => {
      webpack(
        { context: app, mode: "production", entry, target: target === "node" ? "node" : "web", output: { path: folder, filename } },
        (error, stats) => {
          if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString("errors-only")));
          else resolve();
        },
      );
    });
    return `${folder}/${filename}`;
  },

  async esbuild(entry, target, folder) {
    const outfile = `${folder}/main.js`;
    await esbuild.build({ entryPoints: [entry], bundle: true, minify: true, format: "esm", platform: target, outfile, logLevel: "silent" });
    return outfile;
  },

  // Rollup finds no package at all without its own plugin for that.
  async Rollup(entry, target, folder) {
    const bundle = await rollup({
      input: entry,
      plugins: [nodeResolve({ browser: target === "browser" })],
      onwarn: (warning) => {
        throw new Error(warning.message);
      },
    });
    await bundle.write({ file: `${folder}/main.js`, format: "es" });
    await bundle.close();
    return `${folder}/main.js`;
  },

  // It reads no `exports`, unless it is told to.
  async Parcel(entry, target, folder) {
    const { bundleGraph } = await new Parcel({
      entries: entry,
      defaultConfig: "@parcel/config-default",
      mode: "production",
      shouldDisableCache: true,
      targets: { main: { distDir: folder, context: target, includeNodeModules: true, sourceMap: false, outputFormat: OUTPUT[target] } },
    }).run();
    const [{ filePath }] = bundleGraph.getBundles();
    return filePath;
  },
};

const OUTPUT = { browser: "esmodule", node: "commonjs" };

/** Bundles, and says how often the bundle carries a module: as a file, or as text. */
export async function bundle(name, entry, target) {
  const folder = `${app}/bundles/${name}-${target}-${entry.replaceAll(/\W/g, "-")}`;
  const main = await bundlers[name](`${app}/${entry}`, target, folder);
  const files = await readdir(folder, { recursive: true });
  const text = await readFile(main, "utf8");
  const modules = await Promise.all(["full", "inspect", "project"].map(moduleAsText));
  const inlined = modules.reduce((sum, module) => sum + text.split(module).length - 1, 0);
  return { main, text, files: files.filter((file) => file.endsWith(".wasm")).length, inlined };
}

/** One of the package's modules as bundles carry it. */
export async function moduleAsText(name) {
  return (await import(`${app}/node_modules/mintbird/dist/entry/${name}/mintbird_wasm.js`)).text;
}
