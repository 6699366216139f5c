import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, afterEach, mock, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { MintbirdError, TokenSource, TokenSourceError } from "mintbird/client";
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

/** A server of its own that answers every path, and remembers what it was asked with. */
async function api(t, statusOf) {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push({ path: request.url, authorization: request.headers.authorization });
    response.writeHead(statusOf(seen.at(-1))).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, seen };
}

const counted = () => {
  const issuer = { asked: 0 };
  issuer.fetchToken = async () => ({ token: `t${++issuer.asked}`, expires_at: trueTime() / 1000 + 600 });
  return issuer;
};
const sourceOf = ({ fetchToken }, more) => new TokenSource({ fetchToken, ...more });

test("a lasting 403 asks for another token once, not with every call", async (t) => {
  const forbidden = /\/(?:secret|other)\d*\.json/;
  const { url } = await api(t, ({ path }) => (forbidden.test(path) ? 403 : 200));
  for (const charts of [["secret"], ["a", "b", "c", "secret"], ["secret1", "a", "secret2", "other3", "b"]]) {
    const issuer = counted();
    const source = sourceOf(issuer);
    for (let poll = 0; poll < 20; poll++) {
      const statuses = await Promise.all(
        charts.map(async (name) => (await source.fetch(`${url}/v0/pipes/${name}.json?poll=${poll}`)).status),
      );
      assert.deepEqual(
        statuses,
        charts.map((name) => (forbidden.test(`/${name}.json`) ? 403 : 200)),
      );
    }
    assert.equal(issuer.asked, 2, charts.join());
  }
  const issuer = counted();
  const source = sourceOf(issuer);
  for (let page = 0; page < 20; page++) await source.fetch(`${url}/secret${page}.json`);
  assert.equal(issuer.asked, 2, "one after the other, each of another endpoint");
});

test("an endpoint that is refused for some parameters asks for no more tokens than one that always is", async (t) => {
  const { url } = await api(t, ({ path }) => (path.includes("year") ? 403 : 200));
  const issuer = counted();
  const source = sourceOf(issuer);
  const ask = async (range) => (await source.fetch(`${url}/v0/pipes/p.json?range=${range}`)).status;
  for (let poll = 0; poll < 20; poll++) assert.deepEqual([await ask(`week&poll=${poll}`), await ask("year")], [200, 403]);
  assert.equal(issuer.asked, 2);
});

test("a token that has gone bad is replaced though no query comes twice", async (t) => {
  const revoked = new Set();
  const { url } = await api(t, ({ path, authorization }) => (path.includes("secret") || revoked.has(authorization) ? 403 : 200));
  const issuer = counted();
  const source = sourceOf(issuer);
  let sent = 0;
  const ask = async (name) => (await source.fetch(`${url}/${name}?at=${++sent}`)).status;
  assert.deepEqual([await ask("secret"), await ask("a"), await ask("secret")], [403, 200, 403]);
  revoked.add("Bearer t2");
  assert.deepEqual([await ask("a"), issuer.asked], [403, 2], "it may be the query");
  clock(0, 31);
  assert.deepEqual([await ask("a"), await ask("a"), issuer.asked], [403, 200, 3]);
});

test("a token that worked at a place and does no more is replaced, each time", async (t) => {
  let revoked = new Set();
  const { url } = await api(t, ({ path, authorization }) => (path.includes("secret") || revoked.has(authorization) ? 403 : 200));
  const issuer = counted();
  const source = sourceOf(issuer);
  const ask = async (name) => (await source.fetch(`${url}/${name}?x=1`)).status;
  await ask("secret");
  for (let round = 1; round < 4; round++) {
    assert.deepEqual([await ask("a"), await ask("secret"), issuer.asked], [200, 403, round + 1]);
    revoked = new Set([`Bearer t${round + 1}`]);
    assert.deepEqual([await ask("a"), await ask("a"), issuer.asked], [403, 200, round + 2]);
  }
  // After a sign-in everything begins anew.
  source.clear();
  revoked = new Set();
  const before = issuer.asked;
  for (let sent = 0; sent < 5; sent++) await ask("secret");
  assert.equal(issuer.asked, before + 2);
});

test("a time in milliseconds is refused by name", async () => {
  for (const expires_at of [Date.now() + 600_000, 1e13, 253_402_300_800]) {
    for (const fetchToken of [async () => ({ token: "t", expires_at }), async () => Response.json({ token: "t", expires_at })]) {
      let asked = 0;
      const source = new TokenSource({ fetchToken: () => (asked++, fetchToken()) });
      await assert.rejects(
        source.get(),
        (error) => error.code === "issuer-answer" && /must be seconds; \d+ looks like milliseconds/.test(error.message),
      );
      assert.equal(asked, 1);
    }
  }
});

