// Bundles the command line, with the libraries that it is made with and their licences: one file, and a few beside it for what only
// one command needs. The package's own modules are not in it: it imports those that it finds there, so that nothing is published twice.
import { existsSync } from "node:fs";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { posix, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(await readFile(`${root}package.json`, "utf8"));

/** Imports that leave src/cli, as they are from dist/cli. */
const ownModules = {
  name: "own-modules",
  setup: ({ onResolve }) =>
    void onResolve({ filter: /^\.\.\// }, ({ path, importer, resolveDir }) => {
      if (!importer.startsWith(resolve(root, "src"))) return undefined;
      const target = relative(resolve(root, "src/cli"), resolve(resolveDir, path)).replaceAll(sep, posix.sep);
      if (!target.startsWith("../")) return undefined;
      if (!existsSync(resolve(root, "dist/cli", target))) return { errors: [{ text: `${target} is not published: import an entry` }] };
      return { path: target, external: true };
    }),
};

const { metafile } = await build({
  absWorkingDir: root,
  // Two processes: chdb runs in one of its own.
  entryPoints: { mintbird: "src/cli/main.ts", "chdb-child": "src/cli/engine/chdb-child.ts" },
  outdir: "dist/cli",
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node20.19",
  mainFields: ["module", "main"],
  minifySyntax: true,
  // Commander is CommonJS, and requires modules of Node.
  banner: {
    js: '#!/usr/bin/env node\nimport { createRequire as requireFrom } from "node:module";\nconst require = requireFrom(import.meta.url);',
  },
  define: { VERSION: JSON.stringify(version) },
  plugins: [ownModules],
  metafile: true,
  logLevel: "warning",
});

const bundled = Object.keys(metafile.inputs).map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
const notices = [...new Set(bundled)]
  .filter((name) => name !== undefined)
  .sort()
  .map(notice);
await writeFile(`${root}dist/cli/LICENSES.txt`, `mintbird.js contains:\n\n${(await Promise.all(notices)).join("\n\n")}`);

async function notice(name) {
  const folder = `${root}node_modules/${name}/`;
  const { version, license } = JSON.parse(await readFile(`${folder}package.json`, "utf8"));
  const file = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
  if (file === undefined) throw new Error(`${name} comes without the text of its licence`);
  return `${name} ${version}, ${license}\n\n${await readFile(folder + file, "utf8")}`;
}
