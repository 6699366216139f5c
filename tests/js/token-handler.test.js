import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { runInNewContext } from "node:vm";
import { Minter, RateLimiter, Verifier } from "mintbird";
import { createGateway, createTokenApi, createTokenHandler } from "mintbird/server";
import { KEY, refused, template } from "./fixtures.js";

const minter = new Minter(template, KEY);
const verifier = new Verifier({ keys: KEY });
const URL_ = "https://app.example.com/token";
const post = (init = {}) => new Request(URL_, { method: "POST", ...init });
const user = () => ({ user_id: "u_1", org_id: "acme" });
const handler = (rest = {}) => createTokenHandler({ minter, authenticate: user, ...rest });

async function refusal(response, status, code) {
  assert.equal(response.status, status);
  assert.equal(response.headers.get("cache-control"), "no-store");
  const body = await response.json();
  assert.deepEqual(Object.keys(body), ["error", "code"]);
  assert.equal(body.code, code);
  return body.error;
}

test("a user gets a token", async () => {
  const before = Math.floor(Date.now() / 1000);
  const response = await handler()(post());
  const { token, expires_at, ...rest } = await response.json();
  assert.deepEqual([response.status, rest], [200, {}]);
  assert.equal(response.headers.get("content-type"), "application/json; charset=utf-8");
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(response.headers.get("access-control-allow-origin"), null);
  const claims = verifier.verify(token);
  assert.equal(claims.name, "dashboard_u_1");
  assert.equal(claims.exp, expires_at);
  assert.ok(expires_at >= before + 600 && expires_at <= before + 602);
  assert.equal(Date.parse(response.headers.get("date")) / 1000, expires_at - 600);

  const short = await (await handler({ ttl: 30 })(post())).json();
  assert.equal(verifier.verify(short.token).exp, short.expires_at);
  assert.ok(short.expires_at <= before + 32);

  // A number of seconds that looks like milliseconds, where it is meant.
  const week = new Minter({ ...template, ttl: "600000s" }, KEY);
  for (const rest of [{ ttl: "600000s" }, { minter: week }]) {
    const long = await (await handler(rest)(post())).json();
    assert.equal(verifier.verify(long.token).exp, long.expires_at);
    assert.ok(long.expires_at >= before + 600_000);
  }
});

test("a response that authenticate returns is the answer, and no token, whatever the template", async () => {
  const constant = new Minter({ name: "n", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "r" }] }, KEY);
  const no = () => new Response("no", { status: 403 });
  for (const minter_ of [constant, minter]) {
    for (const authenticate of [no, async () => no()]) {
      const response = await handler({ minter: minter_, authenticate })(post());
      assert.deepEqual([response.status, await response.text()], [403, "no"]);
    }
  }
});

test("authenticate decides, with the body if it wants", async () => {
  const seen = [];
  const handle = handler({
    authenticate: async (request) => {
      const { user } = await request.json();
      seen.push(user);
      return user === "ann" && { user_id: user, org_id: "acme" };
    },
  });
  const body = (user) => ({ body: JSON.stringify({ user }), headers: { "content-type": "application/json;charset=utf-8" } });
  assert.equal((await handle(post(body("ann")))).status, 200);
  const denied = await handle(post(body("bob")));
  assert.equal(denied.headers.get("www-authenticate"), "Bearer");
  await refusal(denied, 401, "unauthenticated");
  assert.deepEqual(seen, ["ann", "bob"]);
  for (const nobody of [null, undefined, false]) {
    await refusal(await handler({ authenticate: () => nobody })(post()), 401, "unauthenticated");
  }
});