test("a mistake in fetchToken is told at once, with its reason", async () => {
  const html = () => new Response("<!doctype html><title>Sign in</title>", { headers: { "content-type": "text/html; charset=utf-8" } });
  const twice = async (response) => (await response.text(), response.text());
  const axios = { data: { token: "t", expires_at: 1 }, status: 200, headers: {}, config: {} };
  for (const [name, fetchToken, code, reason] of [
    ["a ReferenceError", () => undefinedName, "fetch-token", /ReferenceError: undefinedName is not defined/],
    ["a TypeError", async () => undefined.token, "fetch-token", /TypeError: Cannot read properties of undefined/],
    ["a SyntaxError", async () => JSON.parse("<html>"), "fetch-token", /SyntaxError: .*token/],
    ["JSON of a page", async () => html().json(), "fetch-token", /SyntaxError/],
    ["a RangeError", async () => new Array(-1), "fetch-token", /RangeError/],
    ["a string that is thrown", () => Promise.reject("no"), "fetch-token", /no/],
    ["nothing that is thrown", () => Promise.reject(), "fetch-token", /undefined/],
    ["no fetch in the runtime", async () => (void 0)("/token"), "fetch-token", /is not a function/],
    ["nothing", async () => undefined, "issuer-answer", /, or the response; it returned undefined$/],
    ["nothing, at once", () => undefined, "issuer-answer", /it returned undefined$/],
    ["null", async () => null, "issuer-answer", /it returned null$/],
    ["the token alone", async () => "eyJ", "issuer-answer", /it returned a string$/],
    ["axios' answer", async () => axios, "issuer-answer", /in its `data`/],
    ["no time", async () => ({ token: "t" }), "issuer-answer", /it has no `expires_at`$/],
    ["a time of another name", async () => ({ token: "t", expiresAt: 1 }), "issuer-answer", /it has no `expires_at`, but `expiresAt`$/],
    ["a duration", async () => ({ token: "t", expires_in: 600 }), "issuer-answer", /it has no `expires_at`, but `expires_in`$/],
    [
      "a duration as time",
      async () => ({ token: "t", expires_at: 600 }),
      "issuer-answer",
      /must be Unix seconds; 600 looks like a duration/,
    ],
    ["a path, in Node", () => fetch("/token"), "fetch-token", /Failed to parse URL from \/token: Invalid URL/],
    ["no URL", () => fetch(undefined), "fetch-token", /Failed to parse URL from undefined/],
    ["a scheme that there is not", () => fetch("htp://x"), "fetch-token", /fetch failed: unknown scheme/],
    ["a body that is read twice", () => twice(Response.json({})), "fetch-token", /Body (is unusable|has already)/],
    ...[
      "x is undefined",
      'can\'t access property "a", x is undefined',
      "undefined is not an object (evaluating 'x.a')",
      "null is not an object (evaluating 'x.a')",
      "x is not iterable",
      "x is not a constructor",
      "Failed to execute 'fetch' on 'Window': Failed to parse URL from http://",
      "Window.fetch: http:// is not a valid URL.",
      "URL is not valid or contains user credentials.",
      "fetch() URL is invalid",
      "Invalid URL: '/token'",
      "Body has already been consumed.",
      "Request with GET/HEAD method cannot have body.",
      "Converting circular structure to JSON",
      "Do not know how to serialize a BigInt",
      "Illegal invocation",
    ].map((message) => [message, () => Promise.reject(new TypeError(message)), "fetch-token", /TypeError/]),
    ["a time as text", async () => ({ token: "t", expires_at: "1700000600" }), "issuer-answer", /`expires_at` is not a number/],
    ["a Date", async () => ({ token: "t", expires_at: new Date() }), "issuer-answer", /`expires_at` is not a number/],
    ["another name", async () => ({ jwt: "t", expires_at: 1 }), "issuer-answer", /no `token`/],
    ["an empty token", async () => ({ token: "", expires_at: 1 }), "issuer-answer", /no `token`/],
    ["an HTML page", async () => html(), "issuer-answer", /answered text\/html; is it a login page\?/],
    ["no JSON", async () => new Response("OK"), "issuer-answer", /answered text\/plain/],
    ["an empty answer", async () => new Response(""), "issuer-answer", /must answer JSON/],
    ["JSON that is nothing", async () => Response.json(null), "issuer-answer", /the issuer must answer .* it answered null$/],
    ["axios' 401", () => Promise.reject(Object.assign(new Error("401"), { response: { status: 401 } })), "issuer-status", /answered 401/],
  ]) {
    let asked = 0;
    const source = new TokenSource({ fetchToken: () => (asked++, fetchToken()) });
    const before = performance.now();
    const error = await source.get().catch((error) => error);
    assert.ok(error instanceof TokenSourceError && error instanceof MintbirdError && MintbirdError.is(error), name);
    assert.deepEqual([error.code, error.name, asked], [code, "TokenSourceError", 1], name);
    assert.match(error.message, reason, name);
    if (code === "fetch-token") assert.ok("cause" in error, name);
    assert.ok(performance.now() - before < 200, name);
  }
});

