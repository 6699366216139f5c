// What is published: exactly this, and it works where it is installed.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { posix } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../pkg/", import.meta.url));
const npm = (cwd, ...args) => execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const filesIn = (path) =>
  readdirSync(`${root}${path}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => posix.relative(posix.join(root, path), posix.join(parentPath, name)));
// Of the command line there are bundles, and no map that leads to its sources.
const sources = filesIn("src")
  .filter((path) => !path.startsWith("cli/"))
  .map((path) => `src/${path}`);

const folder = mkdtempSync(`${tmpdir()}/mintbird-`);
after(() => rmSync(folder, { recursive: true }));
const [{ filename, files }] = JSON.parse(npm(root, "pack", "--json", "--pack-destination", folder));
const packed = files.map(({ path }) => path).sort();
const subpaths = Object.keys(manifest.exports).filter((path) => path !== "./package.json");
/** Of the subpaths, for those who read no `exports`. */
const folders = subpaths.filter((path) => path !== ".").map((path) => path.slice(2));
const manifestIn = (folder) => ({ folder, ...JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8")) });

test("the tarball holds the sources and their declarations, a file for each entry, what they share, the command line and the page, and nothing else", () => {
  const written = sources.filter((path) => !path.endsWith(".d.ts")).map((path) => path.replace("src/", "dist/").replace(/\.ts$/, ""));
  const declared = written.flatMap((path) => [`${path}.d.ts`, `${path}.d.ts.map`]);
  const entries = Object.values(manifest.exports)
    .flatMap((conditions) => Object.entries(conditions))
    .filter(([condition, target]) => condition !== "require" && target.default !== undefined)
    .map(([, target]) => target.default.slice(2));
  const shared = packed.filter((path) => /^dist\/entry\/shared\/\w+\.js$/.test(path));
  const code = [...new Set(entries), "dist/server/parts.js", ...shared];
  const imported = new Set(
    code.flatMap((path) => readFileSync(`${root}${path}`, "utf8").match(/entry\/shared\/\w+\.js|(?<="\.(\.\/shared)?\/)\w+\.js/g)),
  );
  for (const path of shared)
    assert.ok(
      [...imported].some((name) => path.endsWith(name)),
      `nobody imports ${path}`,
    );
  const modules = ["full", "inspect", "project"].flatMap((name) => [
    `dist/${name}/mintbird_bg.js`,
    `dist/entry/${name}/mintbird.wasm`,
    `dist/entry/${name}/mintbird_wasm.js`,
  ]);
  const built = [...declared, ...code.flatMap((path) => [path, `${path}.map`]), ...modules];
  const bundles = ["error", "mintbird", ...folders].map((name) => `dist/cjs/${name}.cjs`);
  // What the public ones among them reach.
  const declarations = packed.filter((path) => path.endsWith(".d.cts"));
  for (const path of declarations) assert.ok(declared.includes(path.replace("/cjs/", "/").replace(".d.cts", ".d.ts")), path);
  const manifests = folders.map((folder) => `${folder}/package.json`);
  const commandLine = filesIn("dist/cli").map((path) => `dist/cli/${path}`);
  const parts = commandLine.filter((path) => !/^dist\/cli\/(?:app|listen|chunk)-[A-Z0-9]{8}\.js$/.test(path));
  assert.deepEqual(parts.sort(), ["dist/cli/LICENSES.txt", "dist/cli/chdb-child.js", "dist/cli/mintbird.js"]);
  // The documentation beside the page stays out.
  const playground = filesIn("../www/dist")
    .filter((path) => !path.startsWith("docs/"))
    .map((path) => `dist/playground/${path}`);
  assert.ok(playground.includes("dist/playground/index.html"));
  const about = ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "package.json"];
  assert.deepEqual(
    packed,
    [...about, ...built, ...bundles, ...declarations, ...manifests, ...commandLine, ...playground, ...sources].sort(),
  );
});

test("every file that the manifest and the folders for old resolvers name is there", () => {
  const targets = (entry) => (typeof entry === "string" ? [entry] : Object.values(entry).flatMap(targets));
  for (const target of targets(manifest.exports)) assert.ok(packed.includes(target.slice(2)), target);
  for (const [path, entry] of Object.entries(manifest.exports)) {
    if (path === "./package.json") continue;
    const withModule = [".", "./inspect", "./project"].includes(path);
    const platforms = withModule ? ["unwasm", "workerd", "edge-light"] : [];
    assert.deepEqual(Object.keys(entry), [...platforms, "module-sync", "require", "default"], path);
    for (const [condition, { types, default: code, ...others }] of Object.entries(entry)) {
      assert.deepEqual(others, {});
      assert.match(types, condition === "require" ? /\.d\.cts$/ : /\.d\.ts$/);
      assert.match(code, condition === "require" ? /\.cjs$/ : /\.js$/);
      const sideEffect = condition === "require" ? "./dist/cjs/*.cjs" : `./dist/entry/*/${posix.basename(code)}`;
      if (withModule) assert.ok(manifest.sideEffects.includes(sideEffect), code);
    }
  }
  for (const { main, module, types, folder = "." } of [manifest, ...folders.map(manifestIn)]) {
    for (const target of [main, module, types]) assert.ok(packed.includes(posix.join(folder, target)), `${folder}: ${target}`);
  }
  for (const target of Object.values(manifest.bin)) assert.ok(packed.includes(target.slice(2)), target);
  assert.equal(manifest.dependencies, undefined);
});

test("source maps and declaration maps lead to the sources", () => {
  const maps = packed.filter((path) => path.endsWith(".map"));
  assert.ok(maps.length > 0);
  for (const path of maps) {
    const map = JSON.parse(readFileSync(`${root}${path}`, "utf8"));
    for (const name of map.sources) {
      const source = posix.join(posix.dirname(path), map.sourceRoot ?? "", name);
      assert.ok(packed.includes(source), `${path} → ${source}`);
    }
    const file = readFileSync(`${root}${path.slice(0, -4)}`, "utf8");
    assert.ok(file.trimEnd().endsWith(`//# sourceMappingURL=${posix.basename(path)}`), path);
  }
});

test("installed, it can be imported and required, and takes nothing with it", () => {
  writeFileSync(`${folder}/package.json`, '{ "private": true }');
  npm(folder, "install", "--offline", "--no-audit", "--no-fund", `./${filename}`);
  assert.deepEqual(
    readdirSync(`${folder}/node_modules`).filter((name) => !name.startsWith(".")),
    ["mintbird"],
  );
  const body = `
    const key = generateLocalTokens().workspace_token;
    const template = { name: "x", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "p", fixed_params: { org: "{org}" } }] };
    const token = new Minter(template, key).mint({ org: "a" });
    console.log(new Verifier({ keys: key }).verify(token).name, inspect(token).kind);`;
  const names = "{ Minter, Verifier, generateLocalTokens }";
  writeFileSync(`${folder}/a.mjs`, `import ${names} from "mintbird";\nimport { inspect } from "mintbird/inspect";${body}`);
  writeFileSync(`${folder}/a.cjs`, `const ${names} = require("mintbird");\nconst { inspect } = require("mintbird/inspect");${body}`);
  // As an old resolver does, which finds files and folders.
  writeFileSync(`${folder}/b.cjs`, readFileSync(`${folder}/a.cjs`, "utf8").replaceAll('"mintbird', '"./node_modules/mintbird'));
  for (const file of ["a.mjs", "a.cjs", "b.cjs"]) {
    for (const flags of [[], ["--no-experimental-require-module"]]) {
      assert.equal(execFileSync(process.execPath, [...flags, file], { cwd: folder, encoding: "utf8" }), "x jwt\n", `${file} ${flags}`);
    }
  }
});

test("imported and required, it is one package, or two that know each other's errors", () => {
  writeFileSync(
    `${folder}/c.mjs`,
    `import { createRequire } from "node:module";
    import { MintbirdError } from "mintbird";
    try {
      createRequire(import.meta.url)("mintbird").parseStaticToken("none");
    } catch (error) {
      console.log(error instanceof MintbirdError, MintbirdError.is(error), error.code);
    }`,
  );
  for (const [flag, printed] of [
    ["--experimental-require-module", "true true malformed\n"],
    ["--no-experimental-require-module", "false true malformed\n"],
  ]) {
    assert.equal(execFileSync(process.execPath, [flag, "c.mjs"], { cwd: folder, encoding: "utf8" }), printed, flag);
  }
});

test("installed, it is a command, and serves the page", async () => {
  const command = `${folder}/node_modules/.bin/mintbird`;
  assert.equal(execFileSync(command, ["--version"], { encoding: "utf8" }), `${manifest.version}\n`);
  const child = spawn(command, ["serve", "--port", "0"], { stdio: ["ignore", "pipe", "ignore"] });
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const page = /http:[^#]*/.exec((await lines.next()).value)[0];
    const html = await (await fetch(page)).text();
    // Not the documentation, which is published elsewhere.
    const scripts = [...html.matchAll(/(?:src|href)="(\.\/[^"]+\.\w+)"/g)].map(([, path]) => path);
    assert.ok(scripts.length > 2, html);
    const types = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
    for (const path of scripts) {
      const { status, headers } = await fetch(new URL(path, page));
      assert.deepEqual([status, headers.get("content-type").split(";")[0]], [200, types[posix.extname(path)]], path);
    }
    for (const path of ["/../../package.json", "/..%2f..%2fpackage.json", "/%2e%2e/cli/mintbird.js"]) {
      const sent = request(page, { path }).end();
      const [answer] = await once(sent, "response");
      answer.resume();
      assert.equal(answer.statusCode, 404, path);
    }
  } finally {
    child.kill();
    await once(child, "exit");
  }
});
