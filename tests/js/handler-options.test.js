// What handlers, limiters and token sources are made of is checked when they are made.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Minter, RateLimiter, Verifier, parseStaticToken } from "mintbird";
import { TokenSource } from "mintbird/client";
import { DurableObjectLimiter, RedisLimiter, createGateway, createTokenApi, createTokenHandler } from "mintbird/server";
import { KEY, OTHER_KEY, refused, template } from "./fixtures.js";

const minter = new Minter(template, KEY);
const authenticate = () => ({ user_id: "u_1", org_id: "acme" });
const gateway = {
  verifier: new Verifier({ keys: KEY }),
  limiter: new RateLimiter(),
  upstream: "https://api.tinybird.co",
  staticToken: "p.static.token",
};
const store = { match: async () => undefined, put: async () => undefined };
const cors = { origins: ["https://app.example.com"] };

/** Each with good options. */
const MADE = {
  createGateway: [createGateway, gateway],
  createTokenHandler: [createTokenHandler, { minter, authenticate }],
  createTokenApi: [createTokenApi, { signingKey: KEY }],
  RedisLimiter: [(options) => new RedisLimiter(options), { eval: async () => [1, 1, 0, 0] }],
  TokenSource: [(options) => new TokenSource(options), { fetchToken: async () => ({ token: "t", expires_at: 1 }) }],
};

afterEach(() => {
  for (const name of ["ttl", "timeout", "onError", "basePath", "leeway", "maxBodyLength"]) delete Object.prototype[name];
});

for (const [name, [make, good]] of Object.entries(MADE)) {
  test(`${name} knows its options`, () => {
    make(good);
    make({ __proto__: { frobnicate: 1 }, ...good });
    for (const unknown of ["frobnicate", "x".repeat(500), KEY, "a b", "constructor", "toString", "hasOwnProperty", ""]) {
      refused(() => make({ ...good, [unknown]: 1 }), "option", /unknown option/);
      refused(() => make({ ...good, [unknown]: undefined }), "option", /unknown option/);
    }
    refused(
      () => make({ ...good, [Object.keys(good)[0].toUpperCase()]: 1 }),
      "option",
      new RegExp(`did you mean \`${Object.keys(good)[0]}\``),
    );
    refused(() => make(JSON.parse(`{"__proto__": 1}`)), "option", /unknown option `__proto__`/);
    for (const none of [undefined, null, "x", 7, [], true]) refused(() => make(none), "option", /`/);
    for (const required of Object.keys(good)) {
      const { [required]: _, ...rest } = good;
      assert.throws(() => make(rest), required);
      // What is required is no less so where a prototype has it.
      assert.throws(() => make(Object.assign(Object.create(good), rest)), required);
      for (const wrong of [null, 7, {}, [], true])
        assert.throws(() => make({ ...good, [required]: wrong }), `${required}: ${JSON.stringify(wrong)}`);
    }
  });
}

test("near names are suggested", () => {
  for (const [make, name, near] of [
    [MADE.createGateway, "limitter", "limiter"],
    [MADE.createGateway, "static_token", "staticToken"],
    [MADE.createGateway, "onerror", "onError"],
    [MADE.createGateway, "base_path", "basePath"],
    [MADE.createTokenHandler, "autenticate", "authenticate"],
    [MADE.createTokenHandler, "maxBodyLenght", "maxBodyLength"],
    [MADE.createTokenHandler, "TTL", "ttl"],
    [MADE.createTokenApi, "workspace_id", "workspaceId"],
    [MADE.RedisLimiter, "prefixx", "prefix"],
    [MADE.TokenSource, "retrys", "retries"],
    [MADE.TokenSource, "time-out", "timeout"],
  ]) {
    refused(() => make[0]({ ...make[1], [name]: 1 }), "option", new RegExp(`unknown option \`${name}\`; did you mean \`${near}\`\\?`));
  }
  refused(() => createGateway({ ...gateway, cors: { ...cors, origin: "*" } }), "option", /`cors\.origin`; did you mean `cors\.origins`/);
  refused(() => createGateway({ ...gateway, cache: { store, ttl: 5, tll: 5 } }), "option", /`cache\.tll`; did you mean `cache\.ttl`/);
  refused(() => createTokenHandler({ minter, authenticate, cors: { ...cors, max_age: 5 } }), "option", /did you mean `cors\.maxAge`/);
  refused(() => createGateway({ ...gateway, zzz: 1 }), "option", /the options are `verifier`/);
});

