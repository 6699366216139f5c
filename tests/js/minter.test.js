import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { inspect as show } from "node:util";
import { Minter, MintbirdError, SigningKey, Template, Verifier, sign } from "mintbird";
import { KEY, NOW, OTHER_KEY, codes, payload, refused, template, templateOf } from "./fixtures.js";

const WORKSPACE = JSON.parse(Buffer.from(KEY.split(".")[1], "base64url")).u;

test("a token is what node:crypto makes of the documented payload", () => {
  const minter = new Minter(template, KEY);
  const token = minter.mint({ user_id: "u_1", org_id: "it's {acme}" }, { now: NOW });
  const claims =
    `{"workspace_id":"${WORKSPACE}","name":"dashboard_u_1","exp":${NOW + 600},"scopes":[` +
    `{"type":"PIPES:READ","resource":"top_pages","fixed_params":{"org_id":"it's {acme}","currency":"eur"}},` +
    `{"type":"DATASOURCES:READ","resource":"events","filter":"org_id = 'it\\\\'s \\\\x7Bacme\\\\x7D'"}],"limits":{"rps":10}}`;
  assert.equal(payload(token), claims);
  const input = token.slice(0, token.lastIndexOf("."));
  assert.equal(token, `${input}.${createHmac("sha256", KEY).update(input).digest("base64url")}`);
});

test("a template is the same as an object, as text and as imported JSON", async () => {
  const params = { user_id: 1, org_id: "a" };
  const mint = (template) => new Minter(template, KEY).mint(params, { now: NOW });
  assert.equal(mint(JSON.stringify(template)), mint(template));
  assert.equal(mint(JSON.parse(JSON.stringify(template))), mint(template));
  assert.equal(mint(new Proxy(template, {})), mint(template));
  assert.equal(mint(Object.assign(Object.create(null), template)), mint(template));
});

test("params and issues are read once and cannot be changed", () => {
  const minter = new Minter(templateOf("{a} {b} {a}", { name: "x", limits: { rps: 1 } }), KEY);
  assert.deepEqual(minter.params, ["a", "b"]);
  assert.deepEqual(codes(minter), ["name-shared"]);
  assert.equal(minter.issues[0].severity, "warning");
  assert.equal(minter.issues[0].path, "/name");
  for (const object of [minter.params, minter.issues, minter.issues[0]]) assert.ok(Object.isFrozen(object));
  assert.equal(minter.params, minter.params);
});

test("values keep their type where they stand alone", () => {
  const minter = new Minter(templateOf("{v}"), KEY);
  const value = (v) => payload(minter.mint({ v }, { now: NOW })).match(/"value":(.*)\}\}\]\}$/s)[1];
  assert.equal(value("7"), '"7"');
  assert.equal(value(7), "7");
  assert.equal(value(-0), "0");
  assert.equal(value(1.5e-9), "1.5e-9");
  assert.equal(value(true), "true");
  assert.equal(value(false), "false");
  assert.equal(value(Number.MAX_SAFE_INTEGER), "9007199254740991");
  assert.equal(value(18446744073709551615n), "18446744073709551615");
  assert.equal(value(-9223372036854775808n), "-9223372036854775808");
  assert.equal(value("18446744073709551615"), '"18446744073709551615"');
  for (const lost of [2 ** 53, -(2 ** 53), 2 ** 63, 2 ** 64, -(2 ** 64), 999999999999999900000, 1e21, -1e21, 1.5e300, Number.MAX_VALUE]) {
    refused(() => minter.mint({ v: lost }), "param", /`v` is a number that has lost digits/);
  }
  assert.equal(value('a"\\\n\u0000\u2028é😀'), JSON.stringify('a"\\\n\u0000\u2028é😀'));
});

