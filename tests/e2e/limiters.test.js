// The limiters that several isolates share, in the real things: Cloudflare's runtime, a Redis server.
import assert from "node:assert/strict";
import { execPath } from "node:process";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import { createClient } from "redis";
import { RedisLimiter } from "mintbird/server";
import { run, startRedis } from "./processes.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** No window of one second of these times has more than that. */
function atMost(times, rps) {
  times.sort((a, b) => a - b);
  for (let index = rps; index < times.length; index++) {
    const window = times[index] - times[index - rps];
    assert.ok(window >= 1000, `${rps + 1} requests within ${window} ms`);
  }
}

test("Durable Objects: concurrent clients of one name get exactly the allowed number", async (t) => {
  const worker = new Miniflare({
    modules: [
      { type: "ESModule", path: here("worker.js") },
      ...["durable-object-limiter", "window"].map((name) => ({
        type: "ESModule",
        path: here(`../../pkg/.build/server/limiters/${name}.js`),
      })),
      ...["rate-limit", "error"].map((name) => ({ type: "ESModule", path: here(`../../pkg/.build/types/${name}.js`) })),
    ],
    modulesRoot: here("../.."),
    compatibilityDate: "2024-01-01",
    durableObjects: { LIMITS: "RateLimitObject" },
  });
  t.after(() => worker.dispose());
  const take = async (name, rps) => (await worker.dispatchFetch(`http://worker/?name=${name}&rps=${rps}`)).json();
  await take("warm", 1);

  const clients = await Promise.all(Array.from({ length: 8 }, () => Promise.all(Array.from({ length: 10 }, () => take("shared", 10)))));
  const answers = clients.flat();
  assert.equal(answers.filter(({ allowed }) => allowed).length, 10);
  for (const { allowed, remaining, retryAfter, limit } of answers) {
    assert.equal(limit, 10);
    assert.ok(allowed ? retryAfter === 0 : remaining === 0 && retryAfter > 0 && retryAfter <= 1);
  }
  assert.deepEqual(
    answers
      .filter(({ allowed }) => allowed)
      .map(({ remaining }) => remaining)
      .sort((a, b) => a - b),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  // Other names are other objects, and a name without a limit is none.
  assert.equal((await take("other", 10)).remaining, 9);
  await sleep(1050);
  assert.equal((await take("shared", 10)).remaining, 9);
});

test("Redis", async (t) => {
  const redis = await startRedis();
  const client = await createClient({ socket: { path: redis.socket } }).connect();
  t.after(async () => {
    await client.close();
    await redis.stop();
  });
  const limiter = new RedisLimiter({ eval: (script, keys, args) => client.eval(script, { keys, arguments: args }) });

  await t.test("one name, one limit", async () => {
    const takes = [];
    for (let sent = 0; sent < 11; sent++) takes.push(await limiter.take("u", 10));
    assert.deepEqual(
      takes.map(({ remaining }) => remaining),
      [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0],
    );
    assert.deepEqual(
      takes.map(({ allowed }) => allowed),
      [...Array(10).fill(true), false],
    );
    assert.ok(takes[10].retryAfter > 0 && takes[10].retryAfter <= 1);
    assert.ok(takes[10].reset >= takes[10].retryAfter && takes[10].reset <= 1);
    assert.equal((await limiter.take("v", 10)).allowed, true);
    // A token of the same name with a lower limit waits until enough have left.
    assert.deepEqual((await limiter.take("u", 3)).allowed, false);
    assert.deepEqual(await limiter.take("w", 0), { allowed: true, limit: Infinity, remaining: Infinity, reset: 0, retryAfter: 0 });
    assert.equal(await client.exists("mintbird:rps:w"), 0);
    await sleep(1050);
    assert.equal(await client.exists("mintbird:rps:u"), 0, "a key is left behind");
    assert.equal((await limiter.take("u", 10)).remaining, 9);
  });

  await t.test("a log from the future, as after the clock was set back, locks nobody out", async () => {
    const future = Date.now() + 3_600_000;
    await client.rPush("mintbird:rps:f", [String(future), String(future)]);
    assert.equal((await limiter.take("f", 2)).allowed, true);
    await client.del("mintbird:rps:g");
    await client.rPush("mintbird:rps:g", [String(Date.now() + 500)]);
    assert.equal((await limiter.take("g", 2)).allowed, true);
    assert.equal((await limiter.take("g", 2)).allowed, false);
  });

  await t.test("two Node processes share one limit", async () => {
    const begin = Date.now() + 700;
    const workers = [1, 2].map(() => run(execPath, [here("redis-worker.js"), redis.socket, String(begin), "shared", "20", "3000"]));
    const results = await Promise.all(workers);
    const parts = results.map(({ code, output }) => (assert.equal(code, 0, output), JSON.parse(output)));
    for (const { asked, passed } of parts) assert.ok(asked > 60 && passed.length > 0, `${asked} asked, ${passed.length} passed`);
    const passed = parts.flatMap(({ passed }) => passed);
    // By the clock of the one that counts.
    atMost(passed, 20);
    // On a busy machine they start late.
    assert.ok(passed.length > 20 && passed.length <= 60, `${passed.length} in three seconds`);
    console.log(
      `# two processes asked ${parts.map(({ asked }) => asked).join(" + ")} times in 3 s at 20 a second: ${passed.length} passed`,
    );
  });
});
