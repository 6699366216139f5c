// mintbird/server, mintbird/client and mintbird/explain are plain JavaScript: importing them brings no WebAssembly along.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

/** A module and all that it imports. */
function graph(url, seen = new Set()) {
  if (seen.has(url.href)) return seen;
  seen.add(url.href);
  for (const [, path] of readFileSync(url, "utf8").matchAll(/(?:from|^import) "(\.[^"]+)"/gm)) graph(new URL(path, url), seen);
  return seen;
}

for (const name of ["server", "client", "explain"]) {
  test(`mintbird/${name}`, () => {
    const modules = [...graph(new URL(import.meta.resolve(`mintbird/${name}`)))];
    assert.ok(modules.length > 1, "the errors are shared");
    for (const module of modules) {
      assert.doesNotMatch(module, /\/(full|inspect)\//);
      assert.doesNotMatch(readFileSync(new URL(module), "utf8"), /WebAssembly\.\w|\batob\(/);
    }
  });
}

test("the graph is followed: the whole package does bring it along", () => {
  assert.ok([...graph(new URL(import.meta.resolve("mintbird")))].some((module) => module.endsWith("/full/mintbird_bg.js")));
});
