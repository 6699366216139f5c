// The gateway before a real HTTP server that says what it was asked. tests/e2e has Tinybird's engine and ClickHouse behind it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Minter, RateLimiter, Verifier, generateLocalTokens, parseStaticToken, sign } from "mintbird";
import { createGateway } from "mintbird/server";
import { KEY, NOW, OTHER_KEY, refused, template } from "./fixtures.js";

const STATIC = "p.static.token";
const seen = [];
let answer;
const server = createServer((request, response) => {
  const entry = { url: request.url, headers: request.headers, closed: undefined };
  seen.push(entry);
  response.on("close", () => (entry.closed = !response.writableFinished));
  answer(response, request);
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
after(() => {
  server.closeAllConnections();
  server.close();
});
const upstream = `http://127.0.0.1:${server.address().port}`;

beforeEach(() => {
  seen.length = 0;
  answer = (response, request) => {
    response.setHeader("content-type", "application/json; charset=utf-8");
    response.setHeader("set-cookie", "internal=1");
    response.setHeader("x-internal", "1");
    response.end(JSON.stringify({ asked: request.url }));
  };
});

const minter = new Minter(template, KEY);
const tokenOf = (org_id = "acme", user_id = "u_1", options) => minter.mint({ user_id, org_id }, options);
const errors = [];
const options = () => ({
  verifier: new Verifier({ keys: KEY }),
  limiter: new RateLimiter(),
  upstream,
  staticToken: STATIC,
  onError: (error) => errors.push(error),
});
const UNLIMITED = { take: () => ({ allowed: true, limit: Infinity, remaining: Infinity, reset: 0, retryAfter: 0 }) };
const gateway = createGateway({ ...options(), limiter: UNLIMITED });
const ask = (path, { token = tokenOf(), headers = {}, ...init } = {}, handle = gateway) =>
  handle(
    new Request(`https://gate.example.com${path}`, {
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
      ...init,
    }),
  );

async function refusal(answer, status, code) {
  const response = await answer;
  const body = await response.json();
  assert.deepEqual([response.status, body.code], [status, code], body.error);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.ok(!body.error.includes(STATIC));
  return response;
}

test("the upstream is called with the effective parameters and the static token", async () => {
  const response = await ask(
    "/v0/pipes/top_pages.json?org_id=other&ORG_ID=x&page=2&label=b&label=a&token=x&__tb__semver=1.0.0&currency=usd",
  );
  assert.equal(response.status, 200);
  const asked = "/v0/pipes/top_pages.json?currency=eur&label=b&label=a&org_id=acme&page=2";
  assert.deepEqual(await response.json(), { asked });
  assert.equal(seen[0].headers.authorization, `Bearer ${STATIC}`);
  assert.equal(response.headers.get("content-type"), "application/json; charset=utf-8");
  assert.equal(response.headers.get("cache-control"), "private, no-store");
  assert.deepEqual([response.headers.get("set-cookie"), response.headers.get("x-internal")], [null, null]);

  for (const format of ["csv", "ndjson", "parquet"]) await ask(`/v0/pipes/top_pages.${format}`);
  await ask(`/v0/pipes/top_pages.json?token=${tokenOf("umbrella & sons/=")}`, { token: null });
  assert.deepEqual(
    seen.slice(1).map(({ url }) => url),
    [
      "/v0/pipes/top_pages.csv?currency=eur&org_id=acme",
      "/v0/pipes/top_pages.ndjson?currency=eur&org_id=acme",
      "/v0/pipes/top_pages.parquet?currency=eur&org_id=acme",
      "/v0/pipes/top_pages.json?currency=eur&org_id=umbrella+%26+sons%2F%3D",
    ],
  );
  const head = await ask("/v0/pipes/top_pages.json", { method: "HEAD" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
});

test("nothing else reaches the upstream", async () => {
  const pages = "/v0/pipes/top_pages.json";
  const no = await refusal(ask(pages, { token: null }), 401, "token-missing");
  assert.equal(no.headers.get("www-authenticate"), "Bearer");
  await refusal(ask(pages, { token: null, headers: { authorization: `Basic ${tokenOf()}` } }), 401, "token-missing");
  await refusal(ask(pages, { token: tokenOf("a", "u", { now: 1_700_000_000 }) }), 403, "expired");
  await refusal(ask(pages, { token: `${tokenOf().slice(0, -4)}AAAA` }), 403, "signature");
  await refusal(ask(pages, { token: new Minter(template, OTHER_KEY).mint({ user_id: "u", org_id: "a" }) }), 403, "signature");
  await refusal(ask(pages, { token: KEY }), 403, "wrong-kind");
  await refusal(ask("/v0/pipes/revenue.json"), 403, "scope");
  await refusal(ask(`${pages}?${"a&".repeat(513)}`), 400, "params");
  for (const q of ["q=SELECT+1", "Q=SELECT+1", "%71=SELECT+1", "page=1&q="]) await refusal(ask(`${pages}?${q}`), 403, "sql");
  for (const sql of ["/v0/sql?q=SELECT+1", "/v0/sql", "/v0/sql/"]) await refusal(ask(sql), 403, "sql");
  await refusal(ask("/v0/sql", { method: "POST", body: "SELECT 1" }), 403, "sql");
  for (const path of [
    "/",
    "/v0/pipes",
    "/v0/pipes/top_pages",
    "/v0/pipes/top_pages.xml",
    "/v0/pipes/top_pages.json/",
    "/v0/pipes/..%2f..%2fv0%2ftokens.json",
    "/v0/pipes/top%5fpages.json",
    "/v0/pipes/top%255fpages.json",
    "/v0/pipes/top_pages%2ejson",
    "/v0/pipes/top_pages.json%3fq=1",
    "/v0/pipes/top_pages.json%23",
    "/v0/pipes/top_pages.json;a=1",
    "/v0/pipes/top_pages.json%00",
    "/v0/pipes/top_pages.json%0a",
    "/v0/pipes/top_pages.json.csv",
    "/v0/pipes/%2e%2e/tokens.json",
    "/v0/pipes/../tokens.json",
    "/v0/pipes/..%2ftokens.json",
    "/v0/pipes/..\\tokens.json",
    "/v0/pipes/./../../top_pages.json",
    "/v0/pipes/.json",
    "/v0/pipes//top_pages.json",
    "/v0/pipes/top pages.json",
    "/v0/pipes/töp_pages.json",
    "/v0/pipes/top_pages.JSON",
    "/v0/pipes/top_pages.prometheus",
    "/v0/./pipes",
    "/a/../v0/pipes/a/b.json",
    "/v0/tokens",
    "/v0/datasources/events",
    "//v0/pipes/top_pages.json",
    "/V0/pipes/top_pages.json",
  ]) {
    await refusal(ask(path), 404, "not-found");
  }
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
    const response = await refusal(ask(pages, { method }), 405, "method");
    assert.equal(response.headers.get("allow"), "GET, HEAD");
  }
  await refusal(ask(`${pages}?a=${"a".repeat(17_000)}`), 414, "url");
  assert.deepEqual(seen, []);
});

test("the eleventh request in a second gets 429, with headers", async () => {
  const limited = createGateway(options());
  const answers = [];
  for (let sent = 0; sent < 11; sent++) answers.push(await ask("/v0/pipes/top_pages.json", {}, limited));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [...Array(10).fill(200), 429],
  );
  const headers = (response, names) => names.map((name) => response.headers.get(name));
  const names = ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "x-ratelimit-remaining", "ratelimit-policy", "retry-after"];
  assert.deepEqual(headers(answers[0], names), ["10", "9", "1", "9", '"rps";q=10;w=1', null]);
  assert.deepEqual(headers(answers[10], names), ["10", "0", "1", "0", '"rps";q=10;w=1', "1"]);
  assert.equal((await answers[10].json()).code, "rate-limit");
  assert.equal(seen.length, 10);
  assert.equal((await ask("/v0/pipes/top_pages.json", { token: tokenOf("acme", "u_2") }, limited)).status, 200);
});

test("nothing of a request reaches the upstream but its parameters", async () => {
  const headers = {
    "x-http-method-override": "DELETE",
    "x-original-url": "/v0/sql",
    "x-rewrite-url": "/v0/tokens",
    "x-forwarded-host": "evil.example",
    cookie: "token=x",
    range: "bytes=0-1",
    "if-none-match": "*",
    "accept-encoding": "identity",
    "transfer-encoding": "chunked",
    "content-length": "5",
    "x-token": tokenOf("globex"),
  };
  await ask("/v0/pipes/top_pages.json?page=1", {});
  await ask("/v0/pipes/top_pages.json?page=1", { headers });
  const [plain, dressed] = seen;
  assert.deepEqual(dressed.headers, plain.headers);

  seen.length = 0;
  for (const [query, passed] of [
    ["page=1%0d%0aX-Evil:%201", "page=1%0D%0AX-Evil%3A+1"],
    ["page=1%20HTTP/1.1%0d%0a%0d%0aGET%20/v0/tokens", "page=1+HTTP%2F1.1%0D%0A%0D%0AGET+%2Fv0%2Ftokens"],
    ["page=%26org_id%3Dglobex", "page=%26org_id%3Dglobex"],
    ["page=%23&page2=%3Fq%3D1", "page=%23&page2=%3Fq%3D1"],
    ["page=1#&org_id=globex", "page=1"],
    ["page=1;org_id=globex", "page=1%3Borg_id%3Dglobex"],
    ["page=%FF%FE", "page=%EF%BF%BD%EF%BF%BD"],
    ["page=%u006f&page=%", "page=%25u006f&page=%25"],
    ["org_id=globex&org_id=x&ORG_ID=x&org_id[]=x&org_id%5B0%5D=x&org%255fid=x&org_id%00=x&org.id=x&%EF%BD%8Frg_id=x&org_id=", ""],
    ["TOKEN=x&Token=y&token=z&__tb__deployment=1&__TB__semver=1", ""],
    ["constructor=1&hasOwnProperty=2&__proto__=3", "__proto__=3&constructor=1&hasOwnProperty=2"],
  ]) {
    await ask(`/v0/pipes/top_pages.json?${query}`);
    const { url } = seen.pop();
    const search = new URLSearchParams(url.split("?")[1]);
    assert.deepEqual([search.getAll("org_id"), search.getAll("currency")], [["acme"], ["eur"]], query);
    for (const own of ["org_id", "currency"]) search.delete(own);
    assert.equal(String(search), passed, query);
    assert.match(url, /^[\w/.?=&%+*-]+$/);
  }
});

test("one token is looked at, and the header's before the query's", async () => {
  const [good, other] = [tokenOf(), tokenOf("globex")];
  const pages = "/v0/pipes/top_pages.json";
  const org = async (answer) => new URLSearchParams((await (await answer).json()).asked.split("?")[1]).get("org_id");
  assert.equal(await org(ask(`${pages}?token=${other}`)), "acme");
  assert.equal(await org(ask(`${pages}?token=${good}&token=${other}`, { token: null })), "acme");
  assert.equal(await org(ask(pages, { token: null, headers: { authorization: `bEaReR   ${good} ` } })), "acme");
  seen.length = 0;
  // A header that holds no token is not looked past.
  for (const authorization of [`Basic ${good}`, good, `Token ${good}`, "Bearer", "Bearer "]) {
    await refusal(ask(`${pages}?token=${good}`, { token: null, headers: { authorization } }), 401, "token-missing");
  }
  for (const authorization of [
    `Bearer ${good}, Bearer ${other}`,
    `Bearer ${good} ${other}`,
    `Bearer "${good}"`,
    `Bearer ${good}.`,
    `Bearer ${good}=`,
  ]) {
    await refusal(ask(pages, { token: null, headers: { authorization } }), 403, "malformed");
  }
  for (const name of ["TOKEN", "Token", "token[]", "access_token", "jwt"])
    await refusal(ask(`${pages}?${name}=${good}`, { token: null }), 401, "token-missing");
  assert.deepEqual(seen, []);
});

test("tokens without a limit are not counted, and a limiter that fails lets nothing through", async () => {
  const failing = createGateway({ ...options(), limiter: { take: () => Promise.reject(new Error("no connection")) } });
  await refusal(ask("/v0/pipes/top_pages.json", {}, failing), 503, "limiter");
  assert.equal(errors.pop().message, "no connection");
  const exp = Math.floor(Date.now() / 1000) + 60;
  const unlimited = sign(
    { workspace_id: "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c", name: "u", exp, scopes: [{ type: "PIPES:READ", resource: "p" }] },
    KEY,
  );
  const response = await ask("/v0/pipes/p.json", { token: unlimited }, failing);
  assert.deepEqual([response.status, response.headers.get("ratelimit-limit")], [200, null]);
});

test("answers are streamed, and end when the client goes away", async () => {
  answer = (response) => {
    response.write("first");
    response.flushHeaders();
  };
  const leave = new AbortController();
  const response = await ask("/v0/pipes/top_pages.csv", { signal: leave.signal });
  const reader = response.body.getReader();
  assert.equal(Buffer.from((await reader.read()).value).toString(), "first");
  assert.equal(seen[0].closed, undefined);
  leave.abort();
  await assert.rejects(reader.read());
  for (let wait = 0; seen[0].closed === undefined && wait < 100; wait++) await sleep(10);
  assert.equal(seen[0].closed, true);
});

test("a client that goes away before the answer takes the upstream's request with it", async () => {
  answer = () => {};
  const leave = new AbortController();
  const pending = ask("/v0/pipes/top_pages.csv", { signal: leave.signal });
  while (seen.length === 0) await sleep(5);
  errors.length = 0;
  leave.abort();
  assert.equal((await pending).status, 499);
  for (let wait = 0; seen[0].closed === undefined && wait < 100; wait++) await sleep(10);
  assert.equal(seen[0].closed, true);
  assert.deepEqual(errors, []);
});

test("what the upstream says about parameters is passed on, its own troubles are not", async () => {
  const says = async (status, headers = {}, more = "") => {
    answer = (response) =>
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(`{"error":"it says ${status}${more}"}`);
    return ask("/v0/pipes/top_pages.json");
  };
  for (const status of [400, 404, 408, 422, 429]) {
    const response = await says(status, { "retry-after": "3" });
    assert.deepEqual([response.status, response.headers.get("retry-after")], [status, "3"]);
    assert.match((await response.json()).error, new RegExp(`^it says ${status}`));
  }
  for (const status of [401, 403, 500, 502, 503, 301, 302, 307]) {
    const response = await refusal(
      says(status, { location: `${upstream}/v0/elsewhere`, "www-authenticate": `Bearer ${STATIC}` }),
      502,
      "upstream",
    );
    assert.ok(![...response.headers].flat().join().includes(STATIC) && response.headers.get("location") === null);
    assert.match(errors.pop().message, new RegExp(`${status}`));
  }
  await refusal(says(400, {}, ` to ${STATIC}`), 502, "upstream");
  answer = (response) => response.destroy();
  await refusal(ask("/v0/pipes/top_pages.json"), 502, "upstream");
  const nobody = createGateway({ ...options(), upstream: "http://127.0.0.1:1" });
  await refusal(ask("/v0/pipes/top_pages.json", {}, nobody), 502, "upstream");
  answer = () => {};
  const patient = createGateway({ ...options(), timeout: 0.05 });
  await refusal(ask("/v0/pipes/top_pages.json", {}, patient), 504, "upstream-timeout");
  assert.match(errors.pop().message, /upstream did not answer within 0\.05 s/);
});

test("a client that went away while it was counted is not served", async () => {
  const leave = new AbortController();
  const limiter = { take: async (name, rps) => (leave.abort(), await sleep(5), { ...UNLIMITED.take(), limit: rps, remaining: 1 }) };
  const response = await ask("/v0/pipes/top_pages.json", { signal: leave.signal }, createGateway({ ...options(), limiter }));
  assert.equal(response.status, 499);
  assert.deepEqual(seen, []);
});

test("an owner who cannot be told changes nothing", async () => {
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  const fail = () => {
    throw new Error("no room");
  };
  for (const onError of [fail, async () => fail()]) {
    const deaf = (more) => createGateway({ ...options(), onError, ...more });
    await refusal(ask("/v0/pipes/top_pages.json", {}, deaf({ upstream: "http://127.0.0.1:1" })), 502, "upstream");
    await refusal(ask("/v0/pipes/top_pages.json", {}, deaf({ limiter: { take: fail } })), 503, "limiter");
    await refusal(ask("/v0/pipes/top_pages.json", {}, deaf({ verifier: { authorize: fail } })), 500, "internal");
    answer = (response) => response.writeHead(500).end();
    await refusal(ask("/v0/pipes/top_pages.json", {}, deaf()), 502, "upstream");
  }
  await sleep(10);
  process.off("unhandledRejection", note);
  assert.deepEqual(unhandled, []);
});

test("two workspaces never share an answer of the cache", async () => {
  const kept = new Map();
  const store = { match: async (url) => kept.get(url)?.clone(), put: async (url, response) => void kept.set(url, response) };
  // One upstream, one store, endpoints of the same name: only the static tokens are of two workspaces.
  answer = (response, request) => response.end(request.headers.authorization);
  const read = async (staticToken) => {
    const handle = createGateway({ ...options(), limiter: UNLIMITED, cache: { store, ttl: 60 }, staticToken });
    return (await ask("/v0/pipes/top_pages.json", {}, handle)).text();
  };
  assert.equal(await read("p.one.a"), "Bearer p.one.a");
  await sleep(5);
  assert.equal(await read("p.two.b"), "Bearer p.two.b");
  await sleep(5);
  assert.equal(await read("p.one.a"), "Bearer p.one.a");
  assert.equal(seen.length, 2);
  for (const url of kept.keys()) assert.ok(URL.canParse(url) && !url.includes("p.one") && !url.includes("p.two"), url);
});

test("a cache that fails is none", async () => {
  const fail = () => {
    throw new Error("full");
  };
  for (const broken of [fail, async () => fail()]) {
    for (const method of ["match", "put"]) {
      const store = { match: async () => undefined, put: async () => undefined, [method]: broken };
      const response = await ask(
        "/v0/pipes/top_pages.json",
        {},
        createGateway({ ...options(), limiter: UNLIMITED, cache: { store, ttl: 60 } }),
      );
      assert.deepEqual([response.status, (await response.json()).asked], [200, "/v0/pipes/top_pages.json?currency=eur&org_id=acme"]);
    }
  }
});

test("a cache that answers anything but a response to be read is none", async () => {
  const read = new Response("{}");
  await read.text();
  const locked = new Response("{}");
  locked.body.getReader();
  for (const odd of [null, "{}", {}, [], 7, read, locked, new Response("not found", { status: 404 })]) {
    const store = { match: async () => odd, put: async () => undefined };
    const response = await ask(
      "/v0/pipes/top_pages.json",
      {},
      createGateway({ ...options(), limiter: UNLIMITED, cache: { store, ttl: 60 } }),
    );
    assert.deepEqual([response.status, (await response.json()).asked], [200, "/v0/pipes/top_pages.json?currency=eur&org_id=acme"]);
  }
});

test("an upstream that does not look at its signal keeps nobody waiting", async () => {
  const never = () => new Promise(() => {});
  const stuck = async () => new Response(new ReadableStream({ pull: never }), { status: 400 });
  for (const fetch of [never, stuck]) {
    const handle = createGateway({ ...options(), limiter: UNLIMITED, timeout: 0.05, fetch });
    await refusal(ask("/v0/pipes/top_pages.json", {}, handle), 504, "upstream-timeout");
    assert.match(errors.pop().message, /the upstream did not answer within 0\.05 s/);
  }
});

test("an answer that breaks off is not kept whole", async () => {
  const puts = [];
  const store = { match: async () => undefined, put: (url, response) => (puts.push(response.text()), puts.at(-1)) };
  answer = (response) => {
    response.writeHead(200, { "content-length": "100" }).write("half");
    setTimeout(() => response.destroy(), 20);
  };
  const response = await ask(
    "/v0/pipes/top_pages.json",
    {},
    createGateway({ ...options(), limiter: UNLIMITED, cache: { store, ttl: 60 } }),
  );
  await assert.rejects(response.text());
  await assert.rejects(puts[0]);
});

test("two tenants never share an answer of the cache", async () => {
  const kept = new Map();
  const store = {
    match: async (url) => kept.get(url)?.clone(),
    put: async (url, response) => void kept.set(url, response),
  };
  const waiting = [];
  const caching = createGateway({ ...options(), limiter: UNLIMITED, cache: { store, ttl: 60 } });
  const read = async (org, query = "") => {
    const request = new Request(`https://gate.example.com/v0/pipes/top_pages.json${query}`, {
      headers: { authorization: `Bearer ${tokenOf(org)}` },
    });
    const response = await caching(request, { waitUntil: (promise) => waiting.push(promise) });
    assert.equal(response.headers.get("cache-control"), "private, no-store");
    const body = await response.json();
    await Promise.all(waiting);
    return body.asked;
  };
  assert.equal(await read("acme", "?b=2&a=1"), "/v0/pipes/top_pages.json?a=1&b=2&currency=eur&org_id=acme");
  assert.equal(await read("acme", "?a=1&b=2&org_id=umbrella"), "/v0/pipes/top_pages.json?a=1&b=2&currency=eur&org_id=acme");
  assert.equal(seen.length, 1);
  assert.equal(await read("umbrella", "?a=1&b=2&org_id=acme"), "/v0/pipes/top_pages.json?a=1&b=2&currency=eur&org_id=umbrella");
  assert.equal(
    await read("acme&org_id=umbrella", "?a=1&b=2"),
    "/v0/pipes/top_pages.json?a=1&b=2&currency=eur&org_id=acme%26org_id%3Dumbrella",
  );
  assert.equal(seen.length, 3);
  const [url] = [...kept.keys()].filter((url) => url.endsWith("/v0/pipes/top_pages.json?a=1&b=2&currency=eur&org_id=acme"));
  assert.equal(kept.get(url).headers.get("cache-control"), "max-age=60");
  // What went wrong is not kept, and a cache that fails does no harm.
  answer = (response) => response.writeHead(400).end("{}");
  await read("acme", "?a=2");
  assert.equal(kept.size, 3);
  store.put = () => Promise.reject(new Error("full"));
  answer = (response) => response.end('{"asked":"x"}');
  assert.equal(await read("acme", "?a=3"), "x");
});

test("pages of other origins", async () => {
  const open = createGateway({ ...options(), cors: { origins: ["https://app.example.com"] } });
  const preflight = await ask(
    "/v0/pipes/top_pages.json",
    { method: "OPTIONS", token: null, headers: { origin: "https://app.example.com" } },
    open,
  );
  assert.equal(preflight.headers.get("access-control-allow-methods"), "GET, HEAD");
  const response = await ask("/v0/pipes/top_pages.json", { headers: { origin: "https://app.example.com" } }, open);
  assert.equal(response.headers.get("access-control-allow-origin"), "https://app.example.com");
  assert.match(response.headers.get("access-control-expose-headers"), /RateLimit-Remaining.*Retry-After/);
  assert.equal(
    (await ask("/v0/pipes/nope.json", { headers: { origin: "https://app.example.com" } }, open)).headers.get("access-control-allow-origin"),
    "https://app.example.com",
  );
});

test("what a gateway is made of is checked at once", () => {
  for (const upstream of [
    "api.tinybird.co",
    "",
    undefined,
    "ftp://api.tinybird.co",
    "https://api.tinybird.co?a=1",
    "https://api.tinybird.co/#",
    "https://u:p@api.tinybird.co",
  ]) {
    refused(() => createGateway({ ...options(), upstream }), "option", /upstream/);
  }
  const store = new Map();
  for (const ttl of [0, -1, NaN, 0.5, Infinity, "60", undefined])
    refused(() => createGateway({ ...options(), cache: { store, ttl } }), "option", /ttl/);
  for (const staticToken of [undefined, "", "a b", "a\n"])
    refused(() => createGateway({ ...options(), staticToken }), "option", /staticToken/);
  for (const timeout of [0, -1, NaN, "x", Infinity])
    refused(() => createGateway({ ...options(), timeout }), "option", /`timeout`.* seconds/);
  // What was meant in milliseconds.
  for (const timeout of [500, 30_000]) refused(() => createGateway({ ...options(), timeout }), "option", /`timeout`.*milliseconds/);
  refused(() => createGateway({ ...options(), cache: { store, ttl: 600_000 } }), "option", /`cache\.ttl`.*milliseconds/);
  for (const maxAge of [-1, NaN, "60", 600_000])
    refused(() => createGateway({ ...options(), cors: { origins: "*", maxAge } }), "option", /maxAge/);
});

test("what is passed on, and every refusal, is of the type that it says", async () => {
  answer = (response) => response.writeHead(400, { "content-type": "text/html" }).end("<script>1</script>");
  assert.equal((await ask("/v0/pipes/top_pages.json")).headers.get("x-content-type-options"), "nosniff");
  answer = (response) => response.writeHead(200, { "content-type": "text/html" }).end("<script>1</script>");
  const kept = new Map();
  const store = { match: async (url) => kept.get(url)?.clone(), put: async (url, response) => void kept.set(url, response) };
  const caching = createGateway({ ...options(), limiter: UNLIMITED, cache: { store, ttl: 60 } });
  for (const from of ["upstream", "cache"]) {
    const response = await ask("/v0/pipes/top_pages.json", {}, caching);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff", from);
    await response.text();
    await sleep(5);
  }
  assert.equal(seen.length, 2);
  assert.equal((await ask("/v0/pipes/nope")).headers.get("x-content-type-options"), "nosniff");
});

test("an error of the endpoint that repeats the static token is not passed on, however it is written", async () => {
  // As long as a real one.
  const payload = Buffer.from(JSON.stringify({ u: "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c", id: "9f51", host: "eu_shared" })).toString(
    "base64url",
  );
  const secret = `p.${payload}.k5_Hq-${"Zx9".repeat(12)}a`;
  const guarded = createGateway({ ...options(), limiter: UNLIMITED, staticToken: secret });
  const says = (body) => {
    answer = (response) => response.writeHead(400).end(body);
    return ask("/v0/pipes/top_pages.json", {}, guarded);
  };
  const map = (escape) => Array.from(secret, (char) => escape(char.charCodeAt(0))).join("");
  const hex = (code, digits) => code.toString(16).padStart(digits, "0");
  const percent = map((code) => `%${hex(code, 2)}`);
  const forms = {
    whole: secret,
    "all but four characters": secret.slice(4),
    "all but the last": secret.slice(0, -4),
    "the signature": secret.split(".")[2],
    "in a URL": `https://api.tinybird.co/v0/pipes?token=${encodeURIComponent(secret)}`,
    "a percent-encoded dot": secret.replaceAll(".", "%2E"),
    "a small percent-encoded dot": secret.replaceAll(".", "%2e"),
    percent,
    "percent, twice": percent.replaceAll("%", "%25"),
    "percent, thrice": percent.replaceAll("%", "%2525"),
    "JSON's escapes": map((code) => `\\u${hex(code, 4)}`),
    "JSON's escapes within JSON": map((code) => `\\\\u${hex(code, 4)}`),
    "JavaScript's escapes": map((code) => `\\x${hex(code, 2)}`),
    "more of JavaScript's escapes": map((code) => `\\u{${hex(code, 2)}}`),
    "percent and a u": map((code) => `%u${hex(code, 4)}`),
    "octal escapes": map((code) => `\\${code.toString(8).padStart(3, "0")}`),
    "quoted-printable": map((code) => `=${hex(code, 2).toUpperCase()}`),
    "quoted-printable in lines": map((code) => `=${hex(code, 2)}`).replace(/.{24}/g, "$&=\r\n"),
    "a list of bytes": JSON.stringify(Buffer.from(secret)),
    "a list of bytes in lines": JSON.stringify(Buffer.from(secret), null, 2),
    "with zero-width spaces": Array.from(secret).join("\u200b"),
    "HTML's": map((code) => `&#${code};`),
    "HTML's, hexadecimal": map((code) => `&#x${hex(code, 2)};`),
    "some of each": Array.from(secret, (char, at) => (at % 2 ? char : `%${hex(char.charCodeAt(0), 2)}`)).join(""),
    UTF16: Buffer.from(secret, "utf16le"),
    "UTF-16 with its mark": Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`error: ${secret}`, "utf16le")]),
    "one a line": secret.split("").join("\n"),
    hexadecimal: Buffer.from(secret).toString("hex"),
    "hexadecimal in capitals": Buffer.from(secret).toString("hex").toUpperCase(),
    base64: Buffer.from(secret).toString("base64"),
    base64url: Buffer.from(secret).toString("base64url"),
    "base64 of a longer text": Buffer.from(`Authorization: Bearer ${secret}`).toString("base64"),
    "base64 of another": Buffer.from(`a: ${secret}, b`).toString("base64"),
    "base64 of a third": Buffer.from(`ab: ${secret}, b`).toString("base64"),
    "base64 in lines": Buffer.from(secret).toString("base64").replace(/.{20}/g, "$&\r\n"),
  };
  for (const [name, form] of Object.entries(forms)) {
    errors.length = 0;
    const response = await refusal(says(typeof form === "string" ? `{"error":"bad ${form} there"}` : form), 502, "upstream");
    assert.ok(response, name);
    assert.match(errors.pop()?.message ?? "", /static token/, name);
  }
  // Nor in a header.
  answer = (response) => response.writeHead(400, { "retry-after": secret, "content-type": "text/plain" }).end("no");
  const { status, headers } = await ask("/v0/pipes/top_pages.json", {}, guarded);
  assert.deepEqual([status, headers.get("retry-after"), headers.get("content-type")], [400, null, "text/plain"]);
  for (const harmless of [
    '{"error":"[Error] Missing columns: \'org\' while processing query"}',
    `{"error":"a token ${tokenOf()}, 100%25, a\\\\nb, &#39;x&#39;"}`,
    "{}",
    "",
    secret.slice(0, 12),
    "%".repeat(5000),
    "\\".repeat(5000),
    "A".repeat(60_000),
  ]) {
    const response = await says(harmless);
    assert.deepEqual([response.status, await response.text()], [400, harmless]);
  }
});