test("other methods, types and sizes are refused before anybody is asked", async () => {
  const handle = handler({ authenticate: () => assert.fail("was asked"), maxBodyLength: 100 });
  for (const method of ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    const response = await handle(new Request(URL_, { method }));
    assert.deepEqual([response.status, response.headers.get("allow")], [405, "POST"]);
  }
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp", ""]) {
    const response = await handle(post({ body: "{}", headers: { "content-type": type } }));
    await refusal(response, 415, "content-type");
  }
  for (const length of ["2", "x", "-0", "0x0"])
    await refusal(await handle(post({ headers: { "content-length": length } })), 415, "content-type");
  const json = { "content-type": "application/json" };
  await refusal(await handle(post({ body: " ".repeat(101), headers: json })), 413, "body");
  await refusal(await handle(post({ headers: { ...json, "content-length": "101" } })), 413, "body");
  for (const length of ["x", "-1", "1e1", "0x1", "1.5", "1, 1"]) {
    await refusal(await handle(post({ headers: { ...json, "content-length": length } })), 413, "body");
  }
  // Chunked, or by HTTP/2: a body of which nothing is known before it is read.
  for (const [headers, ...expected] of [
    [json, 413, "body"],
    [{}, 415, "content-type"],
    [{ "transfer-encoding": "chunked" }, 415, "content-type"],
  ]) {
    let sent = 0;
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(50).fill(32, 0, (sent += 50))) });
    await refusal(await handle(post({ body: endless, duplex: "half", headers })), ...expected);
    assert.ok(sent < 1000, `${sent} bytes were read`);
  }
  // An empty one is none.
  for (const headers of [{}, { "transfer-encoding": "chunked" }, { "content-length": "0" }, { connection: "keep-alive" }]) {
    const empty = new ReadableStream({ start: (controller) => controller.close() });
    const asked = handler({ authenticate: async (request) => (assert.equal(await request.text(), ""), user()) });
    assert.equal((await asked(post({ body: empty, duplex: "half", headers }))).status, 200);
  }
  const whole = handler({
    authenticate: async (request) => (assert.equal((await request.text()).length, 100), user()),
    maxBodyLength: 100,
  });
  assert.equal((await whole(post({ body: " ".repeat(100), headers: json }))).status, 200);
});

test("what goes wrong inside is told to the owner only", async () => {
  const told = [];
  const onError = (error, request) => told.push([error.message, request.url]);
  const secret = () => {
    throw new Error(`the database at 10.0.0.1 does not know ${KEY}`);
  };
  for (const authenticate of [secret, async () => secret(), () => ({ user_id: "u" }), () => true, () => "u_1"]) {
    const response = await handler({ authenticate, onError })(post());
    assert.equal(await refusal(response, 500, "internal"), "no token could be made");
    assert.equal((await handler({ authenticate })(post())).status, 500);
  }
  const origins = () => secret();
  for (const method of ["POST", "OPTIONS"]) {
    const request = new Request(URL_, { method, headers: { origin: "https://app.example.com" } });
    await refusal(await handler({ cors: { origins } })(request), 500, "internal");
  }
  assert.equal(told.length, 5);
  assert.match(told[0][0], /10\.0\.0\.1/);
  assert.match(told[2][0], /org_id/);
  assert.equal(told[0][1], URL_);
});

test("an owner who cannot be told changes nothing", async () => {
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  const fail = () => {
    throw new Error(`no room for ${KEY}`);
  };
  for (const onError of [fail, async () => fail()]) {
    for (const authenticate of [fail, async () => fail()]) {
      await refusal(await handler({ authenticate, onError })(post()), 500, "internal");
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 10));
  process.off("unhandledRejection", note);
  assert.deepEqual(unhandled, []);
});

