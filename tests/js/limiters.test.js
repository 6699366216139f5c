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