test("what may be left out may be undefined", () => {
  const optional = (names) => Object.fromEntries(names.map((name) => [name, undefined]));
  createGateway({
    ...gateway,
    ...optional(["verifiers", "basePath", "passParams", "allow", "onDecision", "cache", "cors", "fetch", "timeout", "onError"]),
  });
  createTokenHandler({ minter, authenticate, ...optional(["cors", "ttl", "maxBodyLength", "onError"]) });
  createTokenHandler({ minter, authenticate, cors: { ...cors, ...optional(["credentials", "headers", "maxAge"]) } });
  createTokenApi({ ...MADE.createTokenApi[1], ...optional(["workspaceName", "onError"]) });
  new RedisLimiter({ ...MADE.RedisLimiter[1], prefix: undefined });
  new TokenSource({ ...MADE.TokenSource[1], ...optional(["leeway", "retries", "timeout", "origins"]) });
});

test("a polluted prototype says nothing", async () => {
  Object.prototype.ttl = "3650d";
  Object.prototype.timeout = "x";
  Object.prototype.onError = "x";
  Object.prototype.basePath = "x";
  Object.prototype.leeway = -1;
  Object.prototype.maxBodyLength = 0;
  for (const [make, good] of Object.values(MADE)) make({ ...good });
  const response = await createTokenHandler({ minter, authenticate })(new Request("https://a.example/token", { method: "POST" }));
  const { expires_at } = await response.json();
  assert.ok(expires_at <= Date.now() / 1000 + 601, `${expires_at}`);
});

test("each option is looked at", () => {
  for (const limiter of [undefined, {}, { take: 1 }, () => 1])
    refused(() => createGateway({ ...gateway, limiter }), "option", /`limiter`.*take/);
  for (const verifier of [undefined, {}, KEY, { verify: () => 1 }]) {
    refused(() => createGateway({ ...gateway, verifier }), "option", /`verifier`.*authorize/);
  }
  for (const name of ["allow", "onDecision", "onError", "fetch"]) {
    refused(() => createGateway({ ...gateway, [name]: "x" }), "option", new RegExp(`\`${name}\` must be a function`));
  }
  for (const basePath of ["api", "/", "/api/", "//api", "/a?b", "/a#b", "/a b", 7, null, "/a/../b", "/é"]) {
    refused(() => createGateway({ ...gateway, basePath }), "option", /basePath/);
  }
  refused(() => createGateway({ ...gateway, staticToken: minter.mint({ user_id: "u_1", org_id: "acme" }) }), "option", /staticToken/);
  for (const staticToken of [KEY.replace(".", "%2E"), `${KEY}\n`, `${KEY}\\n`, `"${KEY}"`, ` ${KEY}`, `${KEY};`, `Bearer ${KEY}`]) {
    refused(() => createGateway({ ...gateway, staticToken }), "option", /staticToken/);
  }
  for (const staticToken of ["secret", "p.", "p.static", "p..a", "p.a.b.c", `x${KEY}`, 7, {}]) {
    refused(() => createGateway({ ...gateway, staticToken }), "option", /`staticToken` must be a static token, `p\.…`$/);
  }
  for (const unset of [undefined, null, "", "undefined", "null"]) {
    for (const name of ["staticToken", "upstream"]) {
      refused(() => createGateway({ ...gateway, [name]: unset }), "option", new RegExp(`\`${name}\`.*is the environment variable set\\?$`));
    }
  }
  for (const path of ["/v0", "/v0/", "/proxy/v0//"]) {
    refused(() => createGateway({ ...gateway, upstream: gateway.upstream + path }), "option", /`upstream` must not end in \/v0/);
  }
  createGateway({ ...gateway, upstream: `${gateway.upstream}/v0/proxy` });
  for (const passParams of ["tag", [7], [""], ["q"], ["Token"], ["output_format_*"], ["q "], ["a-b"], {}]) {
    refused(() => createGateway({ ...gateway, passParams }), "option", /`passParams`.*in full/);
  }
  const star = { origins: ["https://*.example.com"] };
  refused(
    () => createGateway({ ...gateway, cors: star }),
    "option",
    /each origin in full, not `https:\/\/\*\.example\.com`, or be a function/,
  );
  refused(() => createTokenHandler({ minter, authenticate, cors: star }), "option", /each origin in full/);
  refused(() => new TokenSource({ ...MADE.TokenSource[1], ...star }), "option", /each in full/);
  for (const cache of [{ store: {}, ttl: 5 }, { store: { match() {} }, ttl: 5 }, { ttl: 5 }, 5, null]) {
    refused(() => createGateway({ ...gateway, cache }), "option", /cache/);
  }
  for (const credentials of ["yes", 1, null]) {
    refused(() => createGateway({ ...gateway, cors: { ...cors, credentials } }), "option", /cors\.credentials/);
  }
  for (const headers of ["x-csrf", [7], ["a b"], ["a\r\nb"], null]) {
    refused(() => createGateway({ ...gateway, cors: { ...cors, headers } }), "option", /cors\.headers/);
  }
  for (const wrong of [undefined, {}, KEY, { mint: 1 }]) {
    refused(() => createTokenHandler({ minter: wrong, authenticate }), "option", /`minter`/);
  }
  for (const maxBodyLength of [-1, 0.5, NaN, Infinity, "16384", 2 ** 40, null]) {
    refused(() => createTokenHandler({ minter, authenticate, maxBodyLength }), "option", /maxBodyLength/);
  }
  for (const namespace of [undefined, {}, { get() {} }]) refused(() => new DurableObjectLimiter(namespace), "option", /binding/);
  for (const origins of ["https://a.example", ["a.example"], ["https://a.example/"], ["https://a.example/x"], [7], {}, null]) {
    refused(() => new TokenSource({ ...MADE.TokenSource[1], origins }), "option", /origins/);
  }
});