test("an error of the endpoint is passed on up to a length", async () => {
  let written = 0;
  answer = (response) => {
    response.writeHead(422);
    const more = () => {
      while (written < 200_000_000 && response.write("x".repeat(100_000))) written += 100_000;
    };
    response.on("drain", more);
    more();
  };
  errors.length = 0;
  await refusal(ask("/v0/pipes/top_pages.json"), 502, "upstream");
  assert.match(errors.pop().message, /more than 65536 bytes/);
  for (let wait = 0; seen[0].closed === undefined && wait < 100; wait++) await sleep(10);
  assert.equal(seen[0].closed, true);
  assert.ok(written < 20_000_000, `${written} bytes`);
});

test("a limiter that hangs, or answers nonsense, lets nothing through", async () => {
  const never = () => new Promise(() => {});
  const before = performance.now();
  await refusal(
    ask("/v0/pipes/top_pages.json", {}, createGateway({ ...options(), limiter: { take: never }, timeout: 0.05 })),
    503,
    "limiter",
  );
  assert.ok(performance.now() - before < 2000);
  assert.match(errors.pop().message, /limiter did not answer within 0\.05 s/);
  for (const answer of [
    undefined,
    null,
    true,
    {},
    { allowed: true },
    { ...UNLIMITED.take(), allowed: "yes" },
    { ...UNLIMITED.take(), limit: NaN },
  ]) {
    for (const take of [() => answer, async () => answer]) {
      await refusal(ask("/v0/pipes/top_pages.json", {}, createGateway({ ...options(), limiter: { take } })), 503, "limiter");
    }
  }
  assert.deepEqual(seen, []);
});

