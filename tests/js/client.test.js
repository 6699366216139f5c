import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, afterEach, mock, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { TokenSource, TokenSourceError } from "mintbird/client";
import { refused } from "./fixtures.js";

// An issuer, over HTTP, whose clock is this process' true clock.
const trueTime = Date.now;
let asked = 0;
let issue;
const server = createServer((request, response) => {
  asked++;
  if (request.url !== "/token") {
    const { authorization } = request.headers;
    response.writeHead(authorization === "Bearer old" ? 403 : 200).end(JSON.stringify({ url: request.url, authorization }));
    return;
  }
  issue(response, request);
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
after(() => {
  server.closeAllConnections();
  server.close();
});
const base = `http://127.0.0.1:${server.address().port}`;
const fetchToken = (signal) => fetch(`${base}/token`, { method: "POST", signal });

const lives = (seconds) => (response) => {
  const now = Math.floor(trueTime() / 1000);
  response.setHeader("date", new Date(now * 1000).toUTCString());
  response.end(JSON.stringify({ token: `t${asked}`, expires_at: now + seconds }));
};

afterEach(() => {
  mock.restoreAll();
  asked = 0;
});

/** Sets this process' clock wrong by that much, and lets that much time pass. */
function clock(off, passed = 0) {
  mock.restoreAll();
  const steady = performance.now.bind(performance);
  mock.method(Date, "now", () => trueTime() + (off + passed) * 1000);
  if (passed !== 0) mock.method(performance, "now", () => steady() + passed * 1000);
}

test("one token is used as long as it lives, one request at a time", async () => {
  issue = lives(600);
  const source = new TokenSource({ fetchToken });
  const tokens = await Promise.all(Array.from({ length: 50 }, () => source.get()));
  assert.deepEqual([...new Set(tokens)], ["t1"]);
  assert.equal(await source.get(), "t1");
  source.clear();
  assert.equal(await source.get(), "t2");
  assert.equal(asked, 2);
});

for (const [text, off] of [
  ["right", 0],
  ["an hour fast", 3600],
  ["an hour slow", -3600],
]) {
  test(`a clock that is ${text} changes nothing`, async () => {
    issue = lives(600);
    clock(off);
    const source = new TokenSource({ fetchToken, leeway: 30 });
    assert.equal(await source.get(), "t1");
    clock(off, 500);
    assert.equal(await source.get(), "t1");
    clock(off, 550); // less than twice the leeway: replaced in the background
    assert.equal(await source.get(), "t1");
    while (asked < 2) await sleep(5);
    await sleep(20);
    assert.equal(await source.get(), "t2");
    clock(off, 550 + 590);
    assert.equal(await source.get(), "t3");
    assert.equal(asked, 3);
  });
}

test("a clock that is put right meanwhile never makes a dead token look alive", async () => {
  issue = lives(600);
  clock(3600);
  const source = new TokenSource({ fetchToken });
  await source.get();
  // Set back by an hour, 595 s later: only the steady clock tells.
  clock(0, 595);
  assert.equal(await source.get(), "t2");
  // The machine slept: only the wall clock went on.
  mock.restoreAll();
  mock.method(Date, "now", () => trueTime() + 10_000_000);
  assert.equal(await source.get(), "t3");
});

test("a plain answer is taken by this clock", async () => {
  const source = new TokenSource({ fetchToken: async () => ({ token: "plain", expires_at: trueTime() / 1000 + 60 }) });
  assert.equal(await source.get(), "plain");
});

test("what may pass is tried again", async () => {
  issue = (response) => {
    if (asked === 1) return response.writeHead(500).end();
    if (asked === 2) return response.destroy();
    if (asked === 3) return response.writeHead(429, { "retry-after": "1" }).end();
    lives(60)(response);
  };
  const before = performance.now();
  assert.equal(await new TokenSource({ fetchToken }).get(), "t4");
  assert.ok(performance.now() - before >= 1000 + 0.75 * 750);
});

test("what will not pass is not", async () => {
  const fails = async (expected, times, options) => {
    asked = 0;
    const source = new TokenSource({ fetchToken, ...options });
    const error = await source.get().then(
      () => assert.fail("a token"),
      (thrown) => thrown,
    );
    assert.ok(error instanceof TokenSourceError);
    assert.match(error.message, expected);
    assert.equal(asked, times);
    return error;
  };
  issue = (response) => response.writeHead(401).end();
  assert.equal((await fails(/answered 401/, 1)).status, 401);
  issue = (response) => response.writeHead(503).end();
  await fails(/answered 503/, 2, { retries: 1 });
  issue = (response) => response.end('{"token":"x"}');
  await fails(/expires_at/, 1);
  issue = lives(20);
  await fails(/lives for 19 s, less than the leeway of 60 s/, 1, { leeway: 60 });
  issue = () => {};
  const late = await fails(/could not be fetched/, 1, { timeout: 0.05, retries: 0 });
  assert.equal(late.cause.name, "TimeoutError");
});

test("a failure is not remembered, and one in the background not heard of", async () => {
  issue = (response) => response.writeHead(401).end();
  const source = new TokenSource({ fetchToken, leeway: 30 });
  await assert.rejects(source.get());
  issue = lives(50);
  assert.equal(await source.get(), "t2");
  issue = (response) => response.writeHead(401).end();
  assert.equal(await source.get(), "t2");
  while (asked < 3) await sleep(5);
  await sleep(20);
  assert.equal(await source.get(), "t2");
  while (asked < 4) await sleep(5);
});

test("a token that was asked for before clear() is not kept", async () => {
  issue = lives(600);
  const source = new TokenSource({ fetchToken });
  const before = source.get();
  source.clear();
  const after_ = source.get();
  await before;
  assert.equal(await after_, await source.get());
  assert.equal(asked, 2);
});

test("fetch puts the token in, and forgets one that is refused", async () => {
  let token = "old";
  const source = new TokenSource({ fetchToken: async () => ({ token, expires_at: trueTime() / 1000 + 600 }) });
  const { fetch, fetchJson } = source;
  await assert.rejects(fetchJson(`${base}/v0/pipes/p.json`), /answered 403/);
  token = "new";
  const seen = await (await fetch(new URL(`${base}/v0/pipes/p.json?a=1&token=abc`), { headers: { authorization: "Bearer x" } })).json();
  assert.deepEqual(seen, { url: "/v0/pipes/p.json?a=1", authorization: "Bearer new" });
  assert.deepEqual(await fetchJson(`${base}/v0/pipes/q.json`), { url: "/v0/pipes/q.json", authorization: "Bearer new" });
});

test("an issuer that is silent, and a fetchToken that does not listen, keep nobody waiting", async () => {
  const source = new TokenSource({ fetchToken: () => new Promise(() => {}), timeout: 0.05, retries: 0 });
  const late = await Promise.race([source.get(), sleep(2000, "still waiting")]).catch((error) => error);
  assert.equal(late.cause?.name, "TimeoutError", String(late));
  issue = (response) => response.writeHead(200, { "content-type": "application/json" }).write('{"token":');
  const cut = new TokenSource({ fetchToken: () => fetch(`${base}/token`, { method: "POST" }), timeout: 0.05, retries: 0 });
  const half = await Promise.race([cut.get(), sleep(2000, "still waiting")]).catch((error) => error);
  assert.equal(half.cause?.name, "TimeoutError", String(half));
});

test("fetch changes nothing else of a request", async () => {
  const seen = [];
  const echo = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    seen.push([request.method, request.url, request.headers["content-type"], body]);
    response.end("{}");
  });
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  const url = `http://127.0.0.1:${echo.address().port}/v0/sql?a=%20b+c&d&e=%7e`;
  const { fetch } = new TokenSource({ fetchToken: async () => ({ token: "t", expires_at: trueTime() / 1000 + 600 }) });
  const init = { method: "POST", body: "SELECT 1", headers: { "content-type": "text/plain" } };
  await fetch(url, init);
  await fetch(new Request(url, init));
  await fetch(`${url}&token=x`, init);
  echo.closeAllConnections();
  echo.close();
  assert.deepEqual(seen.slice(0, 2), Array(2).fill(["POST", "/v0/sql?a=%20b+c&d&e=%7e", "text/plain", "SELECT 1"]));
  assert.deepEqual([seen[2][1], seen[2][3]], ["/v0/sql?a=+b+c&d=&e=%7E", "SELECT 1"]);
});

test("a refusal that comes late is not held against the next token", async () => {
  let token = "old";
  let asked = 0;
  const source = new TokenSource({ fetchToken: async () => (asked++, { token, expires_at: trueTime() / 1000 + 600 }) });
  const refusals = [1, 2, 3].map(() => source.fetch(`${base}/v0/pipes/p.json`));
  await refusals[0];
  token = "new";
  assert.equal(await source.get(), "new");
  await Promise.all(refusals);
  assert.equal(await source.get(), "new");
  assert.equal(asked, 2);
});

test("misuse throws", () => {
  refused(() => new TokenSource({}), "option", /fetchToken/);
  for (const bad of [-1, NaN, Infinity, "5"]) {
    for (const name of ["leeway", "retries", "timeout"]) {
      refused(() => new TokenSource({ fetchToken, [name]: bad }), "option", new RegExp(name));
    }
  }
  for (const name of ["leeway", "timeout"]) {
    refused(() => new TokenSource({ fetchToken, [name]: 10_000 }), "option", new RegExp(`\`${name}\`.*milliseconds`));
  }
});
