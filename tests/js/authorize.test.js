import assert from "node:assert/strict";
import { test } from "node:test";
import { Minter, Verifier, sign } from "mintbird";
import { KEY, NOW, OTHER_KEY, refused, template } from "./fixtures.js";

const verifier = new Verifier({ keys: KEY });
const token = new Minter(template, KEY).mint({ user_id: "u_1", org_id: "acme" }, { now: NOW });
const authorize = (request, text = token, now = NOW) => verifier.authorize(text, request, { now });
const top = (params) => authorize({ pipe: "top_pages", params });

test("the example of the documentation", () => {
  assert.deepEqual(top({ org_id: "other", page: "1" }), {
    allowed: true,
    name: "dashboard_u_1",
    params: { org_id: "acme", currency: "eur", page: "1" },
    limits: { rps: 10 },
  });
  assert.deepEqual(authorize({ datasource: "events" }), {
    allowed: true,
    name: "dashboard_u_1",
    params: {},
    filter: "org_id = 'acme'",
    limits: { rps: 10 },
  });
});

test("parameters come as an object, as pairs or as a query string", () => {
  const expected = { org_id: "acme", currency: "eur", label: ["a", "b"], page: "2" };
  const query = "label=a&org_id=other&label=b&page=2&ORG_ID=x&org_id%5B%5D=x&org_id%00=x&%EF%BD%8Frg_id=x&org_id+=x";
  assert.deepEqual(top(query).params, expected);
  assert.deepEqual(top(`?${query}`).params, expected);
  assert.deepEqual(top(new URLSearchParams(query)).params, expected);
  assert.deepEqual(top([...new URLSearchParams(query)]).params, expected);
  assert.deepEqual(top({ label: ["a", "b"], org_id: ["other"], page: "2", "org_id[0]": "x" }).params, expected);
  assert.deepEqual(top({ n: 1.5, b: false, absent: undefined, list: [1, true, "x"] }).params, {
    org_id: "acme",
    currency: "eur",
    n: 1.5,
    b: false,
    list: [1, true, "x"],
  });
  for (const none of [undefined, {}, "", [], new URLSearchParams()]) {
    assert.deepEqual(top(none).params, { org_id: "acme", currency: "eur" });
  }
  assert.deepEqual(top({ ["__proto__"]: "x" }).params, JSON.parse('{"org_id":"acme","currency":"eur","__proto__":"x"}'));
});

test("what every object inherits names no resource", () => {
  const wide = sign(
    { workspace_id: "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c", name: "u", exp: NOW + 60, scopes: [{ type: "PIPES:READ", resource: "t_1" }] },
    KEY,
  );
  for (const polluted of [{ id: "t_1" }, { pipe: "t_1" }, { datasource: "d" }, { params: "org_id=other" }]) {
    const [[name, value]] = Object.entries(polluted);
    Object.prototype[name] = value;
    try {
      assert.equal(authorize({ pipe: "revenue" }, wide).code, "scope");
      assert.deepEqual(top(undefined).params, { org_id: "acme", currency: "eur" });
      if (name === "pipe") refused(() => authorize({}), "option");
    } finally {
      delete Object.prototype[name];
    }
  }
});

test("a tenant's number is not rounded to another's", () => {
  const claims = `{"workspace_id":"7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c","name":"u","exp":${NOW + 60},
    "scopes":[{"type":"PIPES:READ","resource":"p","fixed_params":{"id":9007199254740993,"plan":7}}]}`;
  assert.deepEqual(authorize({ pipe: "p" }, sign(claims, KEY)).params, { id: "9007199254740993", plan: 7 });
});

test("denials have a status, a code and a message", () => {
  const denied = (expected, ...args) => {
    const { allowed, status, code, message, ...rest } = authorize(...args);
    assert.deepEqual([allowed, status, code, rest], [false, ...expected, {}]);
    assert.match(message, /^[a-z].{15,}[^.]$/);
    assert.ok(!message.includes(token));
  };
  const pipe = { pipe: "top_pages" };
  denied([401, "token-missing"], pipe, "");
  denied([401, "token-missing"], pipe, null);
  denied([403, "malformed"], pipe, "abc");
  denied([403, "wrong-kind"], pipe, KEY);
  denied([403, "too-large"], pipe, "a".repeat(20_000));
  denied([403, "signature"], pipe, `${token.slice(0, -5)}AAAAA`);
  denied([403, "expired"], pipe, token, NOW + 600);
  denied([403, "scope"], { pipe: "revenue" });
  denied([403, "scope"], { datasource: "top_pages" });
  denied([403, "signature"], pipe, new Minter(template, OTHER_KEY).mint({ user_id: "u", org_id: "o" }, { now: NOW }));
  const foreign = new Verifier({ keys: KEY, workspaceId: "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c" });
  assert.equal(foreign.authorize(token, pipe, { now: NOW }).code, "workspace");
  denied([400, "params"], { pipe: "top_pages", params: "a&".repeat(513) });
});

test("a static token in a wrong place is not repeated", () => {
  const secret = KEY.slice(0, 20);
  for (const request of [
    { pipe: "p", params: { [KEY]: null } },
    { pipe: "p", params: [[KEY]] },
    { pipe: "p", params: { [KEY]: ["\ud800"] } },
    { [KEY]: "p" },
  ]) {
    assert.throws(
      () => authorize(request),
      ({ code, message }) => code === "option" && !message.includes(secret),
    );
  }
});

test("misuse throws", () => {
  for (const request of [undefined, null, "top_pages", 7, {}, { pipe: 7 }, { pipe: "" }, { pipe: "a", datasource: "b" }]) {
    refused(() => authorize(request), "option");
  }
  const circular = {};
  circular.self = circular;
  for (const params of [7, true, null, { a: null }, { a: NaN }, { a: [[1]] }, { a: 1n }, circular, [["a"]], new Map([[1, "a"]])]) {
    refused(() => top(params), "option", /params/);
  }
  refused(() => top("a".repeat(300_000)), "option", /256 KiB/);
  refused(() => authorize({ pipe: "top_pages" }, token, 0), "clock");
  const gone = new Verifier({ keys: KEY });
  gone.free();
  refused(() => gone.authorize(token, { pipe: "top_pages" }), "option", /freed/);
});