test("a page to which the session was redirected is named", async (t) => {
  const { url } = await api(t, () => 200);
  const login = createServer((request, response) => {
    if (request.url === "/login?next=secret") return response.writeHead(200, { "content-type": "text/html" }).end("<html>");
    response.writeHead(302, { location: "/login?next=secret" }).end();
  });
  login.listen(0, "127.0.0.1");
  await once(login, "listening");
  t.after(() => login.close());
  const source = new TokenSource({ fetchToken: (signal) => fetch(`http://127.0.0.1:${login.address().port}/token`, { signal }) });
  await assert.rejects(
    source.fetch(url),
    /text\/html, from http:\/\/127\.0\.0\.1:\d+\/login, where the request was redirected to; is it a login page/,
  );
  login.closeAllConnections();
});

test("no connection may pass, however the runtime says it", async () => {
  for (const failure of [
    new TypeError("Failed to fetch"),
    new TypeError("NetworkError when attempting to fetch resource."),
    new TypeError("Load failed"),
    new TypeError("Network request failed"),
    new TypeError("error sending request for url (http://127.0.0.1:1/)"),
    new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") }),
    new TypeError("The network connection was lost."),
    // Firefox, React Native, Bun, Safari, Deno
    new TypeError("Content-Length header of network response exceeds response Body."),
    new TypeError("Network request timed out"),
    new TypeError("The request timed out."),
    new TypeError("The operation timed out."),
    new TypeError("Error in body stream"),
    new TypeError("cannot parse response"),
    new TypeError("An SSL error has occurred and a secure connection to the server cannot be made."),
    new TypeError("error sending request for url (http://127.0.0.1:1/null/undefined?x=is)"),
    new TypeError("terminated", { cause: new Error("other side closed") }),
    Object.assign(new Error("Unable to connect. Is the computer able to access the url?"), { code: "ConnectionRefused" }),
    new Error("Network connection lost."),
    new DOMException("late", "TimeoutError"),
    Object.assign(new Error("503"), { response: { status: 503 } }),
  ]) {
    let asked = 0;
    const fetchToken = async () => {
      if (++asked === 1) throw failure;
      return { token: "t", expires_at: trueTime() / 1000 + 60 };
    };
    assert.equal(await new TokenSource({ fetchToken }).get(), "t", failure.message);
    const never = new TokenSource({ fetchToken: () => Promise.reject(failure), retries: 0 });
    const error = await never.get().catch((error) => error);
    assert.ok(["issuer-unreachable", "issuer-status"].includes(error.code));
    assert.equal(error.cause, failure);
    assert.ok(error.message.includes(failure.message));
  }
});

test("an aborted call is heard at once, as what it is, and others get their token", async (t) => {
  const { url } = await api(t, () => 200);
  let give;
  const fetchToken = () => new Promise((resolve) => (give = () => resolve({ token: "t", expires_at: trueTime() / 1000 + 600 })));
  const source = new TokenSource({ fetchToken, timeout: 5 });
  const leave = new AbortController();
  const other = source.fetch(`${url}/other`);
  const pending = source.fetch(url, { signal: leave.signal });
  const before = performance.now();
  setTimeout(() => leave.abort(), 50);
  await assert.rejects(pending, { name: "AbortError" });
  assert.ok(performance.now() - before < 1000);
  give();
  assert.equal((await other).status, 200);

  // Before anything was asked, with a reason of one's own, by the request's signal.
  const idle = counted();
  const reason = new Error("the tab is hidden");
  await assert.rejects(sourceOf(idle).fetch(url, { signal: AbortSignal.abort(reason) }), (error) => error === reason);
  await assert.rejects(sourceOf(idle).fetch(new Request(url, { signal: AbortSignal.abort() })), { name: "AbortError" });
  assert.equal(idle.asked, 0);
  const silent = new TokenSource({ fetchToken: () => new Promise(() => {}), timeout: 0.5, retries: 0 });
  await assert.rejects(silent.fetch(url, { signal: AbortSignal.timeout(20) }), { name: "TimeoutError" });
});

