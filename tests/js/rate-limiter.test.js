import assert from "node:assert/strict";
import { test } from "node:test";
import { memories } from "./memories.js";
import { RateLimiter } from "mintbird";
import { rateLimitHeaders } from "mintbird/server";
import { refused } from "./fixtures.js";

const NOW = 1_700_000_000_123;
const [memory] = memories;

test("the eleventh request in a second is refused", () => {
  const limiter = new RateLimiter();
  const takes = Array.from({ length: 11 }, (_, sent) => limiter.take("u", 10, { now: (NOW + sent) / 1000 }));
  assert.deepEqual(takes[0], { allowed: true, limit: 10, remaining: 9, reset: 1, retryAfter: 0 });
  assert.deepEqual(takes[9], { allowed: true, limit: 10, remaining: 0, reset: 1, retryAfter: 0 });
  assert.deepEqual(takes[10], { allowed: false, limit: 10, remaining: 0, reset: 0.999, retryAfter: 0.99 });
  assert.equal(limiter.take("other", 10, { now: NOW / 1000 }).allowed, true);
  assert.equal(limiter.take("u", 10, { now: (NOW + 1000) / 1000 }).allowed, true);
  limiter.free();
  limiter.free();
  refused(() => limiter.take("u", 1), "option", /freed/);
});

test("zero or less is no limit", () => {
  const limiter = new RateLimiter({ maxNames: 1 });
  for (const rps of [0, -1, -1e300]) {
    const none = { allowed: true, limit: Infinity, remaining: Infinity, reset: 0, retryAfter: 0 };
    assert.deepEqual(limiter.take("u", rps), none);
  }
});

test("without a time the clock is read", () => {
  const limiter = new RateLimiter({ maxNames: 1 });
  assert.equal(limiter.take("u", 1).allowed, true);
  assert.equal(limiter.take("u", 1, {}).allowed, false);
});

test("misuse throws", () => {
  for (const maxNames of [0, -1, 1.5, NaN, Infinity, "10", 1e9, null]) refused(() => new RateLimiter({ maxNames }), "option", /maxNames/);
  const limiter = new RateLimiter({ maxNames: 1 });
  for (const name of [undefined, null, 7, {}]) refused(() => limiter.take(name, 1), "option", /name/);
  for (const rps of [undefined, null, 1.5, NaN, Infinity, "1"]) refused(() => limiter.take("u", rps), "option", /rps/);
  for (const now of [0, -1, NaN, Infinity, NOW, "1700000000", null]) refused(() => limiter.take("u", 1, { now }), "clock");
});

test("`now` is in seconds, with a fraction, as everywhere", () => {
  const limiter = new RateLimiter();
  assert.equal(limiter.take("u", 1, { now: 1_700_000_000.25 }).allowed, true);
  assert.equal(limiter.take("u", 1, { now: 1_700_000_001.249 }).allowed, false);
  assert.equal(limiter.take("u", 1, { now: 1_700_000_001_249 / 1000 }).retryAfter, 0.001);
  assert.equal(limiter.take("u", 1, { now: 1_700_000_001.25 }).allowed, true);
});

test("a million names fit into 64 MB", () => {
  const before = memory.buffer.byteLength;
  const limiter = new RateLimiter({ maxNames: 1_000_000 });
  for (let name = 0; name < 1_000_000; name++) limiter.take(`dashboard_user_${name}`, 10, { now: NOW / 1000 });
  // All of them are still known: asked again, they have used one already.
  for (const name of [0, 1, 499_999, 999_999]) {
    assert.equal(limiter.take(`dashboard_user_${name}`, 10, { now: NOW / 1000 }).remaining, 8);
  }
  const taken = memory.buffer.byteLength - before;
  assert.ok(taken < 64e6, `${taken} bytes`);
  limiter.free();
});

test("the headers", () => {
  const limit = { allowed: true, limit: 10, remaining: 7, reset: 0.4, retryAfter: 0 };
  assert.deepEqual(rateLimitHeaders(limit), {
    "ratelimit-policy": '"rps";q=10;w=1',
    ratelimit: '"rps";r=7;t=1',
    "ratelimit-limit": "10",
    "ratelimit-remaining": "7",
    "ratelimit-reset": "1",
    "x-ratelimit-limit": "10",
    "x-ratelimit-remaining": "7",
    "x-ratelimit-reset": "1",
  });
  assert.equal(rateLimitHeaders({ ...limit, allowed: false, retryAfter: 0.02 })["retry-after"], "1");
  assert.deepEqual(rateLimitHeaders({ ...limit, limit: Infinity }), {});
});
