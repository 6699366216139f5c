// The package for `import`: a module for each entry that package.json names, and chunks of what several of them share, so that there
// is one class of errors. As the many files that it is written in, the package would take twice as long to load.
import { readFile } from "node:fs/promises";
import { posix, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const { exports } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
const entries = Object.values(exports)
  .flatMap((conditions) => Object.entries(conditions))
  .filter(([condition, target]) => condition !== "require" && target.default !== undefined)
  .map(([, target]) => target.default.replace("./dist/", ".build/"));

/** What the command line imports, and nobody else can. */
const ofCommandLine = [".build/server/parts.js"];

/** wasm-bindgen's glue stays the file that it is: its classes have the names of the package's own. */
const glue = {
  name: "glue",
  setup: ({ onResolve }) =>
    void onResolve({ filter: /\/mintbird_bg\.js$/ }, ({ path, resolveDir }) => ({
      path: `../../${relative(resolve(root, ".build"), resolve(resolveDir, path)).replaceAll(sep, posix.sep)}`,
      external: true,
    })),
};

await build({
  absWorkingDir: root,
  entryPoints: [...new Set(entries), ...ofCommandLine],
  outbase: ".build",
  outdir: "dist",
  // As deep as the entries, which import the glue, too.
  chunkNames: "entry/shared/[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  // The modules stay files, as WebAssembly and as text; the package imports itself by its name.
  external: ["*.wasm", "*.wasm?module", "./mintbird_wasm.js", "mintbird"],
  plugins: [glue],
  sourcemap: true,
  // They are in the package.
  sourcesContent: false,
  logLevel: "warning",
});
