// What the four bundlers make of the package: server bundles, run in Node, and what of the package is in which bundle.
// browsers/ runs the ones for browsers.
import { readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { bundle, bundlers, moduleAsText } from "../lib/bundle.js";
import { app, node, versionOf } from "../lib/consumer.js";
import { expectAll } from "../lib/matrix.js";
import { run } from "../lib/process.js";

export async function quick(matrix) {
  const dist = `${app}/node_modules/mintbird/dist`;
  const { exports } = JSON.parse(await readFile(`${app}/node_modules/mintbird/package.json`, "utf8"));
  const sizes = [["What", "Bytes", "gzip -9"]];
  const size = (what, bytes) => sizes.push([what, String(bytes.length), String(gzipSync(bytes, { level: 9 }).length)]);
  size("mintbird.wasm, full", await readFile(`${dist}/entry/full/mintbird.wasm`));
  size("mintbird.wasm, inspect", await readFile(`${dist}/entry/inspect/mintbird.wasm`));
  size("mintbird.wasm, project", await readFile(`${dist}/entry/project/mintbird.wasm`));

  // Those with a module of their own stand in files.
  const plain = Object.keys(exports).filter((path) => ![".", "./inspect", "./project", "./package.json"].includes(path));
  for (const path of plain) {
    const source = `import * as all from "${path.replace(".", "mintbird")}";\nglobalThis.all = { ...all };\n`;
    await writeFile(`${app}/bundlers/${path}.js`, source);
  }

  for (const name of Object.keys(bundlers)) {
    const version = await versionOf(name.toLowerCase());
    await matrix.cell(name, version, "server bundle", async () => {
      const { main, files, inlined } = await bundle(name, "node/import.js", "node");
      expectModules(files, inlined, 2);
      expectAll(await run(node(20), [main], { cwd: "/" }));
    });
    await matrix.cell(name, version, "one module", async () => {
      const { text, files, inlined } = await bundle(name, "bundlers/mint.js", "browser");
      expectModules(files, inlined, 1);
      size(`${name}: a page that mints`, Buffer.from(text));
    });
    await matrix.cell(name, version, "mintbird/inspect alone", async () => {
      const { text, files, inlined } = await bundle(name, "bundlers/inspect.js", "browser");
      expectModules(files, inlined, 1);
      if (!text.includes(await moduleAsText("inspect"))) throw new Error("it is another module");
      size(`${name}: a page that inspects`, Buffer.from(text));
    });
    await matrix.cell(name, version, "mintbird/project alone", async () => {
      const { text, files, inlined } = await bundle(name, "bundlers/project.js", "browser");
      expectModules(files, inlined, 1);
      if (!text.includes(await moduleAsText("project"))) throw new Error("it is another module");
      size(`${name}: a page that checks projects`, Buffer.from(text));
    });
    for (const path of plain) {
      // The Token API signs.
      const expected = path === "./server" ? 1 : 0;
      await matrix.cell(name, version, `${path.replace(".", "mintbird")} with ${expected === 1 ? "one" : "no"} module`, async () => {
        const { text, files, inlined } = await bundle(name, `bundlers/${path}.js`, "browser");
        expectModules(files, inlined, expected);
        if (text.length < 500) throw new Error("nothing was bundled");
      });
    }
  }
  matrix.figures.set("Sizes", sizes);
}

function expectModules(files, inlined, expected) {
  if (files !== 0 || inlined !== expected) throw new Error(`${files} .wasm files and ${inlined} inlined modules, not ${expected} inlined`);
}
