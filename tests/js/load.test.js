// What the loader for runtimes without WebAssembly files gives them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const dist = new URL("../../pkg/dist/entry/", import.meta.url);
const { Module } = WebAssembly;

for (const name of ["full", "inspect"]) {
  test(`the module that ${name} carries as text is the one that stands beside it`, async (t) => {
    const compiled = [];
    t.mock.method(WebAssembly, "Module", function (bytes) {
      compiled.push(Buffer.from(bytes));
      return Reflect.construct(Module, [bytes]);
    });
    await import(new URL(`${name}/inline.js?again`, dist));
    assert.deepEqual(compiled, [await readFile(new URL(`${name}/mintbird.wasm`, dist))]);
  });

  test(`the text of ${name} fits into any quotes and any page`, async () => {
    const { text } = await import(new URL(`${name}/mintbird_wasm.js`, dist));
    assert.match(text, /^[!-~]+$/);
    assert.doesNotMatch(text, /["'`$\\<]/);
  });
}
