// Objects that do something when they are looked at: nothing of the caller's runs inside of the module, what is read is read once,
// and only what is the caller's own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Minter, Verifier, inspect, sign } from "mintbird";
import { KEY, NOW, payload, refused, templateOf } from "./fixtures.js";

const at = { now: NOW };
const minter = new Minter(templateOf("{a}", { name: "{b}" }), KEY);
const verifier = new Verifier({ keys: KEY });
const filtering = new Minter(
  { name: "n", ttl: 60, scopes: [{ type: "DATASOURCES:READ", resource: "d", filter: "a IN {a:Array(String)}" }] },
  KEY,
);
const scope = (token) => JSON.parse(payload(token)).scopes[0];
const never = () => assert.fail("the caller's code was run");

test("what an object would make of itself is not asked", () => {
  const conversions = {
    toString: never,
    valueOf: never,
    toJSON: never,
    [Symbol.toPrimitive]: never,
    get [Symbol.toStringTag]() {
      return never();
    },
  };
  const boxed = Object.assign(new String("acme"), { toString: never, valueOf: never, toJSON: never });
  for (const a of [
    conversions,
    boxed,
    new Number(7),
    new Date(0),
    new Map([["a", 1]]),
    new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 })),
    () => "acme",
    Symbol("a"),
  ]) {
    refused(() => minter.mint({ b: "n", a }, at), "param", /`a`/);
  }
  refused(() => filtering.mint({ a: [conversions] }, at), "param", /`a`/);
  for (const value of [conversions, boxed]) {
    refused(() => verifier.verify(value, at), "malformed");
    assert.equal(verifier.authorize(value, { pipe: "pages" }, at).code, "token-missing");
    assert.equal(inspect(value, at).kind, "unknown");
    refused(() => minter.mint({ b: "n", a: "x" }, { now: value }), "clock");
    refused(() => new Minter(templateOf("x"), value), "key");
  }
});

test("a value is read once", () => {
  let reads = 0;
  const twoFaced = {
    b: "n",
    get a() {
      return reads++ === 0 ? "acme" : "globex";
    },
  };
  assert.deepEqual([scope(minter.mint(twoFaced, at)).fixed_params.value, reads], ["acme", 1]);
  const counted = new Proxy({ b: "n", a: "acme" }, { get: (target, name) => (reads++, target[name]) });
  reads = 0;
  minter.mint(counted, at);
  assert.equal(reads, 2);
});