test("a large number fills what is a float everywhere, and loses nothing", () => {
  const filters = (...filters) =>
    new Minter({ name: "n", ttl: 60, scopes: filters.map((filter, n) => ({ type: "DATASOURCES:READ", resource: `r${n}`, filter })) }, KEY);
  const minter = filters("a = {f:Float64} AND b IN {l:Array(Float64)}");
  for (const number of [1e300, Number.MAX_VALUE, 1e21, 10000000000000000, -(2 ** 53)]) {
    const text = payload(minter.mint({ f: number, l: [number] }, { now: NOW }));
    const written = number < 0 ? `(${number})` : `${number}`;
    assert.ok(text.includes(`a = ${written} AND b IN [${written}]`), text);
  }
  const both = filters("a = {f:Float64}", "a = {f:UInt64}");
  refused(() => both.mint({ f: 1e16 }, { now: NOW }), "param", /lost digits/);
  assert.ok(payload(new Minter(templateOf("{f:Float64}"), KEY).mint({ f: 1e21 }, { now: NOW })).includes('"value":1e+21'));
});

test("typed placeholders of fixed parameters check their values and write them as JSON", () => {
  const fixed = { id: "{id:UUID}", n: "{n:UInt64}", slug: "{slug:Slug}", flag: "{flag:Bool}", day: "{day:Date}", text: "<{n:UInt64}>" };
  const scopes = [{ type: "PIPES:READ", resource: "r", fixed_params: fixed }];
  const minter = new Minter({ name: "n_{slug:Slug}", ttl: 60, scopes, refuse: { slug: ["all"] } }, KEY);
  const good = { slug: "acme-1", id: "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c", n: 18446744073709551615n, flag: "true", day: "2024-02-29" };
  const text = payload(minter.mint(good, { now: NOW }));
  assert.ok(
    text.includes(
      '"fixed_params":{"id":"7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c","n":18446744073709551615,"slug":"acme-1","flag":true,"day":"2024-02-29","text":"<18446744073709551615>"}',
    ),
    text,
  );
  assert.equal(payload(minter.mint({ ...good, n: "18446744073709551615", flag: true }, { now: NOW })), text);
  for (const [name, value] of Object.entries({ id: "all", n: "1,2", slug: "a b", flag: 1, day: "today" })) {
    refused(() => minter.mint({ ...good, [name]: value }), "param", new RegExp(`\`${name}\` `));
  }
  refused(() => minter.mint({ ...good, n: 2 ** 53 }), "param", /lost digits/);
  refused(() => minter.mint({ ...good, slug: "all" }), "param", /`slug` has a value that the template refuses/);
});

test("a template says where its placeholders are", () => {
  const scopes = [
    { type: "PIPES:READ", resource: "r", fixed_params: { org_id: "{org:Slug}" } },
    { type: "DATASOURCES:READ", resource: "e", filter: "a IN {list: Array(UInt8)}" },
  ];
  const template = new Template({ name: "n_{user}", ttl: "1h", scopes, refuse: { org: ["all"] } });
  assert.deepEqual(template.placeholders, [
    { param: "user", type: null, path: "/name" },
    { param: "org", type: "Slug", path: "/scopes/0/fixed_params/org_id" },
    { param: "list", type: "Array(UInt8)", path: "/scopes/1/filter" },
  ]);
  assert.ok(Object.isFrozen(template.placeholders) && template.placeholders.every(Object.isFrozen));
  template.free();
});

test("names are looked at before values", () => {
  const minter = new Minter(templateOf("{v}"), KEY);
  for (const image of [null, undefined, NaN, {}, [], "", [[null]], 2 ** 60, Symbol("s"), () => 1]) {
    refused(() => minter.mint({ v: "a", image }), "param", /`image` is not in the template/);
    refused(() => minter.mint({ image, v: null }), "param", /`image` is not in the template/);
  }
  refused(() => minter.mint({ v: [1, [null], "a"] }), "param", /`v` is null/);
  refused(() => minter.mint({ v: [undefined, null] }), "param", /`v` is undefined/);
});