test("pages of other origins", async () => {
  const ask = (cors, origin, method = "POST") =>
    handler({ cors })(new Request(URL_, { method, headers: origin ? { origin, "access-control-request-method": "POST" } : {} }));
  const allowed = async (...args) => (await ask(...args)).headers.get("access-control-allow-origin");
  const app = "https://app.example.com";

  assert.equal(await allowed({ origins: "*" }, "https://evil.example"), "*");
  assert.equal(await allowed({ origins: [app] }, app), app);
  assert.equal(await allowed({ origins: (origin) => origin.endsWith(".example.com") }, app), app);
  for (const origin of [
    "https://evil.example",
    "null",
    "https://app.example.com.evil.example",
    `${app}:8443`,
    "http://app.example.com",
    undefined,
  ]) {
    const response = await ask({ origins: [app], credentials: true }, origin);
    assert.deepEqual([response.status, response.headers.get("vary")], [200, "Origin"], origin);
    for (const [name] of response.headers) assert.ok(!name.startsWith("access-control"), name);
  }
  const answer = await ask({ origins: [app], credentials: true }, app);
  assert.equal(answer.headers.get("access-control-allow-credentials"), "true");
  assert.equal(answer.headers.get("access-control-expose-headers"), "Date");
  assert.equal(answer.headers.get("vary"), "Origin");

  const preflight = await ask({ origins: [app], headers: ["X-Csrf"], maxAge: 60 }, app, "OPTIONS");
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-origin"), app);
  assert.equal(preflight.headers.get("access-control-allow-methods"), "POST");
  assert.equal(preflight.headers.get("access-control-allow-headers"), "authorization, content-type, X-Csrf");
  assert.equal(preflight.headers.get("access-control-max-age"), "60");
  assert.equal((await ask({ origins: [app] }, "https://evil.example", "OPTIONS")).headers.get("access-control-allow-methods"), null);
  // Errors can be read too, so that a page learns that its user has to sign in.
  const denied = await createTokenHandler({ minter, authenticate: () => null, cors: { origins: [app] } })(
    post({ headers: { origin: app } }),
  );
  assert.deepEqual([denied.status, denied.headers.get("access-control-allow-origin")], [401, app]);

  // Yes is `true`: a promise says nothing yet.
  for (const origins of [async () => false, async () => true, () => "no", () => 1]) assert.equal(await allowed({ origins }, app), null);
  refused(() => handler({ cors: { origins: "*", credentials: true } }), "option");
  // In a text every part of it would be found.
  for (const origins of [`${app},https://other.example`, app, "", undefined, null, {}, 7])
    refused(() => handler({ cors: { origins } }), "option", /cors/);
  for (const origin of ["app.example.com", `${app}/`, `${app}/x`, "*", ""])
    refused(() => handler({ cors: { origins: [origin] } }), "option");
  refused(() => handler({ authenticate: undefined }), "option");
});

test("a body that is not JSON is the caller's fault", async () => {
  const json = { "content-type": "application/json" };
  const told = [];
  const handle = handler({ authenticate: () => assert.fail("was asked"), onError: (error) => told.push(error) });
  for (const body of ["{", "{'a': 1}", "a=b", "<html>", "{}{}", '{"a":1,}', "\u0000", "undefined", "NaN"]) {
    await refusal(await handle(post({ body, headers: json })), 400, "json");
  }
  assert.deepEqual(told, []);
  const reading = handler({ authenticate: async (request) => (await request.json()) && user(), onError: (error) => told.push(error.name) });
  for (const body of ["{}", " [1] ", "\ufeff{}", "7", '"x"'])
    assert.equal((await reading(post({ body, headers: json }))).status, 200, body);
  // Where there is none, only `authenticate` knows whether it needs one.
  for (const init of [{ headers: json }, {}, { headers: { "content-length": "0" } }, { body: "  ", headers: json }]) {
    await refusal(await reading(post(init)), 400, "json");
  }
  assert.deepEqual(told, Array(4).fill("SyntaxError"));
  // A body that is JSON is not the reason.
  const parsing = handler({ authenticate: async (request) => JSON.parse(`{${await request.text()}`), onError: () => {} });
  await refusal(await parsing(post({ body: "{}", headers: json })), 500, "internal");
});

test("a handler that fails is not mute", async (t) => {
  const written = t.mock.method(console, "error", () => {});
  const handle = handler({ authenticate: () => ({ user_id: "u_1" }) });
  await refusal(await handle(new Request(`${URL_}?token=secret`, { method: "POST" })), 500, "internal");
  assert.equal(written.mock.callCount(), 1);
  const [head, error] = written.mock.calls[0].arguments;
  assert.equal(head, "mintbird: POST https://app.example.com/token:");
  assert.match(error.message, /org_id/);
  await refusal(await handler({ authenticate: () => ({ user_id: "u_1" }), onError: () => {} })(post()), 500, "internal");
  assert.equal(written.mock.callCount(), 1);
});