test("a token is sent nowhere but where it belongs", async (t) => {
  t.mock.method(console, "warn", () => {});
  const [own, foreign] = [await api(t, () => 200), await api(t, () => 200)];
  const carried = ({ seen }) => seen.splice(0).map(({ authorization }) => authorization);

  // Without a page the first that is called is the own.
  const source = sourceOf(counted());
  await source.fetch(`${own.url}/a`);
  await source.fetch(`${foreign.url}/a`);
  await source.fetch(`${foreign.url}/a`, { headers: { authorization: "Bearer its own" } });
  await source.fetch(`${own.url}/b`);
  assert.deepEqual(
    [carried(own), carried(foreign)],
    [
      ["Bearer t1", "Bearer t1"],
      [undefined, "Bearer its own"],
    ],
  );
  assert.equal(console.warn.mock.callCount(), 1);
  assert.match(console.warn.mock.calls[0].arguments[0], new RegExp(`no token was sent to ${foreign.url}; name it in the option .origins.`));

  // Where it was asked for.
  const asked = sourceOf(counted(), { origins: [own.url, foreign.url.toUpperCase().replace("HTTP", "http")] });
  await asked.fetch(`${foreign.url}/a`);
  await asked.fetch(`${own.url}/a`);
  assert.deepEqual([carried(own), carried(foreign)], [["Bearer t1"], ["Bearer t1"]]);
  const single = sourceOf(counted(), { origins: [own.url] });
  await single.fetch(`${foreign.url}/a`);
  await single.fetch(`${own.url}/a`);
  assert.deepEqual([carried(own), carried(foreign)], [["Bearer t1"], [undefined]]);
  const everywhere = sourceOf(counted(), { origins: "*" });
  await everywhere.fetch(`${own.url}/a`);
  await everywhere.fetch(`${foreign.url}/a`);
  assert.deepEqual([carried(own), carried(foreign)], [["Bearer t1"], ["Bearer t1"]]);
});

test("in a page the token goes to its own origin and to Tinybird", async (t) => {
  t.mock.method(console, "warn", () => {});
  const calls = [];
  t.mock.method(globalThis, "fetch", async (request) => {
    calls.push([new URL(request.url).origin, request.headers.get("authorization")]);
    return new Response("{}");
  });
  globalThis.location = { origin: "https://app.example.com", href: "https://app.example.com/" };
  t.after(() => delete globalThis.location);
  const source = sourceOf(counted());
  const yes = ["https://app.example.com", "https://app.example.com:443", "https://api.tinybird.co", "https://api.us-east.aws.tinybird.co"];
  const no = [
    "https://evil.example",
    "http://app.example.com",
    "https://app.example.com:8443",
    "https://app.example.com.evil.example",
    "http://api.tinybird.co",
    "https://api.tinybird.co.evil.example",
    "https://eviltinybird.co",
    "https://evil.example/.tinybird.co",
    "https://evil.example\\.tinybird.co",
    "https://evil.example#.tinybird.co",
    "https://evil.example?https://api.tinybird.co",
  ];
  for (const origin of [...yes, ...no]) await source.fetch(`${origin}/v0/pipes/p.json`);
  assert.deepEqual(
    calls.map(([, authorization]) => authorization),
    [...yes.map(() => "Bearer t1"), ...no.map(() => null)],
  );
});

test("neither AbortSignal.timeout, nor reasons, nor DOMException are needed, as in React Native", async (t) => {
  const { timeout } = AbortSignal;
  const { DOMException: Exception } = globalThis;
  delete AbortSignal.timeout;
  delete globalThis.DOMException;
  t.after(() => {
    AbortSignal.timeout = timeout;
    globalThis.DOMException = Exception;
  });
  issue = lives(600);
  assert.equal(await new TokenSource({ fetchToken }).get(), "t1");
  const late = await new TokenSource({ fetchToken: () => new Promise(() => {}), timeout: 0.05, retries: 0 }).get().catch((error) => error);
  assert.deepEqual([late.code, late.cause.name], ["issuer-unreachable", "TimeoutError"]);
});
