// What the loader for runtimes without WebAssembly files gives them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const dist = new URL("../../pkg/dist/entry/", import.meta.url);
const { Module } = WebAssembly;

for (const name of ["full", "inspect", "project"]) {
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

test("what a runtime refuses to compile is told apart from what it cannot", async (t) => {
  const { compile } = await import("../../pkg/.build/border/load.js");
  const bytes = [...(await readFile(new URL("inspect/mintbird.wasm", dist)))];
  const told = (bytes, expected) => {
    const table = Array.from({ length: 256 }, (_, byte) => byte);
    // Each byte as its place in the table.
    const text = bytes.map((byte) => (byte < 92 ? "" : byte < 184 ? "}" : "~") + String.fromCharCode(33 + (byte % 92))).join("");
    assert.throws(() => compile(text, table), { name: "MintbirdError", code: "webassembly", message: expected });
  };
  told([...bytes.slice(0, 8), 255], /^this runtime is too old: .*SIMD/);
  t.mock.method(WebAssembly, "Module", function () {
    throw new WebAssembly.CompileError("Wasm code generation disallowed by embedder");
  });
  told(bytes, /'wasm-unsafe-eval'.*`workerd`.*serverExternalPackages.*\(Wasm code generation disallowed by embedder\)$/);
});