test("the minter may be made with the first request", async () => {
  const made = mock.fn(() => new Minter(template, KEY));
  const handle = createTokenHandler({ minter: made, authenticate: user });
  assert.equal(made.mock.callCount(), 0);
  for (let sent = 0; sent < 3; sent++) {
    const { token, expires_at } = await (await handle(post())).json();
    assert.equal(verifier.verify(token).exp, expires_at);
  }
  assert.equal(made.mock.callCount(), 1);

  // The key is there from the second request on.
  const told = [];
  const keys = [undefined, KEY];
  const late = createTokenHandler({
    minter: () => new Minter(template, keys.shift()),
    authenticate: user,
    onError: (e) => told.push(e.code),
  });
  await refusal(await late(post()), 500, "internal");
  assert.deepEqual([(await late(post())).status, (await late(post())).status, told], [200, 200, ["key"]]);

  for (const wrong of [() => undefined, () => ({}), async () => undefined, async () => ({})]) {
    const told = [];
    const handle = createTokenHandler({ minter: wrong, authenticate: user, onError: (error) => told.push(error.code) });
    await refusal(await handle(post()), 500, "internal");
    assert.deepEqual(told, ["option"]);
  }
});

test("what is thrown for the framework passes through", async () => {
  class HTTPException extends Error {
    getResponse() {}
  }
  class H3Error extends Error {
    static __h3_error__ = true;
  }
  class DataWithResponseInit {
    type = "DataWithResponseInit";
    constructor(data, init) {
      Object.assign(this, { data, init });
    }
  }
  class ElysiaCustomStatusResponse {
    constructor(code, response) {
      Object.assign(this, { code, response });
    }
  }
  const next = (digest) => Object.assign(new Error(digest), { digest });
  const told = [];
  for (const thrown of [
    next("NEXT_REDIRECT;replace;/login;307;"),
    next("NEXT_HTTP_ERROR_FALLBACK;404"),
    next("DYNAMIC_SERVER_USAGE"),
    new HTTPException("Hono"),
    { status: 303, location: "/login" },
    { status: 401, body: { message: "SvelteKit" } },
    Object.assign(new H3Error("h3 1"), { statusCode: 401 }),
    Object.assign(new H3Error("h3 1"), { statusCode: 401, statusMessage: "Unauthorized" }),
    Object.assign(new Error("h3 2"), { name: "HTTPError", status: 401 }),
    new DataWithResponseInit("React Router", { status: 401 }),
    new ElysiaCustomStatusResponse(401, "Elysia"),
    Object.assign(new Error("http-errors"), { status: 403, statusCode: 403, expose: true }),
  ]) {
    for (const authenticate of [
      () => {
        throw thrown;
      },
      () => Promise.reject(thrown),
    ]) {
      for (const init of [{}, { body: "{}", headers: { "content-type": "application/json" } }]) {
        const handle = handler({ authenticate, onError: (error) => told.push(error) });
        await assert.rejects(
          async () => handle(post(init)),
          (error) => error === thrown,
        );
      }
    }
  }
  // Elysia's is returned as well.
  const status = new ElysiaCustomStatusResponse(401, "Elysia");
  for (const authenticate of [() => status, async () => status]) {
    await assert.rejects(
      async () => handler({ authenticate })(post()),
      (error) => error === status,
    );
  }
  const redirect = handler({
    authenticate: () => Promise.reject(Response.redirect("https://app.example.com/login", 303)),
    onError: () => {},
  });
  assert.equal((await redirect(post())).headers.get("location"), "https://app.example.com/login");
  assert.deepEqual(told, []);
  // Whatever else has a status may come from anywhere.
  const fetchError = Object.assign(new Error("[GET] 403"), {
    name: "FetchError",
    status: 403,
    statusCode: 403,
    statusMessage: "Forbidden",
  });
  for (const thrown of [
    fetchError,
    Object.assign(new Error("database"), { status: 404 }),
    "x",
    undefined,
    null,
    { message: "x" },
    { status: 7 },
  ]) {
    await refusal(await handler({ authenticate: () => Promise.reject(thrown), onError: (e) => told.push(e) })(post()), 500, "internal");
  }
  assert.equal(told.length, 7);
});