test("64-bit integers and lists in filters keep every digit", () => {
  const filter = "id IN {ids:Array(UInt64)} AND n = {n:Int64}";
  const minter = new Minter({ name: "x", ttl: 60, scopes: [{ type: "DATASOURCES:READ", resource: "events", filter }] }, KEY);
  const params = { ids: [1, 18446744073709551615n, "9007199254740993"], n: "-9223372036854775808" };
  const { filter: sql } = JSON.parse(payload(minter.mint(params, { now: NOW }))).scopes[0];
  assert.match(sql, /18446744073709551615/);
  assert.match(sql, /9007199254740993/);
  assert.match(sql, /-9223372036854775808/);
  refused(() => minter.mint({ ...params, n: 9223372036854775808n }), "param", /`n`/);
  refused(() => minter.mint({ ...params, ids: [] }), "param", /`ids`/);
  refused(() => minter.mint({ ...params, ids: "1,2" }), "param", /`ids`/);
  refused(() => minter.mint({ ...params, ids: [[1]] }), "param", /`ids`/);
});

test("ttl and now", () => {
  const minter = new Minter(templateOf("x"), KEY);
  const exp = (options) => JSON.parse(payload(minter.mint({}, options))).exp;
  assert.equal(exp({ now: NOW }), NOW + 60);
  assert.equal(exp({ now: NOW, ttl: 5 }), NOW + 5);
  assert.equal(exp({ now: NOW, ttl: "2h" }), NOW + 7200);
  assert.equal(exp({ now: NOW, ttl: undefined }), NOW + 60);
  const before = Math.floor(Date.now() / 1000);
  for (const options of [undefined, {}, { now: undefined }]) {
    const behind = exp(options) - 60 - before;
    assert.ok(behind >= 0 && behind <= 1, `${behind}`);
  }
});

test("options are judged before parameters", () => {
  const minter = new Minter(template, KEY);
  for (const params of [null, new Map(), 1, {}, { user_id: 1 }, { user_id: 1, org_id: undefined, nobody: 1 }]) {
    for (const [mint, given] of [
      ["mint", params],
      ["mintMany", [params]],
    ]) {
      refused(() => minter[mint](given, { now: 0 }), "clock");
      refused(() => minter[mint](given, { now: NOW, ttl: "x" }), "option", /`ttl`/);
    }
  }
});

test("a ttl in milliseconds is named, and so is one without a unit", () => {
  const minter = new Minter(templateOf("x", { ttl: 60 }), KEY);
  const exp = (ttl) => JSON.parse(payload(minter.mint({}, { now: NOW, ttl }))).exp - NOW;
  for (const ttl of [600_000, 3_600_000, 91_000, 10_000]) {
    const words = new RegExp(`milliseconds, of ${ttl / 1000} seconds. .*"${ttl}s"`);
    refused(() => exp(ttl), "option", words);
    refused(() => minter.mintMany([{}], { ttl }), "option", words);
    assert.equal(exp(`${ttl}s`), ttl);
  }
  for (const ttl of [1, 9000, 3600, 36_000, 86_400, 30 * 86_400, 9999, 10_001]) assert.equal(exp(ttl), ttl);
  for (const ttl of ["600", "+600", "0600", "6e2", "1.5h", "", " 10m", null, {}, [600], 600.5, NaN, 0, -1]) {
    refused(() => exp(ttl), "option", /`ttl` must be seconds, or/);
  }
});

test("mintMany is mint, many times, or not at all", () => {
  const minter = new Minter(template, KEY);
  const sets = Array.from({ length: 1000 }, (_, index) => ({ user_id: index, org_id: `é${index}` }));
  const tokens = minter.mintMany(sets, { now: NOW });
  assert.deepEqual(
    tokens,
    sets.map((set) => minter.mint(set, { now: NOW })),
  );
  assert.deepEqual(minter.mintMany([], { now: NOW }), []);
  assert.equal(minter.mintMany([sets[0]], { now: NOW }).length, 1);
  refused(() => minter.mintMany([...sets, { user_id: 1 }]), "param", /`org_id`/);
  refused(() => minter.mintMany([...sets, { user_id: 1 }]), "param", new RegExp(`\\(params\\[${sets.length}\\]\\)$`));
  for (const wrong of [undefined, null, {}, "ab", 7, new Set([sets[0]])]) {
    refused(() => minter.mintMany(wrong), "option", /`params` must be an array.* call `mint`/);
  }
  refused(() => minter.mintMany([undefined]), "param");
  refused(() => minter.mintMany([null]), "option");
  assert.deepEqual(new Minter(templateOf("x"), KEY).mintMany([{}, {}], { now: NOW }).length, 2);
});

