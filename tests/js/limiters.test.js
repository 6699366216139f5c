// What the limiters that several isolates share decide without asking anybody. tests/e2e has the real stores behind them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DurableObjectLimiter, RateLimitObject, RedisLimiter } from "mintbird/server";

const NONE = { allowed: true, limit: Infinity, remaining: Infinity, reset: 0, retryAfter: 0 };
const redis = new RedisLimiter({ eval: () => assert.fail("Redis was asked") });
const object = new RateLimitObject();
const durable = new DurableObjectLimiter({ idFromName: (name) => name, get: () => ({ fetch: (url) => object.fetch(new Request(url)) }) });

test("zero or less is no limit", async () => {
  for (const rps of [0, -1, -(2 ** 53)]) {
    for (const limiter of [redis, durable]) assert.deepEqual(await limiter.take("u", rps), NONE);
  }
});

test("what is no limit is not taken for none", async () => {
  for (const rps of [NaN, Infinity, 1.5, "x", undefined, null, {}]) {
    for (const limiter of [redis, durable]) await assert.rejects(async () => limiter.take("u", rps), `${rps}`);
  }
  assert.equal((await durable.take("u", 1)).allowed, true);
  assert.equal((await durable.take("u", 1)).allowed, false);
});

test("a Redis that answers what the script does not lets nothing through", async () => {
  const take = (answer) => new RedisLimiter({ eval: async () => answer }).take("u", 5);
  const nonsense = [
    null,
    undefined,
    "OK",
    1,
    true,
    {},
    [],
    [1],
    [1, 1, 0],
    ["1", "x", 0, 0],
    ["1", "", 0, 0],
    [1, null, 0, 0],
    [1, -1, 0, 0],
  ];
  nonsense.push(
    [1, NaN, 0, 0],
    [1, 1.5, 0, 0],
    [2, 1, 0, 0],
    [true, 1, 0, 0],
    [[1, 1, 0, 0]],
    [1, 1, 0, 0, 0],
    [1, 1, Infinity, 0],
    // More than may pass.
    [1, 6, 0, 0],
    [1, 999, 0, 0],
    "1,1,0,0",
  );
  for (const answer of nonsense) {
    await assert.rejects(
      take(answer),
      (error) => error.code === "option" && /`eval` must return/.test(error.message),
      JSON.stringify(answer),
    );
  }
  const passed = { allowed: true, limit: 5, remaining: 3, reset: 0.9, retryAfter: 0 };
  for (const answer of [
    [1, 2, 900, 0],
    ["1", "2", "900", "0"],
    [1n, 2n, 900n, 0n],
  ]) {
    assert.deepEqual(await take(answer), passed);
  }
  assert.equal((await take([0, 5, 900, 100])).allowed, false);
});

test("a Durable Object that answers what it does not lets nothing through", async () => {
  for (const answer of [
    "null",
    "[]",
    "{}",
    "7",
    '{"allowed":true}',
    '{"allowed":1,"limit":1,"remaining":1,"reset":1,"retryAfter":0}',
    "<html>",
  ]) {
    const limiter = new DurableObjectLimiter({ idFromName: (name) => name, get: () => ({ fetch: async () => new Response(answer) }) });
    await assert.rejects(limiter.take("u", 5), answer);
  }
});
