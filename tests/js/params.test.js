import assert from "node:assert/strict";
import { test } from "node:test";
import { Minter } from "mintbird";
import { KEY, NOW, payload, refused, template, templateOf } from "./fixtures.js";

const minter = new Minter(template, KEY);
const mint = (params) => () => minter.mint(params, { now: NOW });

test("missing and unknown parameters are named", () => {
  refused(mint({ user_id: "u" }), "param", /`org_id` is missing/);
  refused(mint({ org_id: "a" }), "param", /`user_id` is missing/);
  refused(mint({}), "param", /`user_id`/);
  refused(mint(undefined), "param", /`user_id`/);
  refused(mint({ user_id: "u", org_id: "a", page: 1 }), "param", /`page` is not in the template/);
  refused(mint({ user_id: "u", orgid: "a" }), "param", /`orgid`.*did you mean `org_id`/);
  refused(mint({ user_id: "u", org_id: "a", ["x".repeat(1e6)]: 1 }), "param");
  refused(mint({ user_id: "u", org_id: "a", "": 1 }), "param");
});

test("values that cannot be are refused by the parameter's name", () => {
  for (const [value, message] of [
    [undefined, /undefined/],
    [null, /null/],
    [NaN, /finite/],
    [Infinity, /finite/],
    [-Infinity, /finite/],
    ["", /empty/],
    ["\ud800", /surrogate/],
    ["a\udc00b", /surrogate/],
    ["x".repeat(20_000) + "\ud800", /surrogate/],
    [2 ** 53, /BigInt/],
    [-(2 ** 53), /BigInt/],
    [{}, /string, number, boolean or array/],
    [[], /empty list/],
    [["a"], /string|list/],
    [() => "a", /string, number, boolean or array/],
    [Symbol("a"), /string, number, boolean or array/],
    [new String("a"), /string, number, boolean or array/],
    [new Date(), /Date object/],
    [Promise.resolve("a"), /string, number, boolean or array/],
  ]) {
    const { message: text } = refused(mint({ user_id: "u", org_id: value }), "param", message);
    assert.match(text, /^parameter `org_id` /);
  }
});

test("params that are no set of parameters", () => {
  for (const wrong of [null, 7, "user_id", true, 7n, Symbol("x"), () => 0]) refused(mint(wrong), "option", /params/);
  refused(mint(["u", "a"]), "param", /`0`/);
  refused(mint(new Map([["user_id", "u"]])), "option", /params/);
});

test("only own enumerable properties count", () => {
  const inherited = Object.create({ user_id: "u", org_id: "a" });
  refused(mint(inherited), "param", /missing/);
  refused(mint(Object.assign(Object.create({ org_id: "a" }), { user_id: "u" })), "param", /`org_id` is missing/);
  const hidden = Object.defineProperty({ user_id: "u" }, "org_id", { value: "a", enumerable: false });
  refused(mint(hidden), "param", /`org_id` is missing/);
  class Row {
    user_id = "u";
    org_id = "a";
    get page() {
      return 1;
    }
  }
  assert.equal(minter.mint(new Row(), { now: NOW }), mint({ user_id: "u", org_id: "a" })());
  assert.equal(minter.mint({ user_id: "u", org_id: "a", [Symbol("x")]: 1 }, { now: NOW }), mint({ user_id: "u", org_id: "a" })());
  try {
    Object.prototype.org_id = "everybody";
    refused(mint({ user_id: "u" }), "param", /`org_id` is missing/);
  } finally {
    delete Object.prototype.org_id;
  }
});

test("names of Object.prototype are names like any other", () => {
  const names = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"];
  const odd = new Minter(templateOf(names.map((name) => `{${name}}`).join("-")), KEY);
  assert.deepEqual(odd.params, names);
  refused(() => odd.mint({}), "param", /`constructor` is missing/);
  const params = JSON.parse('{"constructor":1,"__proto__":2,"toString":3,"hasOwnProperty":4,"valueOf":5}');
  assert.match(payload(odd.mint(params, { now: NOW })), /"value":"1-2-3-4-5"/);
  // A literal's __proto__ sets the prototype; it is no parameter.
  refused(
    () => odd.mint({ constructor: 1, __proto__: { x: 2 }, toString: 3, hasOwnProperty: 4, valueOf: 5 }),
    "param",
    /`__proto__` is missing/,
  );
  for (const name of names) {
    const extra = JSON.parse(`{"user_id":"u","org_id":"a","${name}":"x"}`);
    assert.match(refused(mint(extra), "param").message, new RegExp(`^parameter \`${name}\` is not in the template`));
  }
});

