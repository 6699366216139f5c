// A module's memory has an end, at 4 GiB. Node runs each file in a process of its own, so that nothing else has to do without it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RateLimiter } from "mintbird";
import { refused } from "./fixtures.js";

test("a limiter for which there is no memory left is refused, and all others go on", () => {
  const limiters = [];
  for (let maxNames = 1_000_000; maxNames > 10_000; maxNames = Math.floor(maxNames / 1.3)) {
    const fill = () => {
      for (let count = 0; count < 1000; count++) limiters.push(new RateLimiter({ maxNames }));
    };
    refused(fill, "option", /`maxNames` is more than there is memory for/);
  }
  assert.ok(limiters.length > 50);
  for (const limiter of limiters) assert.equal(limiter.take("a", 1).allowed, true);
  for (const limiter of limiters) limiter.free();
  assert.equal(new RateLimiter({ maxNames: 1_000_000 }).take("a", 1).allowed, true);
});
