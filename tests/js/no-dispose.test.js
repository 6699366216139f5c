// Safari has no Symbol.dispose. Here it is hidden before the package is loaded.
import assert from "node:assert/strict";
import { test } from "node:test";

const RealSymbol = Symbol;
const { dispose: _, name: __, length: ___, ...others } = Object.getOwnPropertyDescriptors(RealSymbol);
globalThis.Symbol = Object.defineProperties((text) => RealSymbol(text), others);
const { Minter, Verifier, generateLocalTokens } = await import("mintbird");

test("where the runtime has no Symbol.dispose, the package loads and works", () => {
  assert.equal(Symbol.dispose, undefined);
  const key = generateLocalTokens().workspace_token;
  const minter = new Minter({ name: "x", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "p" }] }, key);
  const verifier = new Verifier({ keys: key });
  assert.equal(verifier.verify(minter.mint({})).name, "x");
  for (const { prototype } of [Minter, Verifier]) {
    assert.ok(Object.getOwnPropertyNames(prototype).includes("free"));
    assert.ok(!Object.getOwnPropertyNames(prototype).includes("undefined"));
  }
  minter.free();
  verifier.free();
});