test("getters run once, and what they throw is theirs", () => {
  let reads = 0;
  const once = {
    user_id: "u",
    get org_id() {
      return ++reads;
    },
  };
  refused(mint(once), "param", /`org_id`/);
  assert.equal(reads, 1);
  const boom = { code: "param", message: "not ours", issues: [] };
  const thrown = (run) => {
    try {
      run();
    } catch (error) {
      return error;
    }
  };
  assert.equal(
    thrown(
      mint({
        get user_id() {
          throw boom;
        },
      }),
    ),
    boom,
  );
  assert.equal(
    thrown(
      mint(
        new Proxy(
          {},
          {
            ownKeys() {
              throw boom;
            },
          },
        ),
      ),
    ),
    boom,
  );
  assert.equal(
    thrown(
      mint({
        user_id: "u",
        org_id: new Proxy(
          {},
          {
            get() {
              throw boom;
            },
          },
        ),
      }),
    ).code,
    "param",
  );
  const plain = new Proxy({ user_id: "u", org_id: "a" }, {});
  assert.equal(minter.mint(plain, { now: NOW }), minter.mint({ user_id: "u", org_id: "a" }, { now: NOW }));
  const within = {
    get user_id() {
      return minter.mint({ user_id: "v", org_id: "b" }).length;
    },
    org_id: "a",
  };
  assert.match(payload(minter.mint(within)), /"name":"dashboard_\d+"/);
});

test("lists that nest, repeat themselves or never end", () => {
  const lists = new Minter(
    { name: "x", ttl: 60, scopes: [{ type: "DATASOURCES:READ", resource: "e", filter: "a IN {a:Array(String)}" }] },
    KEY,
  );
  const fill = (a) => () => lists.mint({ a }, { now: NOW });
  assert.equal(JSON.parse(payload(fill(["a", "", "b'"])())).scopes[0].filter, "a IN ['a','','b\\'']");
  const cyclic = [];
  cyclic.push(cyclic, cyclic);
  refused(fill(cyclic), "param", /`a`/);
  let deep = [];
  for (let depth = 0; depth < 5000; depth++) deep = [deep];
  refused(fill(deep), "param", /`a`/);
  refused(fill(["a", undefined]), "param", /`a`/);
  refused(fill(new Array(3)), "param", /`a`/);
  refused(fill(["\udfff"]), "param", /surrogate/);
  refused(fill(new Array(1e6).fill("")), "too-large");
  refused(fill(new Array(1e6).fill("long".repeat(1e4))), "too-large");
});

test("what is too long for a token is too large, however long", () => {
  for (const length of [12_500, 16_384, 16_385, 65_537, 10_000_000]) {
    refused(mint({ user_id: "u", org_id: "x".repeat(length) }), "too-large");
    refused(mint({ user_id: "u", org_id: "😀".repeat(length / 2) }), "too-large");
  }
  const most = minter.mint({ user_id: "x".repeat(11_800), org_id: "a" }, { now: NOW });
  assert.ok(most.length > 16_000 && most.length <= 16_384, `${most.length}`);
});

test("texts of every script arrive as they are", () => {
  for (const text of ["é", "漢字", "😀", "a😀é漢\u0000\u007f\uffff", "x\u2028\u2029", "p2:s1:", "a\n", "x".repeat(300) + "é"]) {
    const set = { user_id: text, org_id: text };
    const claims = JSON.parse(payload(minter.mint(set, { now: NOW })));
    assert.equal(claims.name, `dashboard_${text}`);
    assert.equal(claims.scopes[0].fixed_params.org_id, text);
    assert.deepEqual(minter.mintMany([set, set], { now: NOW }), [minter.mint(set, { now: NOW }), minter.mint(set, { now: NOW })]);
  }
});

test("names are looked at before values, whatever is wrong with these", () => {
  const set = { user_id: "u", org_id: "a" };
  for (const value of [null, undefined, NaN, "\ud800", {}, new Date(), () => 0, 1e21, "x".repeat(1e6), [[[[[[[[[1]]]]]]]]]]) {
    refused(() => minter.mint({ image: value, ...set }), "param", /`image` is not in the template/);
    refused(() => minter.mint({ ...set, image: value }), "param", /`image` is not in the template/);
  }
  refused(() => minter.mint({ user_id: "\ud800", org_id: "a" }), "param", /`user_id` is not Unicode/);
});
