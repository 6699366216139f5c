// What a caller can get wrong, or can be made to pass on: a code and a message each, and nothing half made.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Minter, SigningKey, Template, Verifier, authorize, inspect, parseStaticToken, sign } from "mintbird";
import { Project } from "mintbird/project";
import { KEY, NOW, OTHER_KEY, codes, refused, template, templateOf } from "./fixtures.js";

const nested = (depth) => "[".repeat(depth) + "]".repeat(depth);
const cyclic = {};
cyclic.self = cyclic;
const boom = new Error("boom");
const throwing = {
  get name() {
    throw boom;
  },
};
const revoked = Proxy.revocable({}, {});
revoked.revoke();

test("broken templates", () => {
  const make = (template) => () => new Minter(template, KEY);
  for (const broken of ["", "{", "nope", "{}x", undefined, null, 7, true, 7n, [], "[]", '"x"', {}]) {
    refused(make(broken), "template", /cannot be used/);
  }
  for (const other of [Symbol("x"), () => 0, new Date(), new Map(), new Uint8Array(4), /x/, Promise.resolve()]) {
    refused(make(other), "template", /objects, arrays, strings/);
  }
  const error = refused(make({ ...template, limits: { rps: new Map() } }), "template", /\/limits\/rps/);
  assert.deepEqual(error.issues, [{ code: "template-json", severity: "error", path: "/limits/rps", message: error.issues[0].message }]);
  const scope = { type: "PIPES:READ", resource: "p", fixed_params: { "a/b~c": new Date() } };
  const { issues } = refused(make({ ...template, scopes: [...template.scopes, scope] }), "template");
  assert.equal(issues[0].path, "/scopes/2/fixed_params/a~1b~0c");
});

test("all faults of a template at once", () => {
  const broken = {
    name: "{",
    ttl: "soon",
    scopes: [
      {
        type: "PIPES:READ",
        resource: "a",
        fixed_param: {},
        fixed_params: { a: undefined, b: null, c: NaN, d: {}, e: "{x:Array(String)}" },
      },
      { type: "DATASOURCES:READ", resource: "b", filter: "x = {y}" },
      { type: "PIPE:READ", resource: "" },
    ],
    limits: { rps: "10" },
  };
  const { issues } = refused(() => new Minter(broken, KEY), "template");
  const found = issues.filter(({ severity }) => severity === "error").map(({ code, path }) => `${code} ${path}`);
  for (const expected of [
    "placeholder /name",
    "ttl /ttl",
    "fixed-param-null /scopes/0/fixed_params/a",
    "fixed-param-null /scopes/0/fixed_params/b",
    "fixed-param-null /scopes/0/fixed_params/c",
    "fixed-param-type /scopes/0/fixed_params/d",
    "placeholder-type /scopes/0/fixed_params/e",
    "placeholder-type /scopes/1/filter",
    "scope-type /scopes/2/type",
    "rps-type /limits/rps",
  ]) {
    assert.ok(found.includes(expected), `${expected} is not among\n${found.join("\n")}`);
  }
  assert.ok(issues.some(({ path, message }) => path === "/scopes/0/fixed_param" && message.includes("`fixed_params`")));
});

test("unknown members of a template suggest the near name", () => {
  const near = (template, expected) => refused(() => new Minter(template, KEY), "template", expected);
  near({ ...template, limit: { rps: 1 } }, /`limits`/);
  near({ ...template, scopes: [{ type: "PIPES:READ", resource: "p", fixed_param: { a: 1 } }] }, /`fixed_params`/);
});

