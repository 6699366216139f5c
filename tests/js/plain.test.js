// mintbird/client and mintbird/explain are plain JavaScript: importing them brings no WebAssembly along. mintbird/server does.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

/** A module and all that it imports. */
function graph(url, seen = new Set()) {
  if (seen.has(url.href)) return seen;
  seen.add(url.href);
  for (const [, path] of readFileSync(url, "utf8").matchAll(/(?:from|^import) "(\.[^"]+|mintbird(?:\/\w+)?)"/gm)) {
    graph(path.startsWith(".") ? new URL(path, url) : new URL(import.meta.resolve(path)), seen);
  }
  return seen;
}

/** What becomes of code where there is no WebAssembly. */
function withoutWebAssembly(code) {
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ["--jitless", "-e", code], { cwd, encoding: "utf8" });
  return { status, stderr };
}

for (const name of ["client", "explain"]) {
  test(`mintbird/${name}`, () => {
    const modules = [...graph(new URL(import.meta.resolve(`mintbird/${name}`)))];
    assert.ok(modules.length > 1, "the errors are shared");
    for (const module of modules) {
      assert.doesNotMatch(module, /\/(full|inspect)\//);
      assert.doesNotMatch(readFileSync(new URL(module), "utf8"), /WebAssembly\.\w|\batob\(/);
    }
    for (const code of [`import("mintbird/${name}")`, `require("mintbird/${name}")`]) {
      const { status, stderr } = withoutWebAssembly(code);
      assert.equal(status, 0, stderr);
    }
  });
}

for (const [name, what] of [
  ["mintbird", "the whole package"],
  ["mintbird/server", "what signs by itself"],
]) {
  test(`${what} does bring it along`, () => {
    assert.ok([...graph(new URL(import.meta.resolve(name)))].some((module) => module.endsWith("/full/mintbird_bg.js")));
    for (const code of [`import("${name}")`, `require("${name}")`]) {
      const { status, stderr } = withoutWebAssembly(code);
      assert.notEqual(status, 0);
      assert.match(stderr, /MintbirdError \[webassembly\]/);
    }
  });
}
