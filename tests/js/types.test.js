// Compiles types/ as users of TypeScript would, against the built declarations.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const types = fileURLToPath(new URL("types/", import.meta.url));

function tsc(compiler, ...args) {
  tscIn(types, compiler, ...args);
}

function tscIn(cwd, compiler, ...args) {
  const bin = fileURLToPath(new URL(`../../pkg/node_modules/${compiler}/bin/tsc`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd, encoding: "utf8" });
  assert.equal(status, 0, stdout + stderr);
}

test("moduleResolution node16", () => tsc("typescript", "-p", "node16.json"));
test("moduleResolution nodenext", () => tsc("typescript", "-p", ".", "--module", "nodenext"));
test("moduleResolution bundler", () => tsc("typescript", "-p", ".", "--module", "esnext", "--moduleResolution", "bundler"));
test("the oldest TypeScript that is supported", () => tsc("typescript-5.2", "-p", "node16.json"));
test("moduleResolution node10, which TypeScript 7 has no more", () => tsc("typescript-5.2", "-p", "node10.json"));
for (const target of ["es2017", "es2020"]) {
  test(`the declarations, for ${target}`, () => {
    tsc("typescript", "-p", "old.json", "--target", target, "--lib", target);
    tsc("typescript", "-p", "old-web.json", "--target", target, "--lib", `${target},dom,dom.iterable`);
  });
}
test("mintbird/server and mintbird/client", () => tsc("typescript", "-p", "web.json"));
test("the same with the oldest TypeScript", () => tsc("typescript-5.2", "-p", "web.json"));

for (const readme of ["README.md", "pkg/README.md"]) {
  test(`the first lines of ${readme}, in a strict project`, (t) => {
    const text = readFileSync(new URL(`../../${readme}`, import.meta.url), "utf8");
    const [, code] = /^```js\n([^]*?)^```/m.exec(text);
    assert.match(code, /new Minter\(/);
    // Where the package is found, as in a project of a user.
    const project = mkdtempSync(fileURLToPath(new URL("node_modules/.readme-", import.meta.url)));
    t.after(() => rmSync(project, { recursive: true, force: true }));
    const environment = "declare const process: { readonly env: { readonly [name: string]: string | undefined } };\n";
    writeFileSync(join(project, "main.ts"), `${environment}${code}`);
    const { compilerOptions } = JSON.parse(readFileSync(join(types, "tsconfig.json"), "utf8").replace(/^ *\/\/.*$/gm, ""));
    const options = { ...compilerOptions, module: "esnext", moduleResolution: "bundler" };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["main.ts"] }));
    for (const compiler of ["typescript", "typescript-5.2"]) tscIn(project, compiler, "--project", ".");
  });
}