test("oversized templates", () => {
  const make = (template) => () => new Minter(template, KEY);
  const many = (count) => Array.from({ length: count }, (_, index) => ({ type: "PIPES:READ", resource: `p${index}` }));
  const names = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`p${index}`, `{p${index}}`]));
  const scope = { type: "PIPES:READ", resource: "p" };
  for (const large of [
    "x".repeat(1_000_000),
    JSON.stringify({ ...template, name: "x".repeat(1_000_000) }),
    { ...template, name: "x".repeat(1_000_000) },
    { ...template, scopes: many(10_000) },
    { ...template, scopes: many(1000) },
    { ...template, scopes: [{ ...scope, fixed_params: names }] },
  ]) {
    assert.deepEqual(codes(refused(make(large), "template")), ["template-too-large"]);
  }
  for (const deep of [nested(33), nested(5000), JSON.parse(nested(33)), JSON.parse(nested(5000))]) {
    refused(make(deep), "template", /nest|deep/);
    refused(make({ ...template, limits: typeof deep === "string" ? JSON.parse(deep) : deep }), "template", /nest|deep/);
  }
});

test("hostile templates", () => {
  refused(() => new Minter(cyclic, KEY), "template", /contains itself/);
  const twice = {};
  twice.a = twice.b = twice.c = twice;
  refused(() => new Minter(twice, KEY), "template", /contains itself/);
  // What the caller's own code throws is the caller's, thrown before anything has crossed.
  assert.throws(() => new Minter(throwing, KEY), boom);
  assert.throws(() => new Minter({ ...template, scopes: [throwing] }, KEY), boom);
  assert.throws(() => new Minter(revoked.proxy, KEY), TypeError);
  refused(() => new Minter(templateOf("\ud800"), KEY), "template");
  refused(() => new Minter(templateOf(9007199254740993), KEY), "template", /BigInt/);
  assert.equal(typeof new Minter(templateOf(9007199254740993n), KEY).mint({}), "string");
});

test("keys that cannot be", () => {
  const jwt = new Minter(template, KEY).mint({ user_id: 1, org_id: "a" });
  for (const [key, message] of [
    ["", /empty/],
    [" \n", /empty/],
    ["secret", /32 bytes/],
    ["x".repeat(31), /32 bytes/],
    ["x".repeat(16 * 1024 + 1), /16 KiB/],
    ["é".repeat(8 * 1024 + 1), /16 KiB/],
    [`-----BEGIN PUBLIC KEY-----\n${"x".repeat(99)}`, /PEM/],
    [JSON.stringify({ kty: "oct", k: "x".repeat(43) }), /JWK/],
    [jwt, /JWT/],
    [`${"x".repeat(40)}\ud800`, /Unicode/],
    [undefined, /undefined.*environment/],
    [null, /null.*environment/],
    [42, /^the signing key must be a string or a `SigningKey`, not a number$/],
    [new TextEncoder().encode(KEY), /a string or a `SigningKey`, not an object$/],
    [[KEY], /not an object$/],
    [{ toString: () => KEY }, /not an object$/],
    [Symbol("x"), /not a symbol$/],
  ]) {
    refused(() => new Minter({ ...template, workspace_id: "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c" }, key), "key", message);
    if (!Array.isArray(key)) refused(() => new Verifier({ keys: key }), "key", message);
    if (key !== undefined) refused(() => new Verifier({ keys: [KEY, key] }), "key", message);
  }
});

test("keys that are hardly meant", () => {
  const id = "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c";
  assert.deepEqual(codes(new Minter(template, KEY)), []);
  assert.deepEqual(codes(new Minter(template, `${KEY}\n`)), ["key-whitespace"]);
  assert.deepEqual(codes(new Minter({ ...template, workspace_id: id }, KEY)), ["key-workspace"]);
  assert.deepEqual(codes(new Minter({ ...template, workspace_id: id }, "x".repeat(32))), ["key-not-static-token"]);
  assert.deepEqual(codes(refused(() => new Minter(template, "x".repeat(32)), "template")), ["workspace-id-missing"]);
  const params = { user_id: 1, org_id: "a" };
  const minted = (key) => new Minter(template, key).mint(params, { now: NOW });
  assert.equal(minted(` ${KEY}\r\n`), minted(KEY));
  assert.equal(minted(`${KEY}${"\n".repeat(100_000)}`), minted(KEY));
  const longest = new Minter({ ...template, workspace_id: id }, "x".repeat(16 * 1024)).mint(params, { now: NOW });
  assert.notEqual(longest, new Minter({ ...template, workspace_id: id }, `${"x".repeat(16 * 1024 - 1)}y`).mint(params, { now: NOW }));
});

