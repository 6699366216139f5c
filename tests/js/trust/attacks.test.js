// The table in tests/attacks/tokens.json, against the built package. tests/it/with_key/attacks.rs holds the crate to it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Verifier, inspect } from "mintbird";
import { inspect as inspectSmall } from "mintbird/inspect";
import { text } from "./expression.js";

const table = JSON.parse(readFileSync(new URL("../../attacks/tokens.json", import.meta.url), "utf8"));
const { now } = table;

/** The kind, and the codes of severity error, sorted. */
function summary(report) {
  const codes = report.issues.filter(({ severity }) => severity === "error").map(({ code }) => code);
  return [report.kind, ...new Set(codes.sort())].join(" ");
}

function verdict(verifier, token) {
  try {
    verifier.verify(token, { now });
    return "ok";
  } catch (error) {
    assert.equal(error.name, "MintbirdError", String(error));
    assert.ok(token.length < 40 || !error.message.includes(token), "the message contains the token");
    return error.code;
  }
}

test("every token gets the answer that the table says", () => {
  const wrong = [];
  let count = 0;
  for (const entry of table.tokens) {
    const { name, each = 1, keys = ["admin"], workspaceId, clockTolerance } = entry;
    const verifier = new Verifier({ keys: keys.map((key) => table.let[key]), workspaceId, clockTolerance });
    for (let number = 0; number < each; number++) {
      const token = text(entry.token, { definitions: table.let, each: number });
      count += 1;
      const found = [verdict(verifier, token), ...[inspect, inspectSmall].map((read) => summary(read(token, { now })))];
      const expected = [entry.verify, entry.inspect, entry.inspect];
      if (!found.every((answer, index) => answer === expected[index])) wrong.push({ name, expected, found });
    }
    verifier.free();
  }
  assert.deepEqual(wrong, []);
  assert.ok(count >= 150);
  console.log(`trust: attacks, the npm package | ${count} tokens | ${wrong.length} found`);
});

test("what is no string is no token", () => {
  const verifier = new Verifier({ keys: table.let.admin });
  const values = [
    undefined,
    null,
    true,
    0,
    NaN,
    1n,
    Symbol("token"),
    [],
    [table.let.admin],
    {},
    new String("a.b.c"),
    () => "",
    new Date(0),
  ];
  const hostile = [
    { toString: () => "a.b.c" },
    new Proxy(
      {},
      {
        get() {
          throw new Error("read");
        },
      },
    ),
  ];
  for (const value of [...values, ...hostile]) {
    assert.throws(() => verifier.verify(value, { now }), { code: "malformed" });
    assert.equal(inspect(value, { now }).kind, "unknown");
  }
});

test("a lone surrogate in a token is not repaired into another token", () => {
  const verifier = new Verifier({ keys: table.let.admin });
  const good = text(table.tokens[0].token, { definitions: table.let, each: 0 });
  assert.equal(verdict(verifier, good), "ok");
  for (const at of [0, 10, good.length]) {
    assert.equal(verdict(verifier, `${good.slice(0, at)}\ud800${good.slice(at)}`), "malformed");
  }
});
