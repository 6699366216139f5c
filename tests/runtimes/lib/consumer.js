// The package as a user gets it: packed, and installed from the tarball into a project that nothing else is linked to.
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { run } from "./process.js";

const here = fileURLToPath(new URL("..", import.meta.url));
export const repository = fileURLToPath(new URL("../../..", import.meta.url));
/** The project. The tools are found further up, in the node_modules of tests/runtimes, where there is no mintbird. */
export const app = join(here, ".build", "app");

const modules = join(here, "node_modules");
/** An installed program. */
export const bin = (name) => join(modules, ".bin", name);
/** Node of a major version. */
export const node = (major) => join(modules, `node${major}`, "bin", "node");
/** A file of an installed tool. */
export const fileOf = (name, path) => join(modules, name, path);
/** The version of an installed tool. */
export const versionOf = async (name) => JSON.parse(await readFile(fileOf(name, "package.json"), "utf8")).version;

/** What a project has made or installed, and what it has of its own. */
const NOT_COPIED = new Set([".build", ".next", ".wrangler", "build", "node_modules", "target", "lib", "package.json", "package-lock.json"]);

/** Packs the package, unless MINTBIRD_TARBALL names one, and makes the project anew. */
export async function install() {
  const build = join(here, ".build");
  await rm(build, { recursive: true, force: true });
  await mkdir(app, { recursive: true });
  const tarball = process.env.MINTBIRD_TARBALL ?? (await pack(build));
  await writeFile(join(app, "package.json"), '{ "name": "app", "private": true, "type": "module" }\n');
  await run("npm", ["install", "--offline", tarball], { cwd: app });
  for (const name of (await readdir(here)).filter((name) => !NOT_COPIED.has(name))) await copy(join(here, name), join(app, name));
  await copy(join(repository, "examples"), join(app, "examples"));
  // The suite for those who can load nothing but CommonJS.
  await esbuild.build({ entryPoints: [join(app, "suite.js")], outfile: join(app, "suite.cjs"), format: "cjs" });
}

const copy = (from, to) => cp(from, to, { recursive: true, filter: (path) => !NOT_COPIED.has(basename(path)) });

async function pack(folder) {
  // Without the page, which is built elsewhere and which no import reaches.
  const printed = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], { cwd: join(repository, "pkg") });
  return join(folder, JSON.parse(printed)[0].filename);
}
