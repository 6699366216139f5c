// The module's memory never shrinks, so it must not grow. `make bench` sets MINTS to ten million.
import assert from "node:assert/strict";
import { test } from "node:test";
import { memory } from "./memory.js";
import { Minter, Verifier, inspect } from "mintbird";
import { KEY, payloads } from "../payloads.js";

const MINTS = Number(process.env.MINTS ?? 200_000);
const FAILED = MINTS / 10;
const WARM_UP = 2000;

const [, { template, params }] = payloads;
const minter = new Minter(template, KEY);
const verifier = new Verifier({ keys: KEY });
const names = Array.from({ length: 100 }, (_, i) => params(i));

function mint(i) {
  const token = minter.mint(names[i % names.length]);
  if (i % 10 === 0) verifier.verify(token);
  if (i % 10 === 5) inspect(token);
  if (i % 1000 === 0) minter.mintMany(names);
}

/** Every way in which a call is refused. */
const refusals = [
  () => minter.mint({ user_id: "u" }),
  () => minter.mint({ user_id: "u", org_id: null, currency: "eur" }),
  () => minter.mint({ user_id: "u", org_id: "x".repeat(20_000), currency: "eur" }),
  () => minter.mint({ user_id: "u", org_id: "\ud800", currency: "eur" }),
  () => minter.mint(names[0], { ttl: "soon" }),
  () => minter.mint(names[0], { now: 0 }),
  () => minter.mintMany([...names, {}]),
  () => verifier.verify("a.b.c"),
  () => verifier.verify(tampered),
  () => new Minter({ ...template, scopes: [] }, KEY),
];
const tampered = minter.mint(names[0]).replace(/.$/, (last) => (last === "A" ? "E" : "A"));

function refuse(i) {
  assert.throws(refusals[i % refusals.length], { name: "MintbirdError" });
}

test(`${MINTS} mints and ${FAILED} refusals leave the memory as large as it was`, () => {
  for (let i = 0; i < WARM_UP; i++) {
    mint(i);
    refuse(i);
  }
  const before = memory().buffer.byteLength;
  for (let i = 0; i < MINTS; i++) mint(i);
  for (let i = 0; i < FAILED; i++) refuse(i);
  assert.equal(memory().buffer.byteLength, before);
  assert.equal(verifier.verify(minter.mint(names[7])).name, "dashboard_u_7");
});
