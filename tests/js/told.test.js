// What is passed by mistake is named, with what to pass instead.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { Minter, Template, Verifier } from "mintbird";
import { KEY, NOW } from "./fixtures.js";

const minter = new Minter(
  {
    name: "n_{user}",
    ttl: 60,
    scopes: [{ type: "DATASOURCES:READ", resource: "d", filter: "l IN {list:Array(String)} AND t > {at:DateTime}" }],
  },
  KEY,
);
const mint = (params, options = { now: NOW }) => minter.mint({ user: "u", list: ["a"], at: NOW, ...params }, options);

function throws(run, code, message) {
  assert.throws(run, (error) => {
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  });
}

test("values that are objects", () => {
  for (const date of [new Date(0), runInNewContext("new Date(0)")])
    throws(() => mint({ at: date }), "param", /`at` is a Date object; pass the text "YYYY-MM-DD hh:mm:ss"/);
  for (const list of [new Set(["a"]), runInNewContext("new Set"), new Uint8Array(2)]) {
    throws(() => mint({ list }), "param", /`list` must be an array; pass `\[\.\.\.values\]`/);
  }
  for (const value of [{}, new Map(), () => 1, Symbol("x")])
    throws(() => mint({ user: value }), "param", /`user` must be a string, number, boolean or array/);
  throws(() => mint({ at: new Date(0).toISOString() }), "param", /"YYYY-MM-DD hh:mm:ss", without a fraction or a time zone/);
});

test("what is no object of names and values", async () => {
  const promise = Promise.resolve({ user: "u" });
  for (const params of [promise, new Map([["user", "u"]]), new FormData(), new URLSearchParams("user=u"), new Headers()]) {
    throws(() => minter.mint(params, { now: NOW }), "option", /`params` must be an object of names and values; await a promise/);
  }
  throws(() => minter.mintMany([{ user: "u", list: ["a"], at: 1 }, promise], { now: NOW }), "option", /await a promise/);
  // An object of a class of the caller's, with its own properties, is one.
  class Params {
    user = "u";
    list = ["a"];
    at = NOW;
  }
  assert.match(minter.mint(new Params(), { now: NOW }), /^eyJ/);
  assert.match(minter.mint(Object.assign(Object.create(null), new Params()), { now: NOW }), /^eyJ/);
  throws(() => minter.mint({}, { now: NOW }), "param", /`user` is missing/);
});

test("a property that is no parameter comes before what is wrong with its value", () => {
  for (const value of [null, new Date(0), {}, undefined]) throws(() => mint({ image: value }), "param", /`image` is not in the template/);
});

test("times, tokens, templates", () => {
  throws(() => mint({}, { now: NOW * 1000 }), "clock", /divide milliseconds by 1000/);
  throws(() => mint({}, { now: 0 }), "clock", /after 1970.*pass `now` where there is no clock/);
  const verifier = new Verifier({ keys: KEY });
  for (const word of ["Bearer", "bearer"])
    throws(() => verifier.verify(`${word} ${mint({})}`), "malformed", /begins with `Bearer`; pass only the token/);
  for (const make of [() => new Template(undefined), () => new Minter(undefined, KEY)]) throws(make, "template", /not undefined/);
});
