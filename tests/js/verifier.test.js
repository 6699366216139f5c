import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { Minter, Verifier, authorize, inspect, parseStaticToken } from "mintbird";
import { KEY, NOW, OTHER_KEY, refused, template } from "./fixtures.js";

const params = { user_id: "u", org_id: "a" };
const token = new Minter(template, KEY).mint(params, { now: NOW });
const claims = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

const pipe = (org_id) => ({ type: "PIPES:READ", resource: "p", fixed_params: { org_id } });

/** Signs anything, with no check. */
function jws(claims, header = { alg: "HS256" }, key = KEY, edit = (json) => json) {
  const input = [header, claims].map((part) => Buffer.from(edit(JSON.stringify(part))).toString("base64url")).join(".");
  return `${input}.${createHmac("sha256", key).update(input).digest("base64url")}`;
}

test("claims come back as they were", () => {
  const verifier = new Verifier({ keys: KEY });
  assert.deepEqual(verifier.verify(token, { now: NOW }), claims);
  assert.deepEqual(verifier.verify(jws({ ...claims, iat: NOW, jti: "x" }), { now: NOW }), { ...claims, iat: NOW, jti: "x" });
  assert.deepEqual(verifier.verify(jws(claims, { typ: "JWT" }), { now: NOW }), claims);
});

test("no tenant's id is rounded to another's", () => {
  const verifier = new Verifier({ keys: KEY });
  const pinned = { workspace_id: claims.workspace_id, name: "n", ttl: 60, scopes: [pipe("{org_id}")] };
  for (const id of [9007199254740993n, -9007199254740993n, 18446744073709551615n]) {
    const token = new Minter(pinned, KEY).mint({ org_id: id }, { now: NOW });
    const verified = verifier.verify(token, { now: NOW });
    assert.equal(verified.scopes[0].fixed_params.org_id, String(id));
    assert.deepEqual(verified, inspect(token, { now: NOW }).claims);
    assert.deepEqual(authorize(verified, { pipe: "p" }), verifier.authorize(token, { pipe: "p" }, { now: NOW }));
  }
  const own = jws({ ...claims, list: [1, { id: "LONG" }] }, undefined, KEY, (json) => json.replace('"LONG"', "12345678901234567890"));
  assert.deepEqual(verifier.verify(own, { now: NOW }).list, [1, { id: "12345678901234567890" }]);
  // What JavaScript holds stays a number, and no text is taken for one.
  const safe = { ...claims, a: Number.MAX_SAFE_INTEGER, b: 0.5, c: "9007199254740993", d: 1e15 };
  assert.deepEqual(verifier.verify(jws(safe), { now: NOW }), safe);
});

test("each refusal has its code", () => {
  const verifier = new Verifier({ keys: KEY, workspaceId: parseStaticToken(KEY).u });
  const check = (token, code, now = NOW) => refused(() => verifier.verify(token, { now }), code);
  check("x".repeat(16_385), "too-large");
  check(KEY, "wrong-kind");
  check(`${token}=`, "malformed");
  check(jws(claims, []), "header");
  check(jws(claims, { alg: "none" }), "alg");
  check(jws(claims, { alg: "HS256", crit: ["b64"] }), "crit");
  check(jws(claims, { alg: "HS256" }, OTHER_KEY), "signature");
  check(jws({ ...claims, scopes: [] }), "claims");
  check(token, "expired", NOW + 600);
  check(jws({ ...claims, nbf: NOW + 1 }), "not-yet-valid");
  check(jws({ ...claims, workspace_id: parseStaticToken(OTHER_KEY).u }), "workspace");
  assert.equal(verifier.verify(token, { now: NOW + 599 }).exp, NOW + 600);
  assert.deepEqual(
    refused(() => verifier.verify(jws({ ...claims, exp: "1" }), { now: NOW }), "claims").issues.map(({ path }) => path),
    ["/exp"],
  );
});

test("any changed character is refused", () => {
  const verifier = new Verifier({ keys: KEY });
  for (let at = 0; at < token.length; at++) {
    const changed = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
    assert.throws(() => verifier.verify(changed, { now: NOW }), { name: "MintbirdError" });
  }
});

test("several keys: any may match", () => {
  const old = new Minter(template, OTHER_KEY).mint(params, { now: NOW });
  for (const keys of [
    [KEY, OTHER_KEY],
    [OTHER_KEY, KEY],
  ]) {
    const verifier = new Verifier({ keys });
    assert.equal(verifier.verify(token, { now: NOW }).name, "dashboard_u");
    assert.equal(verifier.verify(old, { now: NOW }).name, "dashboard_u");
  }
  refused(() => new Verifier({ keys: [OTHER_KEY] }).verify(token, { now: NOW }), "signature");
});

test("clockTolerance, in seconds", () => {
  const verifier = new Verifier({ keys: KEY, clockTolerance: 30 });
  assert.equal(verifier.verify(token, { now: NOW + 629 }).exp, NOW + 600);
  refused(() => verifier.verify(token, { now: NOW + 630 }), "expired");
});

test("the clock is read at the call", () => {
  const minter = new Minter(template, KEY);
  const verifier = new Verifier({ keys: KEY });
  assert.equal(verifier.verify(minter.mint(params)).name, "dashboard_u");
  refused(() => verifier.verify(token), "expired");
});