test("a verifier that answers nonsense lets nothing through", async () => {
  for (const decision of [undefined, null, true, {}, { allowed: 1, name: "u", params: {} }, { allowed: "true", name: "u", params: {} }]) {
    for (const authorize of [() => decision, async () => decision]) {
      const response = await ask("/v0/pipes/top_pages.json", {}, createGateway({ ...options(), verifier: { authorize } }));
      assert.ok([403, 500].includes(response.status), `${response.status}`);
    }
  }
  const refusing = { allowed: false, status: 200, code: "revoked", message: "signed out" };
  await refusal(
    ask("/v0/pipes/top_pages.json", {}, createGateway({ ...options(), verifier: { authorize: () => refusing } })),
    403,
    "revoked",
  );
  assert.deepEqual(seen, []);
});

test("a gateway may stand behind a path", async () => {
  const mounted = createGateway({ ...options(), limiter: UNLIMITED, basePath: "/api/tiny-bird" });
  const response = await ask("/api/tiny-bird/v0/pipes/top_pages.json?page=2", {}, mounted);
  assert.equal((await response.json()).asked, "/v0/pipes/top_pages.json?currency=eur&org_id=acme&page=2");
  for (const path of ["", "/api", "/api/tiny-birdx", "/x/api/tiny-bird", "/api//tiny-bird", "/API/tiny-bird"]) {
    const refused = await refusal(ask(`${path}/v0/pipes/top_pages.json`, {}, mounted), 404, "not-found");
    assert.ok(refused);
  }
  await refusal(ask("/api/tiny-bird/v0/sql?q=SELECT+1", {}, mounted), 403, "sql");
});

