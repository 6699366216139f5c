// Runs the blocks of code: JavaScript and TypeScript in Node, what is for Workers in workerd. What is an example's file must be that file,
// which `make matrix` runs in its own runtime.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { transformSync } from "esbuild";
import { Template } from "mintbird";
import { parseAllDocuments } from "yaml";
import { BLOCKS, read } from "./blocks.js";
import * as given from "./given.js";
import { startWorker } from "./worker.js";

const folder = new URL(".build/", import.meta.url);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
after(() => rmSync(folder, { recursive: true, force: true }));

/** What a framework would resolve. */
const FRAMEWORKS = { "$env/dynamic/private": "sveltekit-env.js" };
writeFileSync(new URL("sveltekit-env.js", folder), "export const env = {};\n");

/** A block as the body of one module: what it exports are plain names. */
const body = (code) =>
  code
    .replaceAll(/^export default (?!function|class)/gm, "const exported = ")
    .replaceAll(/^export (?=const|let|async|function|class)/gm, "")
    .replaceAll(/ from "([^"]+)"/g, (all, name) => (FRAMEWORKS[name] ? ` from "./${FRAMEWORKS[name]}"` : all));

let count = 0;
/** Runs a module that stands beside the packages. */
async function runModule(code) {
  const file = new URL(`${++count}.mjs`, folder);
  writeFileSync(file, code);
  await import(pathToFileURL(file.pathname));
}

// No block may change them for the others.
for (const [name, value] of Object.entries({ ...given, assert })) Object.defineProperty(globalThis, name, { value });
const ENVIRONMENT = { TINYBIRD_SIGNING_KEY: given.key, TINYBIRD_READ_TOKEN: given.staticToken, TINYBIRD_HOST: given.upstream };
const bin = (path) => fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));
/** Blocks that are files of tests, each for its runner. */
const RUNNERS = {
  vitest: { file: "block.test.js", args: [bin("vitest/vitest.mjs"), "run", "block.test.js", "--root", "."] },
  jest: { file: "block.test.cjs", args: [bin("jest/bin/jest.js"), "--rootDir", ".", "--testMatch", "**/block.test.cjs"] },
};
const NODE = new Set(["js", "mjs", "javascript", "ts"]);
let above = "";

for (const block of BLOCKS) {
  const { name, page, language, kind, code, before, after: then, withAbove } = block;
  if (kind?.startsWith("examples/") && language !== "console") {
    test(`${name} is ${kind}`, () => assert.equal(code.trimEnd(), read(kind).trimEnd()));
  } else if (kind in RUNNERS) {
    test(`${name}, in ${kind}`, async () => {
      const { file, args } = RUNNERS[kind];
      writeFileSync(new URL(file, folder), code);
      await promisify(execFile)(process.execPath, args, { cwd: fileURLToPath(folder), env: { PATH: process.env.PATH, CI: "1" } });
    });
  } else if (kind === "workerd") {
    test(`${name}, in workerd`, async (t) => {
      const { worker, names } = await startWorker(t, code);
      const run = new Function("assert", "worker", ...Object.keys(names), `return (async () => {${then}})()`);
      assert.notEqual(then, "", "what it does must be looked at");
      await run(assert, worker, ...Object.values(names));
    });
  } else if (NODE.has(language) && kind !== "types" && kind !== "serve") {
    const script = language === "ts" ? transformSync(code, { loader: "ts", target: "esnext" }).code : code;
    const source = `${withAbove ? above : ""}\n${body(before)}\n${body(script)}\n`;
    above = source;
    test(name, async () => {
      const { fetch } = globalThis;
      Object.assign(process.env, ENVIRONMENT);
      try {
        await runModule(source + then);
      } finally {
        globalThis.fetch = fetch;
      }
    });
  } else if (language === "json") {
    test(name, () => {
      const document = JSON.parse(code);
      // A template without faults, unless it is the payload of a token.
      if (document.scopes !== undefined && document.exp === undefined && page !== "docs/templates.md") new Template(document);
    });
  } else if (language === "yaml") {
    test(name, () => {
      for (const { errors } of parseAllDocuments(code)) assert.deepEqual(errors, []);
    });
  }
}