test("free, twice, and use after it", () => {
  const minter = new Minter(template, KEY);
  minter.free();
  minter.free();
  refused(() => minter.mint({ user_id: 1, org_id: "a" }), "option", /freed/);
  refused(() => minter.mintMany([]), "option", /freed/);
  assert.deepEqual(minter.params, ["user_id", "org_id"]);
});

test("Symbol.dispose is free, where the runtime has it", () => {
  assert.equal(typeof Symbol.dispose, "symbol");
  const minter = new Minter(template, KEY);
  minter[Symbol.dispose]();
  refused(() => minter.mint({ user_id: 1, org_id: "a" }), "option");
  const verifier = new Verifier({ keys: KEY });
  verifier[Symbol.dispose]();
  refused(() => verifier.verify("x"), "option");
});

test("nothing that is printed shows a key or a pointer", () => {
  for (const object of [new Minter(template, KEY), new Verifier({ keys: [KEY, OTHER_KEY] })]) {
    const text = [show(object, { showHidden: true, depth: 9 }), JSON.stringify(object), String(object)].join();
    assert.doesNotMatch(text, /ptr|wbg|p\.eyJ/);
    assert.ok(!text.includes(KEY.slice(-20)));
  }
  assert.match(show(new Minter(template, KEY)), /^Minter \{ params: \[ 'user_id', 'org_id' \], ttl: 600, issues: \[\] \}$/);
  assert.equal(show(new Verifier({ keys: KEY })), "Verifier {}");
});

test("sign: the bytes of the minter", () => {
  const token = new Minter(template, KEY).mint({ user_id: 1, org_id: "a" }, { now: NOW });
  const claims = JSON.parse(payload(token));
  for (const key of [KEY, new SigningKey(KEY)]) {
    assert.equal(sign(claims, key), token);
    assert.equal(sign(payload(token), key), token);
  }
  assert.match(payload(sign({ ...claims, jti: "é", n: 18446744073709551615n }, KEY)), /"jti":"é","n":18446744073709551615\}$/);
});

test("sign refuses what Tinybird would refuse, with every fault", () => {
  const error = refused(() => sign({ name: "x", exp: NOW * 1000, scopes: [] }, KEY), "claims", /workspace_id/);
  assert.deepEqual(codes(error).sort(), ["exp-in-milliseconds", "scopes-empty", "workspace-id-missing"]);
  const claims = { workspace_id: WORKSPACE, name: "x", exp: NOW, scopes: [{ type: "PIPES:READ", resource: "p" }] };
  assert.equal(sign(claims, KEY).split(".").length, 3);
  const nulled = refused(() => sign({ ...claims, scopes: [{ ...claims.scopes[0], fixed_params: { org_id: undefined } }] }, KEY), "claims");
  assert.deepEqual(
    nulled.issues.map(({ code, path }) => [code, path]),
    [["fixed-param-null", "/scopes/0/fixed_params/org_id"]],
  );
  refused(() => sign({ ...claims, at: new Date(0) }, KEY), "claims", /\/at/);
  refused(() => sign(undefined, KEY), "claims");
  refused(() => sign("{", KEY), "claims", /JSON/);
  refused(() => sign({ ...claims, note: KEY }, KEY), "claims");
  refused(() => sign(claims, "short"), "key");
});

test("MintbirdError is an error like those of the language", () => {
  const error = refused(() => new Minter(templateOf("x", { ttl: 0, nam: 1 }), KEY), "template");
  assert.equal(error.name, "MintbirdError");
  assert.equal(String(error), `MintbirdError: ${error.message}`);
  assert.equal(Object.prototype.toString.call(error), "[object Error]");
  assert.match(error.stack, /minter\.test\.js/);
  assert.ok(!Object.keys(error).includes("name"));
  assert.deepEqual(
    error.issues.map(({ code, severity, path }) => [code, severity, path]),
    [
      ["template-member", "error", "/nam"],
      ["ttl", "error", "/ttl"],
    ],
  );
  assert.deepEqual(new MintbirdError("key", "no").issues, []);
});
