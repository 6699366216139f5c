import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as full from "mintbird";
import * as small from "mintbird/inspect";
import { KEY, NOW, codes, localTokens, refused, template } from "./fixtures.js";

const token = new full.Minter(template, KEY).mint({ user_id: "u", org_id: "a" }, { now: NOW });
const samples = [
  token,
  `${token}x`,
  ` ${token}`,
  `Bearer ${token}`,
  token.slice(0, -4),
  token.replace(".", ".."),
  KEY,
  `${KEY}x`,
  full.mintStaticToken({ ...full.parseStaticToken(KEY), host: "us_east" }, "k"),
  full.mintStaticToken({ ...full.parseStaticToken(KEY), host: "elsewhere" }, "k"),
  "x".repeat(16_385),
  "x".repeat(1e7),
  "",
  "é",
  ...localTokens.flatMap(Object.values),
];

test("a JWT's report", () => {
  const report = small.inspect(token, { now: NOW + 1 });
  assert.equal(report.kind, "jwt");
  assert.deepEqual(report.header, { alg: "HS256", typ: "JWT" });
  assert.equal(report.claims.name, "dashboard_u");
  assert.deepEqual(report.expiry, { exp: NOW + 600, expiresIn: 599, expired: false });
  assert.deepEqual([report.staticToken, report.issues], [null, []]);
  assert.deepEqual(codes(small.inspect(token, { now: NOW + 600 })), ["expired"]);
  assert.ok(small.inspect(token).expiry.expired);
});

test("a static token's report", () => {
  const { kind, staticToken, issues } = small.inspect(KEY);
  assert.deepEqual([kind, issues], ["static-token", []]);
  assert.deepEqual(staticToken, { ...JSON.parse(Buffer.from(KEY.split(".")[1], "base64url")), apiHost: null });
  assert.deepEqual(small.parseStaticToken(KEY), staticToken);
});

test("the small module answers exactly as the full one", () => {
  const answer = (run) => {
    try {
      return run();
    } catch ({ name, code, message, issues }) {
      return { name, code, message, issues };
    }
  };
  for (const sample of [...samples, undefined, 7]) {
    assert.deepEqual(small.inspect(sample, { now: NOW }), full.inspect(sample, { now: NOW }));
    assert.deepEqual(
      answer(() => small.parseStaticToken(sample)),
      answer(() => full.parseStaticToken(sample)),
    );
  }
});

test("both subpaths share one error class, and the small one has nothing that signs", () => {
  assert.equal(small.MintbirdError, full.MintbirdError);
  refused(() => small.parseStaticToken(token), "wrong-kind");
  assert.deepEqual(Object.keys(small).sort(), ["MintbirdError", "inspect", "parseStaticToken"]);
  const module = new WebAssembly.Module(readFileSync(new URL("../../pkg/dist/entry/inspect/mintbird.wasm", import.meta.url)));
  const names = WebAssembly.Module.exports(module).map(({ name }) => name);
  assert.ok(names.includes("inspect") && names.includes("parseStaticToken"));
  assert.deepEqual(
    names.filter((name) => /mint|verif|sign|limit|generate/i.test(name)),
    [],
  );
});
