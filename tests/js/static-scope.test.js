// The crate is held to the same table.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { formatStaticScope, parseStaticScope } from "mintbird";
import { refused } from "./fixtures.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/static-scopes.json", import.meta.url), "utf8"));

test("each is read, explained and written back", () => {
  for (const [text, type, resource, filter, legacy, explanation] of vectors.scopes) {
    const scope = parseStaticScope(text);
    assert.deepEqual(scope, { type, resource, filter, legacy, explanation });
    assert.equal(formatStaticScope(scope), text);
  }
});

test("everything else is refused with what was meant", () => {
  for (const [text, reason] of vectors.refused) {
    assert.equal(refused(() => parseStaticScope(text), "option").message, `option \`scope\` ${reason}`);
  }
  for (const value of [undefined, null, 7, {}]) refused(() => parseStaticScope(value), "option", /must be a string/);
  for (const text of ["x".repeat(1e7), `PIPES:READ:${"x".repeat(1e7)}`]) refused(() => parseStaticScope(text), "option", /16 KiB/);
  refused(() => formatStaticScope({ type: "PIPES:READ", resource: "x".repeat(16_374) }), "option", /16 KiB/);
  assert.equal(parseStaticScope(`PIPES:READ:${"x".repeat(16_373)}`).resource.length, 16_373);
});

test("what would not be read back the same is not written", () => {
  refused(() => formatStaticScope({ type: "PIPES:READ", resource: "a:b" }), "option", /colon/);
  refused(() => formatStaticScope({ type: "PIPES:READ", filter: "x=1" }), "option", /colon/);
  refused(() => formatStaticScope({ type: "ADMIN", resource: "x" }), "option", /alone/);
  refused(() => formatStaticScope({ type: "PIPES:READ" }), "option", /must name a resource/);
  refused(() => formatStaticScope({ type: "PIPES" }), "option");
});