test("a list that grows, shrinks or lies while it is read", () => {
  const list = Object.defineProperty([], 0, {
    get() {
      if (list.length < 50) list.push("y");
      return "x";
    },
    enumerable: true,
    configurable: true,
  });
  assert.match(scope(filtering.mint({ a: list }, at)).filter, /^a IN \['x','y'/);
  const shrinking = ["x", "y", "z"];
  Object.defineProperty(shrinking, 0, {
    get() {
      shrinking.length = 1;
      return "x";
    },
  });
  assert.match(scope(filtering.mint({ a: ["x"] }, at)).filter, /^a IN \['x'\]$/);
  swallowing(() => filtering.mint({ a: shrinking }, at));
  refused(
    () => filtering.mint({ a: new Proxy(["x"], { get: (target, name) => (name === "length" ? Infinity : target[name]) }) }, at),
    "param",
  );
  refused(() => filtering.mint({ a: [, "x"] }, at), "param", /undefined/);
  assert.match(scope(filtering.mint({ a: new (class extends Array {})("x", "y") }, at)).filter, /\['x','y'\]/);
  const endless = new Proxy([], { get: (target, name) => (name === "length" ? 2 ** 32 : target[name]) });
  refused(() => minter.mintMany(endless, at), "param");
});

function swallowing(run) {
  try {
    run();
  } catch (error) {
    assert.equal(error.code, "param");
  }
}

test("what a getter throws comes back as it is", () => {
  for (const reason of ["no", "", null, undefined, 7, new RangeError("no")]) {
    const thrower = {
      get value() {
        throw reason;
      },
    };
    // prettier-ignore
    for (const call of [
      () => minter.mint({ b: "n", get a() { return thrower.value; } }, at),
      () => verifier.authorize("", { get pipe() { return thrower.value; } }, at),
      () => verifier.authorize("", { pipe: "p", params: { get a() { return thrower.value; } } }, at),
    ]) {
      try {
        call();
        assert.fail("accepted");
      } catch (thrown) {
        assert.equal(thrown, reason);
      }
    }
  }
});

test("free() in the middle of a call refuses it, and harms nobody else", () => {
  const doomed = new Minter(templateOf("{a}", { name: "{b}" }), KEY);
  refused(
    () =>
      doomed.mint(
        {
          b: "n",
          get a() {
            doomed.free();
            return "x";
          },
        },
        at,
      ),
    "option",
    /freed/,
  );
  const batch = new Minter(templateOf("{a}", { name: "{b}" }), KEY);
  const sets = Array.from({ length: 3000 }, () => ({ b: "n", a: "x" }));
  sets[2000] = {
    b: "n",
    get a() {
      batch.free();
      return "x";
    },
  };
  refused(() => batch.mintMany(sets, at), "option", /freed/);
  const gone = new Verifier({ keys: KEY });
  const token = minter.mint({ b: "n", a: "x" }, at);
  refused(
    () =>
      gone.authorize(
        token,
        {
          get pipe() {
            gone.free();
            return "pages";
          },
        },
        at,
      ),
    "option",
    /freed/,
  );
  refused(
    () =>
      gone.verify(token, {
        get now() {
          gone.free();
          return NOW;
        },
      }),
    "option",
    /freed/,
  );
  assert.equal(verifier.verify(token, at).name, "n");
});

test("options and requests that mint, verify and inspect while they are read", () => {
  const token = minter.mint({ b: "outer", a: "x" }, at);
  const busy = () => {
    minter.mintMany(
      Array.from({ length: 40 }, (_, index) => ({ b: `inner ${index}`, a: "y".repeat(1000) })),
      at,
    );
    assert.throws(() => verifier.verify(`${token}x`, at), { code: "signature" });
    assert.equal(inspect(KEY, at).kind, "static-token");
  };
  assert.equal(
    minter.mint(
      { b: "outer", a: "x" },
      {
        get now() {
          busy();
          return NOW;
        },
      },
    ),
    token,
  );
  assert.equal(
    minter.mint(
      { b: "outer", a: "x" },
      {
        get ttl() {
          busy();
          return 60;
        },
        now: NOW,
      },
    ),
    token,
  );
  assert.equal(
    verifier.verify(token, {
      get now() {
        busy();
        return NOW;
      },
    }).name,
    "outer",
  );
  const params = {
    get value() {
      busy();
      return "other";
    },
    get page() {
      busy();
      return 1;
    },
  };
  const decision = verifier.authorize(
    token,
    {
      get pipe() {
        busy();
        return "pages";
      },
      get params() {
        busy();
        return params;
      },
    },
    at,
  );
  assert.deepEqual([decision.allowed, decision.params], [true, { value: "x", page: 1 }]);
});

test("a polluted prototype fills no placeholder and adds no claim", () => {
  const token = minter.mint({ b: "n", a: "x" }, at);
  const claims = JSON.parse(payload(token));
  for (const [name, value] of Object.entries({
    a: "globex",
    b: "m",
    toJSON: () => "{}",
    fixed_params: { org: "x" },
    filter: "1",
    scopes: [],
    exp: 1,
    limits: { rps: 0 },
  })) {
    Object.defineProperty(Object.prototype, name, { value, enumerable: true, configurable: true, writable: true });
    try {
      if (name === "a" || name === "b")
        refused(() => minter.mint({ [name === "a" ? "b" : "a"]: "n" }, at), "param", new RegExp(`\`${name}\``));
      assert.equal(minter.mint({ b: "n", a: "x" }, at), token);
      assert.equal(sign({ ...claims }, KEY), token);
      assert.equal(new Minter(templateOf("{a}", { name: "{b}" }), KEY).mint({ b: "n", a: "x" }, at), token);
      if (name !== "toJSON") assert.equal(verifier.authorize(token, { pipe: "pages" }, at).params.value, "x");
    } finally {
      delete Object.prototype[name];
    }
  }
});