test("any second argument will do, and its waitUntil is used where it has one", async () => {
  const kept = new Map();
  const store = { match: async () => undefined, put: async (url, response) => void kept.set(url, await response.text()) };
  const caching = createGateway({ ...options(), limiter: UNLIMITED, cache: { store, ttl: 60 } });
  const request = () => new Request(`https://gate.example.com/v0/pipes/top_pages.json?token=${tokenOf()}`);
  // Nothing, Next, Deno, Bun, Hono without an execution context.
  for (const context of [undefined, null, {}, { params: Promise.resolve({}) }, { remoteAddr: {} }, { waitUntil: 7 }, 7, "x"]) {
    kept.clear();
    const response = await caching(request(), context);
    assert.equal(response.status, 200, JSON.stringify(context));
    await response.text();
    for (let wait = 0; kept.size === 0 && wait < 100; wait++) await sleep(5);
    assert.equal(kept.size, 1);
  }
  class ExecutionContext {
    #waiting = [];
    waitUntil(promise) {
      this.#waiting.push(promise);
    }
    end() {
      return Promise.all(this.#waiting);
    }
  }
  kept.clear();
  const context = new ExecutionContext();
  const telling = createGateway({
    ...options(),
    limiter: UNLIMITED,
    cache: { store, ttl: 60 },
    onDecision: async () => (await sleep(20), kept.set("told", 1)),
  });
  await (await telling(request(), context)).text();
  await context.end();
  assert.equal(kept.size, 2);
});

test("a cache that hangs is none", async () => {
  const store = { match: () => new Promise(() => {}), put: async () => undefined };
  const response = await ask("/v0/pipes/top_pages.json", {}, createGateway({ ...options(), timeout: 0.2, cache: { store, ttl: 60 } }));
  assert.equal(response.status, 200);
});

test("onDecision hears of every decision, and changes none", async () => {
  const events = [];
  const heard = (more) => createGateway({ ...options(), onDecision: (event) => events.push(event), ...more });
  const one = heard();
  const sent = [
    await ask("/v0/pipes/top_pages.json", {}, one),
    await ask("/v0/pipes/top_pages.json", { token: null }, one),
    await ask("/v0/pipes/revenue.json", {}, one),
    await ask("/v0/pipes/top_pages.json", { token: tokenOf("a", "u", { now: 1_700_000_000 }) }, one),
    await ask("/v0/pipes/top_pages.json", { method: "POST" }, one),
    await ask("/v0/sql?q=1", {}, one),
    await ask("/elsewhere", {}, one),
    await ask("/v0/pipes/top_pages.json", {}, heard({ limiter: { take: () => ({ ...UNLIMITED.take(), allowed: false, limit: 10 }) } })),
    await ask("/v0/pipes/top_pages.json", {}, heard({ limiter: { take: () => Promise.reject(new Error("down")) } })),
    await ask("/v0/pipes/top_pages.json", {}, heard({ allow: () => ({ code: "revoked", message: "signed out", status: 401 }) })),
  ];
  for (const { seconds, request } of events) assert.ok(seconds >= 0 && seconds < 10 && request instanceof Request);
  assert.deepEqual(
    events.map(({ seconds: _, request: __, ...event }) => event),
    [
      [true, 200, undefined, "dashboard_u_1", "top_pages", 10],
      [false, 401, "token-missing", undefined, "top_pages", undefined],
      [false, 403, "scope", undefined, "revenue", undefined],
      [false, 403, "expired", undefined, "top_pages", undefined],
      [false, 405, "method", undefined, "top_pages", undefined],
      [false, 403, "sql", undefined, undefined, undefined],
      [false, 404, "not-found", undefined, undefined, undefined],
      [false, 429, "rate-limit", "dashboard_u_1", "top_pages", 10],
      [false, 503, "limiter", "dashboard_u_1", "top_pages", 10],
      [false, 401, "revoked", "dashboard_u_1", "top_pages", 10],
    ].map(([allowed, status, code, name, pipe, rps]) => ({ allowed, status, code, name, pipe, workspaceId: undefined, rps })),
  );
  assert.deepEqual(
    sent.map(({ status }) => status),
    events.map(({ status }) => status),
  );

  // What ends a decision on the way is one, too.
  const thrown = Object.assign(new Error("h3"), { name: "HTTPError", status: 402 });
  for (const [more, status, code] of [
    [{ allow: () => Promise.reject(new Response("gone", { status: 410 })) }, 410, "denied"],
    [{ allow: () => new Response("gone", { status: 410 }) }, 410, "denied"],
    [{ allow: () => new Response("on holiday") }, 200, "denied"],
    [{ allow: () => Promise.reject(thrown) }, 402, "denied"],
    [{ verifier: { authorize: () => Promise.reject(new Error("down")) } }, 500, "internal"],
    [{ verifier: { authorize: () => new Promise(() => {}) }, timeout: 0.05 }, 500, "internal"],
  ]) {
    events.length = 0;
    const answered = await ask("/v0/pipes/top_pages.json", {}, heard(more)).catch((error) => error);
    assert.equal(answered.status, status);
    assert.deepEqual(
      events.map((event) => [event.allowed, event.status, event.code, event.pipe]),
      [[false, status, code, "top_pages"]],
    );
  }
  errors.length = 0;

  events.length = 0;
  await ask("/v0/pipes/top_pages.json", {}, heard({ allow: async () => (await sleep(60), true) }));
  assert.ok(events[0].seconds > 0.05 && events[0].seconds < 50, `${events[0].seconds}`);

  const fail = () => {
    throw new Error("no room");
  };
  for (const onDecision of [fail, async () => fail(), () => new Promise(() => {})]) {
    assert.equal((await ask("/v0/pipes/top_pages.json", { token: tokenOf("a", "u_2") }, heard({ onDecision }))).status, 200);
  }
});

test("allow decides further, and only true lets pass", async () => {
  const asked = [];
  const counted = [];
  const limiter = { take: (name) => (counted.push(name), UNLIMITED.take()) };
  const with_ = (allow) => createGateway({ ...options(), limiter, allow });
  const open = with_(async (decision, request) => {
    asked.push([decision.name, decision.pipe, decision.params.org_id, decision.limits?.rps, request.url.includes("top_pages")]);
    return true;
  });
  assert.equal((await ask("/v0/pipes/top_pages.json", {}, open)).status, 200);
  assert.deepEqual(asked, [["dashboard_u_1", "top_pages", "acme", 10, true]]);
  assert.equal((await ask("/v0/pipes/revenue.json", {}, open)).status, 403);
  assert.equal(asked.length, 1, "only of what the token allows");
  seen.length = counted.length = 0;

  for (const no of [false, undefined, null, 0, 1, "yes", {}, []]) {
    await refusal(
      ask(
        "/v0/pipes/top_pages.json",
        {},
        with_(() => no),
      ),
      403,
      "denied",
    );
    await refusal(
      ask(
        "/v0/pipes/top_pages.json",
        {},
        with_(async () => no),
      ),
      403,
      "denied",
    );
  }
  const revoked = await refusal(
    ask(
      "/v0/pipes/top_pages.json",
      {},
      with_(() => ({ code: "revoked", message: "signed out", status: 401 })),
    ),
    401,
    "revoked",
  );
  assert.equal(revoked.headers.get("www-authenticate"), "Bearer");
  for (const status of [200, 302, 99, "401", NaN, 1000]) {
    await refusal(
      ask(
        "/v0/pipes/top_pages.json",
        {},
        with_(() => ({ code: "revoked", message: "x", status })),
      ),
      403,
      "revoked",
    );
  }
  const own = await ask(
    "/v0/pipes/top_pages.json",
    {},
    with_(async () => new Response("gone", { status: 410 })),
  );
  assert.deepEqual([own.status, await own.text()], [410, "gone"]);
  const numbers = await ask(
    "/v0/pipes/top_pages.json",
    {},
    with_(() => ({ code: 7, message: 9 })),
  );
  assert.deepEqual(await numbers.json(), { error: "this request is not allowed", code: "denied" });
  const fail = () => {
    throw new Error("the list is down");
  };
  for (const allow of [fail, async () => fail()]) {
    await refusal(ask("/v0/pipes/top_pages.json", {}, with_(allow)), 503, "allow");
    assert.equal(errors.pop().message, "the list is down");
  }
  const hangs = createGateway({ ...options(), limiter, timeout: 0.05, allow: () => new Promise(() => {}) });
  await refusal(ask("/v0/pipes/top_pages.json", {}, hangs), 503, "allow");
  assert.deepEqual([seen, counted], [[], []], "what is refused is neither counted nor read");
});

test("several workspaces in one gateway, each with its key, its rows and its limits", async () => {
  const [a, b] = [KEY, OTHER_KEY].map((key) => parseStaticToken(key).u);
  answer = (response, request) => response.end(JSON.stringify({ asked: request.url, by: request.headers.authorization }));
  const events = [];
  const counted = [];
  const several = createGateway({
    verifiers: { [a]: new Verifier({ keys: KEY }), [b]: new Verifier({ keys: OTHER_KEY, workspaceId: b }) },
    limiter: { take: (name) => (counted.push(name), UNLIMITED.take()) },
    upstream,
    staticToken: { [a]: "p.of.a", [b]: "p.of.b" },
    onDecision: ({ workspaceId, code }) => events.push([workspaceId, code]),
  });
  const other = new Minter(template, OTHER_KEY);
  const by = async (token) => (await (await ask("/v0/pipes/top_pages.json", { token }, several)).json()).by;
  assert.equal(await by(tokenOf()), "Bearer p.of.a");
  assert.equal(await by(other.mint({ user_id: "u_1", org_id: "acme" })), "Bearer p.of.b");
  assert.deepEqual(counted, [`${a}/dashboard_u_1`, `${b}/dashboard_u_1`]);
  const third = generateLocalTokens().workspace_token;
  await refusal(
    ask("/v0/pipes/top_pages.json", { token: new Minter(template, third).mint({ user_id: "u", org_id: "a" }) }, several),
    403,
    "signature",
  );
  await refusal(ask("/v0/pipes/top_pages.json", { token: null }, several), 401, "token-missing");
  await refusal(
    ask("/v0/pipes/top_pages.json", { token: other.mint({ user_id: "u", org_id: "a" }, { now: NOW }) }, several),
    403,
    "expired",
  );
  assert.deepEqual(events.slice(0, 3), [
    [a, undefined],
    [b, undefined],
    [undefined, "signature"],
  ]);
  assert.deepEqual(events[4], [b, "expired"]);
});

test("a function of options is called with the first request, and again if it failed", async (t) => {
  const written = t.mock.method(console, "error", () => {});
  let made = 0;
  const lazy = createGateway(() => {
    if (++made === 1) throw new Error("no key yet");
    return { ...options(), limiter: UNLIMITED };
  });
  assert.equal(made, 0);
  await refusal(ask("/v0/pipes/top_pages.json", {}, lazy), 500, "internal");
  assert.match(written.mock.calls[0].arguments[1].message, /no key yet/);
  for (let sent = 0; sent < 3; sent++) assert.equal((await ask("/v0/pipes/top_pages.json", {}, lazy)).status, 200);
  assert.equal(made, 2);
});

test("the function may be async", async () => {
  const lazy = createGateway(async () => ({ ...options(), limiter: UNLIMITED }));
  assert.equal((await ask("/v0/pipes/top_pages.json", {}, lazy)).status, 200);
});

test("a gateway that fails is not mute", async (t) => {
  const written = t.mock.method(console, "error", () => {});
  const { onError: _, ...mute } = options();
  await refusal(
    ask("/v0/pipes/top_pages.json?token=secret", {}, createGateway({ ...mute, upstream: "http://127.0.0.1:1" })),
    502,
    "upstream",
  );
  const [head] = written.mock.calls[0].arguments;
  assert.equal(head, "mintbird: GET https://gate.example.com/v0/pipes/top_pages.json:");
  answer = (response) => response.writeHead(403).end("{}");
  await refusal(ask("/v0/pipes/top_pages.json", {}, createGateway(mute)), 502, "upstream");
  assert.match(written.mock.calls[1].arguments[1].message, /answered 403/);
});

test("what Tinybird's API reads itself is kept back, unless the owner lets it pass", async () => {
  const reserved = [
    "template_parameters",
    "debug",
    "debug_source_tables",
    "explain",
    "pipeline",
    "playground",
    "query_id",
    "release_replacements",
    "finalize_aggregations",
    "job_timestamp",
    "format",
    "output_format_json_quote_64bit_integers",
    "output_format_anything",
    "from",
    "max_threads",
    "semver",
    "cli_version",
    "tb_secrets",
    "tag",
    "token",
    "__tb__semver",
    "__tb",
  ];
  const passed = async (query, more) => {
    const handle = createGateway({ ...options(), limiter: UNLIMITED, ...more });
    const search = new URLSearchParams((await (await ask(`/v0/pipes/top_pages.json?${query}`, {}, handle)).json()).asked.split("?")[1]);
    for (const own of ["org_id", "currency"]) search.delete(own);
    return String(search);
  };
  for (const name of reserved) {
    for (const spelling of [
      name,
      name.toUpperCase(),
      name[0].toUpperCase() + name.slice(1),
      encodeURIComponent(name).replace("a", "%61"),
    ]) {
      assert.equal(await passed(`page=2&${spelling}=x&${spelling}=y`), "page=2", spelling);
    }
    if (name === "token") continue;
    assert.equal(await passed(`${name}=x`, { passParams: [name] }), `${name}=x`);
  }
  assert.equal(await passed("tag=a&tag=b&debug=1", { passParams: ["tag"] }), "tag=a&tag=b");
  assert.equal(await passed("org_id=globex&ORG_ID=globex", { passParams: ["org_id", "ORG_ID"] }), "");
  for (const near of ["tags", "debugging", "formats", "xoutput_format_", "tb", "_tb", "queryid"])
    assert.equal(await passed(`${near}=1`), `${near}=1`);
  for (const passParams of [["q"], ["Q"], ["token"], "tag", [7], {}, [null]]) {
    refused(() => createGateway({ ...options(), passParams }), "option", /passParams/);
  }
});
