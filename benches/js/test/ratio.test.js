// A promise that is kept on every machine: minting is at least twice as fast as fast-jwt, the fastest library for Node. The
// figures of a quiet machine are higher; `make bench` prints them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { contests } from "../contests.js";
import { MAIN, OURS } from "../payloads.js";
import { node } from "../peers/node.js";
import { measure, ratio } from "../rounds.js";

const AT_LEAST = 2;
const peers = node.filter(({ name }) => name === "fast-jwt");

test(`mint is at least ${AT_LEAST} times as fast as fast-jwt`, async (t) => {
  const [contest] = await contests(peers, { operation: "mint", payload: MAIN });
  contest.contenders = contest.contenders.filter(({ size }) => size === undefined);
  // Many short rounds: what interrupts one of them does not reach the median.
  const [ours, theirs] = await measure(contest, { rounds: 1000, batchMs: 0.5, warmupMs: 500 });
  assert.deepEqual([ours.name, theirs.name], [OURS, "fast-jwt"]);
  const measured = ratio(ours, theirs);
  t.diagnostic(`${measured.toFixed(2)} times: ${ours.us.toFixed(2)} µs against ${theirs.us.toFixed(2)} µs`);
  assert.ok(measured >= AT_LEAST, `${measured.toFixed(2)} times`);
});
