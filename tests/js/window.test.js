// The log that Durable Objects keep, held to the limiter in Rust, and to the promise that both make.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RateLimiter } from "mintbird";
import { Window } from "../../pkg/.build/server/limiters/window.js";

/** Numbers that look random and are the same in every run. */
function random(seed) {
  return (below) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((seed / 0x80000000) * below);
  };
}

test("with a clock that goes forwards it answers exactly as the limiter does", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const next = random(seed);
    const [limiter, window, rps] = [new RateLimiter({ maxNames: 1 }), new Window(), 1 + next(12)];
    let nowMs = 1_700_000_000_000;
    for (let take = 0; take < 200; take++) {
      nowMs += next(3) === 0 ? next(1100) : next(60);
      // Tokens of one name may state different limits.
      const stated = next(10) === 0 ? 1 + next(12) : rps;
      assert.deepEqual(window.take(stated, nowMs), limiter.take("u", stated, { now: nowMs / 1000 }), `seed ${seed}, take ${take}`);
    }
    limiter.free();
  }
});

test("however the clock is set back, no window of a second sees more than rps, and nobody is locked out", () => {
  for (let seed = 1; seed <= 500; seed++) {
    const next = random(seed);
    const [window, rps] = [new Window(), 1 + next(12)];
    const passed = [];
    let [time, error] = [0, 0];
    for (let take = 0; take < 300; take++) {
      time += next(4) === 0 ? next(1100) : next(60);
      if (next(8) === 0) error += next(2) === 0 ? next(1200) : next(10_000_000);
      const { allowed, retryAfter } = window.take(rps, 1_700_000_000_000 + time - error);
      assert.ok(allowed ? retryAfter === 0 : retryAfter > 0 && retryAfter <= 1);
      if (allowed) passed.push(time);
    }
    for (let index = rps; index < passed.length; index++) {
      assert.ok(passed[index] - passed[index - rps] >= 1000, `seed ${seed}: ${passed.slice(index - rps, index + 1)}`);
    }
    assert.equal(window.take(rps, 1_700_000_000_000 + time - error + 2001).allowed, true);
  }
});
