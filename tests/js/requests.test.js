// Requests as frameworks make them: proxies, and classes of their own. tests/runtimes has the frameworks themselves.
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { Minter, RateLimiter, Verifier } from "mintbird";
import { createGateway, createTokenApi, createTokenHandler } from "mintbird/server";
import { KEY, template } from "./fixtures.js";

const minter = new Minter(template, KEY);
const verifier = new Verifier({ keys: KEY });
const URL_ = "https://app.example.com/token";
const JSON_TYPE = { "content-type": "application/json" };

const streamOf = (text) =>
  text === ""
    ? new ReadableStream({ start: (controller) => controller.close() })
    : new ReadableStream({
        start(controller) {
          // In two parts, in the middle of a character perhaps.
          const bytes = new TextEncoder().encode(text);
          controller.enqueue(bytes.slice(0, 3));
          controller.enqueue(bytes.slice(3));
          controller.close();
        },
      });

class NextRequest extends Request {
  get nextUrl() {
    return new URL(this.url);
  }
}

/** Next's Node routes: a proxy, which no other class of the runtime takes for a request. */
function proxied(headers, text) {
  const request = new NextRequest(URL_, { method: "POST", headers, body: streamOf(text), duplex: "half" });
  return new Proxy(request, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** A class of the framework, with private fields. */
class FrameworkRequest {
  #url = URL_;
  #method = "POST";
  #headers;
  #body;
  ip = "192.0.2.1";
  constructor(headers, body) {
    this.#headers = new Headers(headers);
    this.#body = body;
  }
  get url() {
    return this.#url;
  }
  get method() {
    return this.#method;
  }
  get headers() {
    return this.#headers;
  }
  get body() {
    return this.#body;
  }
  get cookies() {
    return { session: this.#headers.get("cookie") };
  }
  greet() {
    return `hello from ${this.#url}`;
  }
}

/** A subclass of Request, as Next's is. */
class SubRequest extends Request {
  #cookies = "of the subclass";
  get cookies() {
    return this.#cookies;
  }
}

const MAKERS = {
  "a proxy": proxied,
  "a class of its own": (headers, text) => new FrameworkRequest(headers, streamOf(text)),
  "a class whose body is a stream of Node": (headers, text) => new FrameworkRequest(headers, Readable.from([Buffer.from(text)])),
  "a class whose body is a stream of strings": (headers, text) => new FrameworkRequest(headers, Readable.from([text])),
  "a class whose request is aborted by none": (headers, text) =>
    Object.assign(new FrameworkRequest(headers, streamOf(text)), { signal: undefined }),
  "a plain object": (headers, text) => ({ url: URL_, method: "POST", headers: new Headers(headers), body: streamOf(text) }),
  "a plain object without a body": (headers, text) =>
    text === "" ? { url: URL_, method: "POST", headers: new Headers(headers) } : proxied(headers, text),
  "one whose body a parser has read": (headers, text) => Object.assign(new FrameworkRequest(headers, null), { text: async () => text }),
  "a subclass": (headers, text) => new SubRequest(URL_, { method: "POST", headers, body: streamOf(text), duplex: "half" }),
  "the runtime's own": (headers, text) => new Request(URL_, { method: "POST", headers, body: streamOf(text), duplex: "half" }),
};

for (const [name, make] of Object.entries(MAKERS)) {
  const announced = (text) => [{}, { "content-length": String(Buffer.byteLength(text)) }, { "transfer-encoding": "chunked" }];

  test(`token handler, ${name}`, async () => {
    for (const more of announced("")) {
      const handle = createTokenHandler({ minter, authenticate: ({ headers }) => ({ user_id: headers.get("x-user"), org_id: "acme" }) });
      const response = await handle(make({ "x-user": "u 1", ...more }, ""));
      const body = await response.json();
      assert.equal(response.status, 200, JSON.stringify(body));
      assert.equal(verifier.verify(body.token).name, "dashboard_u 1");
    }
    const text = JSON.stringify({ user: "ánn", org: "acme" });
    for (const more of announced(text)) {
      const handle = createTokenHandler({
        minter,
        authenticate: async (request) => {
          assert.ok(request instanceof Request, "whatever takes a Request takes this one");
          const { user, org } = await new Request(request).json();
          return { user_id: user, org_id: org };
        },
      });
      const response = await handle(make({ ...JSON_TYPE, ...more }, text));
      const body = await response.json();
      assert.equal(response.status, 200, JSON.stringify(body));
      assert.equal(verifier.verify(body.token).name, "dashboard_ánn");
    }
    const told = [];
    const refusing = createTokenHandler({
      minter,
      authenticate: () => assert.fail("was asked"),
      maxBodyLength: 20,
      onError: (error) => told.push(error),
    });
    for (const more of announced(text)) {
      assert.equal((await refusing(make({ ...JSON_TYPE, ...more }, text))).status, 413);
      assert.equal((await refusing(make(more, text))).status, 415);
    }
    assert.equal((await refusing(make(JSON_TYPE, '{"user":'))).status, 400);
    assert.deepEqual(told, []);
  });

  test(`Token API, ${name}`, async () => {
    const api = createTokenApi({ signingKey: KEY });
    const text = JSON.stringify({ name: "n", scopes: [{ type: "PIPES:READ", resource: "p", fixed_params: { org_id: "ácme" } }] });
    for (const more of announced(text)) {
      const request = make({ authorization: `Bearer ${KEY}`, ...more }, text);
      const url = `https://api.example.com/v0/tokens?expiration_time=${Math.floor(Date.now() / 1000) + 60}`;
      const at = new Proxy(request, { get: (target, key) => (key === "url" ? url : Reflect.get(target, key, target)) });
      const response = await api(at);
      const body = await response.json();
      assert.equal(response.status, 200, JSON.stringify(body));
      assert.equal(verifier.verify(body.token).scopes[0].fixed_params.org_id, "ácme");
    }
  });
}

test("what the framework's request has beside a standard one stays", async () => {
  const seen = [];
  const handle = createTokenHandler({
    minter,
    authenticate: async (request) => {
      seen.push([request.cookies, request.ip, request.nextUrl?.pathname, request.greet?.(), await request.text()]);
      return null;
    },
  });
  const headers = { ...JSON_TYPE, cookie: "a=b" };
  await handle(new FrameworkRequest(headers, streamOf("[1]")));
  await handle(proxied(headers, "[2]"));
  await handle(new SubRequest(URL_, { method: "POST", headers, body: "[3]" }));
  // As on Workers, where a standard member holds more.
  await handle(Object.defineProperty(new Request(URL_, { method: "POST", headers, body: "[4]" }), "cf", { value: {} }));
  assert.deepEqual(seen, [
    [{ session: "a=b" }, "192.0.2.1", undefined, `hello from ${URL_}`, "[1]"],
    [undefined, undefined, "/token", undefined, "[2]"],
    ["of the subclass", undefined, undefined, undefined, "[3]"],
    [undefined, undefined, undefined, undefined, "[4]"],
  ]);
});

test("the signal of the request is the one that authenticate sees", async () => {
  const leave = new AbortController();
  let seen;
  const handle = createTokenHandler({ minter, authenticate: (request) => ((seen = request.signal), null) });
  await handle(new Request(URL_, { method: "POST", headers: JSON_TYPE, body: "{}", signal: leave.signal }));
  leave.abort();
  assert.equal(seen.aborted, true);
});

test("gateway, whatever the request is made of", async () => {
  const gateway = createGateway({
    verifier,
    limiter: new RateLimiter(),
    upstream: "https://api.example.com",
    staticToken: "p.static.token",
    fetch: async (url) => new Response(JSON.stringify({ asked: url })),
  });
  const url = `https://gate.example.com/v0/pipes/top_pages.json?token=${minter.mint({ user_id: "u", org_id: "acme" })}`;
  for (const request of [
    { url, method: "GET", headers: new Headers() },
    new Proxy(new Request(url), { get: (target, name) => Reflect.get(target, name, target) }),
    new SubRequest(url),
  ]) {
    const response = await gateway(request);
    assert.equal((await response.json()).asked, "https://api.example.com/v0/pipes/top_pages.json?currency=eur&org_id=acme");
  }
});

test("what is no request at all is told to the owner, with its reason", async () => {
  const told = [];
  const onError = (error) => told.push(error);
  const express = { url: "/token", method: "POST", headers: { cookie: "a=b" } };
  const handlers = [
    createTokenHandler({ minter, authenticate: () => null, onError }),
    createTokenApi({ signingKey: KEY, onError }),
    createGateway({ verifier, limiter: new RateLimiter(), upstream: "https://a.example", staticToken: "p.a.b", onError }),
  ];
  for (const handle of handlers) assert.equal((await handle(express)).status, 500);
  assert.equal(told.length, 3);
});
