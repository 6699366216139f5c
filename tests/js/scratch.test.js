// What crosses to the module is written into one buffer: calls inside of calls, and texts of all lengths, must not mix.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Minter, Verifier, inspect } from "mintbird";
import { KEY, NOW, payload, refused, templateOf } from "./fixtures.js";

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
