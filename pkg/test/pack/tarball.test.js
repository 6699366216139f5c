// What is published: exactly this, and it works where it is installed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { posix } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const npm = (cwd, ...args) => execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const sources = readdirSync(`${root}src`, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => posix.join(parentPath.slice(root.length), name));

const folder = mkdtempSync(`${tmpdir()}/mintbird-`);
after(() => rmSync(folder, { recursive: true }));
const [{ filename, files }] = JSON.parse(npm(root, "pack", "--json", "--pack-destination", folder));
const packed = files.map(({ path }) => path).sort();

test("the tarball holds the sources, what is built from each, the modules, and nothing else", () => {
  const built = sources
    .filter((path) => !path.endsWith(".d.ts"))
    .flatMap((path) => [".js", ".js.map", ".d.ts", ".d.ts.map"].map((end) => path.replace("src/", "dist/").replace(/\.ts$/, end)));
  const modules = ["full", "inspect"].flatMap((name) =>
    ["mintbird.wasm", "mintbird_bg.js", "mintbird_wasm.js"].map((file) => `dist/${name}/${file}`),
  );
  const about = ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "package.json"];
  assert.deepEqual(packed, [...about, ...built, ...modules, ...sources].sort());
});

test("every file that the manifest names is there", () => {
  const targets = (entry) => (typeof entry === "string" ? [entry] : Object.values(entry).flatMap(targets));
  for (const target of targets(manifest.exports)) assert.ok(packed.includes(target.slice(2)), target);
  for (const entry of [manifest.exports["."], manifest.exports["./inspect"]]) {
    assert.deepEqual(Object.keys(entry), ["workerd", "edge-light", "default"]);
    for (const conditions of Object.values(entry)) {
      assert.deepEqual(Object.keys(conditions), ["types", "default"]);
      const folder = posix.dirname(conditions.default);
      assert.ok(manifest.sideEffects.includes(`./dist/*/${posix.basename(conditions.default)}`), folder);
    }
  }
  assert.equal(manifest.dependencies, undefined);
});

test("source maps and declaration maps lead to the sources", () => {
  const maps = packed.filter((path) => path.endsWith(".map"));
  assert.ok(maps.length > 0);
  for (const path of maps) {
    const map = JSON.parse(readFileSync(`${root}${path}`, "utf8"));
    assert.equal(map.sources.length, 1);
    const source = posix.join(posix.dirname(path), map.sourceRoot ?? "", map.sources[0]);
    assert.ok(packed.includes(source), `${path} → ${source}`);
    const file = readFileSync(`${root}${path.slice(0, -4)}`, "utf8");
    assert.ok(file.trimEnd().endsWith(`//# sourceMappingURL=${posix.basename(path)}`), path);
  }
});

test("installed, it can be imported and required, and takes nothing with it", () => {
  writeFileSync(`${folder}/package.json`, '{ "private": true }');
  npm(folder, "install", "--offline", "--no-audit", "--no-fund", `./${filename}`);
  assert.deepEqual(readdirSync(`${folder}/node_modules`).filter((name) => !name.startsWith(".")), ["mintbird"]);
  const body = `
    const key = generateLocalTokens().workspace_token;
    const template = { name: "x", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "p", fixed_params: { org: "{org}" } }] };
    const token = new Minter(template, key).mint({ org: "a" });
    console.log(new Verifier({ keys: key }).verify(token).name, inspect(token).kind);`;
  const names = "{ Minter, Verifier, generateLocalTokens }";
  writeFileSync(`${folder}/a.mjs`, `import ${names} from "mintbird";\nimport { inspect } from "mintbird/inspect";${body}`);
  writeFileSync(`${folder}/a.cjs`, `const ${names} = require("mintbird");\nconst { inspect } = require("mintbird/inspect");${body}`);
  for (const file of ["a.mjs", "a.cjs"]) {
    assert.equal(execFileSync(process.execPath, [file], { cwd: folder, encoding: "utf8" }), "x jwt\n");
  }
});