test("a ttl in milliseconds is refused by name", () => {
  for (const ttl of [600_000, 3_600_000, 10_000]) {
    refused(
      () => createTokenHandler({ minter, authenticate, ttl }),
      "option",
      new RegExp(`milliseconds, of ${ttl / 1000} seconds.*"${ttl}s"`),
    );
    createTokenHandler({ minter, authenticate, ttl: `${ttl}s` });
  }
});

test("ttl is read as a template reads it", async () => {
  const all = [1, 60, 600, 600.0, 315_360_000, "1s", "90s", "10m", "1h", "7d", "3650d", "007s"];
  all.push(
    0,
    -1,
    0.5,
    NaN,
    Infinity,
    315_360_001,
    1e21,
    "600",
    "",
    "0s",
    "10",
    "m",
    "10 m",
    "10M",
    "-1s",
    "1.5h",
    "1e3s",
    "3651d",
    "9".repeat(40) + "d",
  );
  all.push("10m\n", " 10m", "١0m", null, true, {}, [], ["10m"], 600n);
  for (const ttl of all) {
    let expected;
    try {
      expected = new Minter({ ...template, ttl }, KEY).ttl;
    } catch {
      refused(() => createTokenHandler({ minter, authenticate, ttl }), "option", /`ttl` must be seconds, or "90s"/);
      continue;
    }
    const before = Math.floor(Date.now() / 1000);
    const response = await createTokenHandler({ minter, authenticate, ttl })(new Request("https://a.example/token", { method: "POST" }));
    const { token, expires_at } = await response.json();
    assert.ok(expires_at - before - expected <= 1 && expires_at - before >= expected, `${ttl}: ${expires_at - before}`);
    assert.equal(gateway.verifier.verify(token).exp, expires_at);
  }
});

test("a key that stands where a workspace's id belongs is not repeated", () => {
  const { staticToken, ...rest } = gateway;
  delete rest.verifier;
  assert.throws(
    () => createGateway({ ...rest, verifiers: { [KEY]: {} }, staticToken: { [KEY]: staticToken } }),
    (error) => /`verifiers\.…`/.test(error.message) && !error.message.includes(KEY),
  );
});

test("several workspaces name one another's options", () => {
  const [a, b] = [KEY, OTHER_KEY].map((key) => parseStaticToken(key).u);
  const several = {
    limiter: gateway.limiter,
    verifiers: { [a]: gateway.verifier, [b]: new Verifier({ keys: OTHER_KEY }) },
    upstream: gateway.upstream,
    staticToken: { [a]: "p.a.a", [b]: "p.b.b" },
  };
  createGateway(several);
  createGateway({ ...several, upstream: { [a]: "https://api.tinybird.co", [b]: "https://api.us-east.tinybird.co" } });
  refused(() => createGateway({ ...several, verifier: gateway.verifier }), "option", /not both/);
  refused(() => createGateway({ ...several, verifiers: {} }), "option", /verifiers/);
  refused(() => createGateway({ ...several, verifiers: { [a]: gateway.verifier } }), "option", /same workspaces/);
  // One static token for all would show one workspace's rows to the users of another.
  refused(() => createGateway({ ...several, staticToken: "p.a.a" }), "option", /staticToken/);
  refused(() => createGateway({ ...several, staticToken: { [a]: "p.a.a" } }), "option", /same workspaces/);
  refused(() => createGateway({ ...several, upstream: { [a]: gateway.upstream } }), "option", /same workspaces/);
  refused(() => createGateway({ ...several, verifiers: { [a]: gateway.verifier, [b]: {} } }), "option", /authorize/);
});