test("ttl", () => {
  const minter = new Minter(templateOf("x"), KEY);
  const years = 10 * 365 * 86_400;
  for (const ttl of [
    0,
    -1,
    1.5,
    NaN,
    Infinity,
    years + 1,
    1e300,
    "",
    "0s",
    "-1s",
    "soon",
    "10",
    "10 m",
    "1w",
    "9999999999999999999d",
    null,
    true,
    {},
    [],
    5n,
    () => 5,
  ]) {
    if (typeof ttl !== "bigint") {
      refused(() => new Minter(templateOf("x", { ttl }), KEY), "template", /\/ttl/);
    }
    refused(() => minter.mint({}, { ttl }), "option", /`ttl`/);
  }
  assert.equal(typeof minter.mint({}, { ttl: years, now: NOW }), "string");
  assert.ok(codes(new Minter(templateOf("x", { ttl: "7d" }), KEY)).includes("exp-far"));
});

test("clocks that cannot be", () => {
  const minter = new Minter(templateOf("x"), KEY);
  const verifier = new Verifier({ keys: KEY });
  const token = minter.mint({}, { now: NOW });
  for (const now of [0, -1, NaN, Infinity, 1.5, NOW * 1000, 253402300800, null, "1700000000", 1700000000n, {}, true]) {
    refused(() => minter.mint({}, { now }), "clock", /Unix seconds/);
    refused(() => minter.mintMany([{}], { now }), "clock");
    refused(() => verifier.verify(token, { now }), "clock");
    assert.equal(inspect(token, { now }).kind, "jwt");
  }
  const { now } = Date;
  try {
    Date.now = () => 0;
    refused(() => minter.mint({}), "clock");
    refused(() => verifier.verify(token), "clock");
    assert.equal(inspect(token).expiry, null);
  } finally {
    Date.now = now;
  }
});

test("options that are no object", () => {
  const minter = new Minter(templateOf("x"), KEY);
  const token = minter.mint({});
  const verifier = new Verifier({ keys: KEY });
  for (const wrong of [null, 7, "now", NOW, () => 0]) {
    refused(() => minter.mint({}, wrong), "option");
    refused(() => minter.mintMany([{}], wrong), "option");
    refused(() => verifier.verify(token, wrong), "option");
    refused(() => new Verifier(wrong), "option");
  }
  assert.throws(
    () =>
      minter.mint(
        {},
        {
          get now() {
            throw boom;
          },
        },
      ),
    boom,
  );
  assert.throws(
    () =>
      verifier.verify(token, {
        get now() {
          throw boom;
        },
      }),
    boom,
  );
  assert.equal(typeof minter.mint({}), "string");
});

test("a verifier's policy", () => {
  for (const keys of [[], [undefined], [undefined, undefined]]) refused(() => new Verifier({ keys }), "option", /`keys`/);
  refused(() => new Verifier({}), "key");
  for (const workspaceId of ["", "x", null, 7, {}]) {
    refused(() => new Verifier({ keys: KEY, workspaceId }), "option", /`workspaceId`/);
  }
  for (const clockTolerance of [-1, 0.5, 601, NaN, Infinity, null, "5", {}]) {
    refused(() => new Verifier({ keys: KEY, clockTolerance }), "option", /`clockTolerance`/);
  }
});

const huge = ".".repeat(1e6);
const anything = [
  undefined,
  null,
  true,
  0,
  NaN,
  7n,
  Symbol("x"),
  () => 0,
  {},
  [],
  cyclic,
  throwing,
  revoked.proxy,
  new String("a.b.c"),
  "",
  " ",
  ".",
  "..",
  "a.b.c",
  "p.",
  "p..",
  "p.eyJ.x",
  "Bearer a.b.c",
  "\ud800",
  "é.é.é",
  "\0",
  "eyJ..",
  huge,
];

