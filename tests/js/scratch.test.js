// What crosses to the module is written into one buffer: calls inside of calls, and texts of all lengths, must not mix.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Minter, Template, Verifier, authorize, inspect, sign } from "mintbird";
import { KEY, NOW, payload, refused, template, templateOf } from "./fixtures.js";

const minter = new Minter(templateOf("{a}", { name: "{b}" }), KEY);
const now = { now: NOW };
const value = (token) => JSON.parse(payload(token)).scopes[0].fixed_params.value;
const name = (token) => JSON.parse(payload(token)).name;

test("a getter may mint, verify and inspect in the middle of a mint", () => {
  const verifier = new Verifier({ keys: KEY });
  const inner = [];
  const params = {
    b: "outer",
    get a() {
      const token = minter.mint({ b: "inner", a: "x".repeat(5000) }, now);
      inner.push(name(token), verifier.verify(token, now).name, inspect(token, now).claims.name);
      inner.push(name(minter.mintMany([{ b: "many", a: "1" }], now)[0]));
      return "outer too";
    },
  };
  const token = minter.mint(params, now);
  assert.deepEqual([name(token), value(token)], ["outer", "outer too"]);
  assert.deepEqual(inner, ["inner", "inner", "inner", "many"]);
  assert.equal(
    minter
      .mintMany([params, { a: "1", b: "2" }], now)
      .map(name)
      .join(),
    "outer,2",
  );
});

test("what is thrown in the middle of writing leaves nothing behind", () => {
  const failing = {
    b: "lost",
    get a() {
      throw new TypeError("from a getter");
    },
  };
  assert.throws(() => minter.mint(failing, now), /from a getter/);
  assert.throws(() => minter.mintMany([{ a: "1", b: "2" }, failing], now), /from a getter/);
  refused(() => minter.mint({ b: "lost", a: "\ud800" }, now), "param", /`a`/);
  assert.equal(name(minter.mint({ b: "next", a: "1" }, now)), "next");
});

test("texts of every length around the borders, in one byte, two, three and four", () => {
  for (const character of ["a", "é", "€", "😀"]) {
    for (const length of [1, 47, 48, 49, 50, 1000, 2000]) {
      const text = character.repeat(Math.floor(length / character.length) || 1);
      assert.equal(value(minter.mint({ b: "n", a: text }, now)), text);
      assert.equal(value(minter.mint({ b: "n", a: `a${text}` }, now)), `a${text}`);
      assert.equal(value(minter.mint({ a: `${text}z`, b: "in another order" }, now)), `${text}z`);
    }
  }
});

test("names in the template's order, in another, and changed behind its back", () => {
  const ordered = minter.params;
  assert.deepEqual(ordered, ["b", "a"]);
  minter.params = ["a", "b"];
  const tokens = [
    { b: "B", a: "A" },
    { a: "A", b: "B" },
  ].map((params) => minter.mint(params, now));
  minter.params = ordered;
  for (const token of tokens) assert.deepEqual([name(token), value(token)], ["B", "A"]);
});

test("a batch that makes the buffers grow many times", () => {
  const sets = Array.from({ length: 3000 }, (_, i) => ({ b: `n${i}`, a: "y".repeat(1 + (i % 900)) }));
  const tokens = minter.mintMany(sets, now);
  assert.equal(tokens.length, sets.length);
  tokens.forEach((token, i) => assert.deepEqual({ b: name(token), a: value(token) }, sets[i]));
});

const claims = {
  workspace_id: "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c",
  name: "app",
  exp: NOW + 60,
  scopes: [{ type: "PIPES:READ", resource: "pages", fixed_params: { org_id: "acme" } }],
};

test("claims are signed as JSON.stringify writes them, whatever they consist of", () => {
  const characters = ["a", '"', "\\", "/", "\0", "\x1f", "\n", "\x7f", "\x80", "é", "€", "😀", "\u2028", "~", " "];
  const values = [0, -1, 1.5, 1e-7, 2 ** 53 - 1, -0, null, true, false, [], {}, [[[]]], [1, "a", null], { a: { b: [{}, 1], c: "" }, d: 2 }];
  for (const character of characters) {
    for (const length of [0, 1, 46, 47, 48, 49, 2000]) {
      values.push("x".repeat(length) + character, character + "x".repeat(length), character.repeat(length));
    }
  }
  for (const sub of values) {
    for (const signed of [
      { ...claims, sub },
      { ...claims, sub: { [String(sub)]: 1 } },
    ])
      assert.equal(payload(sign(signed, KEY)), JSON.stringify(signed));
  }
});

test("a getter in claims may sign claims of its own, and what it throws leaves nothing behind", () => {
  const long = { ...claims, name: "inner", sub: "y".repeat(5000) };
  const inner = [];
  const outer = {
    ...claims,
    get sub() {
      inner.push(name(sign(long, KEY)), authorize(long, { pipe: "pages" }).allowed, new Template(template).ttl);
      return "outer too";
    },
  };
  assert.equal(payload(sign(outer, KEY)), JSON.stringify({ ...claims, sub: "outer too" }));
  assert.equal(authorize(outer, { pipe: "pages" }).allowed, true);
  const request = {
    pipe: "pages",
    get params() {
      sign(long, KEY);
      return {};
    },
  };
  assert.equal(authorize(claims, request).allowed, true);
  assert.deepEqual(inner, ["inner", true, 600, "inner", true, 600]);
  const failing = {
    ...claims,
    get sub() {
      throw new TypeError("from a getter");
    },
  };
  assert.throws(() => sign(failing, KEY), /from a getter/);
  assert.equal(payload(sign(claims, KEY)), JSON.stringify(claims));
});

test("claims that are too long are refused, wherever they are", () => {
  const items = new Array(1e6).fill("x".repeat(60));
  const members = Object.fromEntries(items.slice(0, 1e5).map((text, index) => [`n${index}`, text]));
  for (const sub of ["x".repeat(70_000), "é".repeat(40_000), '"'.repeat(40_000), items, members, [[items], members], 10n ** 70_000n]) {
    refused(() => sign({ ...claims, sub }, KEY), "claims", /65536 bytes/);
    refused(() => sign({ sub, ...claims }, KEY), "claims", /65536 bytes/);
    refused(() => authorize({ ...claims, sub }, { pipe: "pages" }), "claims", /65536 bytes/);
    refused(() => new Template({ ...template, sub }), "template");
  }
});
