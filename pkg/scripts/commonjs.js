// The package for `require`, where that cannot load ES modules (AWS Lambda, Jest, ts-node), and for tools that know no `exports`: of each
// subpath that has the condition `require` a bundle, its declarations, and a folder that names both.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { basename, dirname, join, relative } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const { exports } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
const subpaths = Object.entries(exports).filter(([, conditions]) => conditions.require !== undefined);

/** The one class of errors is in a file of its own, so that `instanceof` holds whichever of the bundles threw. */
const ERROR = { module: ".build/types/error.js", bundle: "dist/cjs/error.cjs" };
/** What several bundles have in common: the errors, and what one imports by the name of the package. */
const shared = {
  name: "shared",
  setup({ onResolve }) {
    const beside = (bundle) => ({ path: `./${basename(bundle)}`, external: true });
    onResolve({ filter: /\/error\.js$/ }, ({ path, resolveDir }) =>
      resolve(resolveDir, path) === resolve(root, ERROR.module) ? beside(ERROR.bundle) : undefined,
    );
    onResolve({ filter: /^mintbird($|\/)/ }, ({ path }) => beside(exports[path.replace("mintbird", ".")].require.default));
  },
};

const declared = new Set();

await bundle(ERROR.module, ERROR.bundle);
for (const [subpath, { require, default: esm }] of subpaths) {
  await bundle(esm.default.replace("./dist/", ".build/"), require.default, shared);
  await declare(esm.types.slice(2));
  if (subpath !== ".") await nameForOldTools(subpath.slice(2), require, esm);
}

async function bundle(entry, outfile, ...plugins) {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    plugins,
    bundle: true,
    // For Node the names of the exports are noted where its `import` of a CommonJS module finds them.
    platform: "node",
    format: "cjs",
    target: "es2022",
    // Metro refuses them, and takes these files where it asks for `require`.
    supported: { "class-static-blocks": false },
    // Classes are printed by their names, which the glue has, too.
    keepNames: true,
    inject: ["scripts/text-coding.js"],
    logLevel: "warning",
  });
}

/** Writes the declarations of a module, and of what it imports, as those of CommonJS modules. */
async function declare(path) {
  if (declared.has(path)) return;
  declared.add(path);
  const imported = [];
  const text = (await readFile(root + path, "utf8"))
    .replace(/^\/\/# sourceMappingURL=.*$/m, "")
    .replace(/(from |import\()"(\.{1,2}\/[^"]+)\.js"/g, (_, before, specifier) => {
      imported.push(`${join(dirname(path), specifier)}.d.ts`);
      return `${before}"${specifier}.cjs"`;
    });
  const target = root + path.replace(/^dist\//, "dist/cjs/").replace(/\.d\.ts$/, ".d.cts");
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
  for (const path of imported) await declare(path);
}

/** As old resolvers find a subpath: a folder with a manifest. */
async function nameForOldTools(name, require, esm) {
  const from = (path) => relative(name, path.slice(2));
  const manifest = { main: from(require.default), module: from(esm.default), types: from(require.types) };
  await mkdir(root + name, { recursive: true });
  await writeFile(`${root}${name}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
}
