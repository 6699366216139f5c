// Our command line beside Tinybird's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { run, runTbAsIs } from "./processes.mjs";

const mintbird = (...args) => run(process.execPath, [fileURLToPath(new URL("../../pkg/dist/cli/mintbird.js", import.meta.url)), ...args]);

/** A text in which each static token is written as what it is made of, but for its UUIDs. */
function shape({ code, output }) {
  assert.equal(code, 0, output);
  return output.replace(/p\.([\w-]+)\.([\w-]{43})(?![\w-])/g, (_, payload) => {
    const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;
    return `<${Buffer.from(payload, "base64url").toString().replace(uuid, "UUID")}>`;
  });
}

test("local generate-tokens prints what tb prints, byte for byte", async () => {
  for (const form of ["json", "text"]) {
    const theirs = shape(await runTbAsIs(...(form === "json" ? ["--output=json"] : []), "local", "generate-tokens"));
    assert.equal(theirs.split('<{"u": "UUID", "id": "UUID", "host": null}>').length, 3, theirs);
    assert.equal(shape(await mintbird("local", "generate-tokens", "--output", form)), theirs);
  }
});