test("anything at all can be inspected", () => {
  for (const value of anything) {
    const report = inspect(value);
    assert.ok(["unknown", "jwt", "static-token"].includes(report.kind));
    assert.ok(report.issues.length > 0 && report.issues.every(({ code, message }) => code && message));
  }
  assert.equal(inspect(new String("a.b.c")).kind, "unknown");
});

test("anything at all is refused by verify and parseStaticToken, by a code", () => {
  const verifier = new Verifier({ keys: [KEY, OTHER_KEY] });
  const others = { [huge]: "too-large", "..": "header", "p.eyJ.x": "wrong-kind" };
  for (const value of anything) {
    const code = typeof value === "string" ? others[value] : undefined;
    refused(() => verifier.verify(value), code ?? "malformed");
    refused(() => parseStaticToken(value), value === huge ? "too-large" : "malformed");
  }
});

const WORKSPACE = "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c";

test("options where none are taken are refused, and what `map` hands on is not", () => {
  const claims = { workspace_id: WORKSPACE, name: "n", exp: NOW, scopes: [{ type: "PIPES:READ", resource: "r" }] };
  const project = new Project({});
  for (const call of [
    () => new Minter(template, KEY, { ttl: 5 }),
    () => new Template(template, { ttl: 5 }),
    () => new SigningKey(KEY, { workspaceId: WORKSPACE }),
    () => sign(claims, KEY, { ttl: 5 }),
    () => authorize(claims, { pipe: "r" }, { now: NOW }),
    () => new Project({}, { strict: true }),
    () => project.check(template, { strict: true }),
    () => project.check(template, undefined, {}),
  ])
    refused(call, "option", /takes no options/);
  assert.equal([template].map((one, ...rest) => new Template(one, ...rest).params.length)[0], 2);
  assert.equal([claims].map((one, ...rest) => sign(one, KEY, ...rest)).length, 1);
  new Map([[KEY, KEY]]).forEach((...each) => new SigningKey(...each));
});

test("a value to refuse that is undefined is refused, and not left out", () => {
  for (const refuse of [{ org_id: undefined }, { org_id: [undefined] }]) {
    refused(() => new Template({ ...template, refuse }), "template", /\/refuse\/org_id/);
  }
  assert.equal(new Template({ ...template, refuse: undefined }).ttl, 600);
});

test("a request's numbers that have lost digits are refused", () => {
  const claims = { workspace_id: WORKSPACE, name: "n", exp: NOW, scopes: [{ type: "PIPES:READ", resource: "r" }] };
  for (const lost of [2 ** 60, 1e21, -(2 ** 53), [1, 2 ** 60]]) {
    refused(() => authorize(claims, { pipe: "r", params: { z: lost } }), "option", /lost digits/);
  }
  assert.deepEqual(authorize(claims, { pipe: "r", params: { z: 2 ** 53 - 1, f: 0.5 } }).params, { z: 2 ** 53 - 1, f: 0.5 });
  for (const bad of [null, {}, NaN, 12n, new Date(), [null]]) {
    refused(() => authorize(claims, { pipe: "r", params: { z: bad } }), "option", /has `z`, which must be/);
  }
});

test("no message has a key or a JWT in the place of a name", () => {
  const jwt = new Minter(template, KEY).mint({ user_id: "u", org_id: "acme" });
  for (const secret of [KEY, jwt]) {
    for (const call of [
      () => sign({ [secret]: () => 1 }, KEY),
      () => new Template({ [secret]: () => 1 }),
      () => new Template({ [`Bearer ${secret}`]: { a: 1n, b: 2 ** 60 } }),
      () => new Template({ [secret]: 1 }),
      () => new Template({ ...template, refuse: { [secret]: [] } }),
    ]) {
      const { message, issues } = refused(call, call.toString().includes("sign(") ? "claims" : "template");
      assert.ok(!`${message}${JSON.stringify(issues)}`.includes(secret.slice(-40)), message);
    }
  }
});