test("what `authenticate` must return is said by its name", async () => {
  const told = [];
  const onError = ({ code, message }) => told.push(`${code}: ${message}`);
  for (const answer of [true, "u_1", 7, async () => true])
    await refusal(await handler({ authenticate: () => answer, onError })(post()), 500, "internal");
  const expected = "option: `authenticate` must return an object of names and values, or nothing, not a ";
  assert.deepEqual(
    told,
    ["boolean", "string", "number", "function"].map((type) => expected + type),
  );
});

test("a minter may be made by a promise, once for all who wait", async () => {
  const told = [];
  const vault = [() => Promise.reject(new Error("sealed")), async () => minter];
  const handle = createTokenHandler({ minter: () => vault.shift()(), authenticate: user, onError: (error) => told.push(error.message) });
  await refusal(await handle(post()), 500, "internal");
  const statuses = (await Promise.all([handle(post()), handle(post()), handle(post())])).map(({ status }) => status);
  assert.deepEqual([statuses, told], [[200, 200, 200], ["sealed"]]);
  assert.ok(handle(post({ headers: { "content-length": "0" } })) instanceof Response, "at once, once it is there");
});

test("whoever hands over something else than a request is told what to hand over", async (t) => {
  const written = t.mock.method(console, "error", () => {});
  const gateway = { verifier, limiter: new RateLimiter(), upstream: "https://api.tinybird.co", staticToken: "p.static.token" };
  const { method, url } = post();
  const odd = [
    undefined,
    null,
    { req: { raw: post(), method, url } },
    { request: post(), headers: {}, body: null },
    { method, url, headers: { host: "x" } },
  ];
  for (const handle of [handler(), createGateway(gateway), createGateway(() => gateway), createTokenApi({ signingKey: KEY })]) {
    for (const value of odd) {
      const before = written.mock.callCount();
      await refusal(await handle(value), 500, "internal");
      assert.equal(written.mock.callCount(), before + 1);
      assert.match(
        written.mock.calls[before].arguments[1].message,
        /^the handler needs a `Request`: pass `context\.req\.raw` in Hono; .* in Express, wrap it with `createServerAdapter`/,
      );
    }
  }
  const told = [];
  await refusal(await handler({ onError: (error) => told.push(error.code) })(odd[2]), 500, "internal");
  assert.deepEqual(told, ["option"]);
});

test("a body that was read before is named", async () => {
  const told = [];
  const handle = handler({ authenticate: () => assert.fail("was asked"), onError: (error) => told.push(error.message) });
  const init = { body: "{}", headers: { "content-type": "application/json" } };
  const [read, locked] = [post(init), post(init)];
  await read.json();
  locked.body.getReader();
  for (const request of [read, locked]) await refusal(await handle(request), 500, "internal");
  assert.equal(told.length, 2);
  for (const message of told) assert.match(message, /was already read; clone the request first, and pass the handler the clone$/);
});

test("a form without a body is a body of no type", async () => {
  const headers = { "content-type": "application/x-www-form-urlencoded", "content-length": "0" };
  assert.equal((await handler()(post({ headers }))).status, 200);
});

test("only an empty body can be what a parser of JSON misses", async () => {
  // The session store answers a page.
  const store = handler({ authenticate: async () => JSON.parse("<html>"), onError: () => {} });
  await refusal(await store(post()), 500, "internal");
  // Another realm's, as in Jest.
  const foreign = runInNewContext("(text) => JSON.parse(text)");
  const reading = handler({ authenticate: async (request) => foreign(await request.text()), onError: () => {} });
  await refusal(await reading(post()), 400, "json");
});
