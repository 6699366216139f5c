import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { Minter, Verifier, mintStaticToken, parseStaticToken, verifyStaticToken } from "mintbird";
import { KEY, refused, template } from "./fixtures.js";

const { u, id } = parseStaticToken(KEY);

/** A token of any payload, with a MAC that is right for it, by Node. */
function signed(payload, key = "abcd") {
  const encoded = Buffer.from(payload).toString("base64url");
  return `p.${encoded}.${createHmac("sha256", key).update(encoded).digest("base64url")}`;
}

test("minted to the letter as json.dumps writes it", () => {
  for (const [host, text, apiHost] of [
    [undefined, "null", null],
    [null, "null", null],
    ["us_east", '"us_east"', "https://api.us-east.tinybird.co"],
    ["gcp-europe-west2", '"gcp-europe-west2"', "https://api.europe-west2.gcp.tinybird.co"],
    ["my-region", '"my-region"', null],
  ]) {
    const token = mintStaticToken({ u, id, host }, "clé");
    assert.equal(token, signed(`{"u": "${u}", "id": "${id}", "host": ${text}}`, "clé"));
    const said = { u, id, host: host ?? null, apiHost };
    assert.deepEqual(verifyStaticToken(token, "clé"), said);
    assert.deepEqual(parseStaticToken(token), said);
    refused(() => verifyStaticToken(token, "cle"), "signature");
  }
  assert.equal(mintStaticToken({ u, id }, "abcd"), KEY);
});

test("an older token without a host is read and accepted", () => {
  const said = { u, id, host: null, apiHost: null };
  const token = signed(`{"u": "${u}", "id": "${id}"}`);
  assert.deepEqual(parseStaticToken(token), said);
  assert.deepEqual(verifyStaticToken(token, "abcd"), said);
});

test("the kinds are told apart by name", () => {
  const jwt = new Minter(template, KEY).mint({ user_id: "u", org_id: "a" });
  refused(() => verifyStaticToken(jwt, "abcd"), "wrong-kind", /JWT/);
  refused(() => parseStaticToken(jwt), "wrong-kind", /JWT/);
  refused(() => new Verifier({ keys: KEY }).verify(KEY), "wrong-kind", /static token/);
});

test("what is not a token, a key or a part of one is refused by a code", () => {
  for (const value of [undefined, null, 7, {}, "", "p.", "x".repeat(100), KEY.slice(2), `${KEY}\n`]) {
    refused(() => verifyStaticToken(value, "abcd"), "malformed");
  }
  refused(() => verifyStaticToken(`p.${"x".repeat(20_000)}`, "abcd"), "too-large");
  refused(() => verifyStaticToken(signed(`{"u":"${u}","id":"${id}","host":null}`), "abcd"), "malformed", /as Tinybird writes it/);
  for (const key of [undefined, null, 7, "", "\ud800", "k".repeat(16 * 1024 + 1)]) {
    refused(() => mintStaticToken({ u, id }, key), "key", /key of a static token/);
    refused(() => verifyStaticToken(KEY, key), "key", /key of a static token/);
  }
  for (const [part, values] of Object.entries({
    u: [undefined, null, 7, "", "x"],
    id: [undefined, null, {}, "x"],
    host: ["", "a b", 'x"', {}, "é"],
  })) {
    for (const value of values) refused(() => mintStaticToken({ u, id, [part]: value }, "abcd"), "option", new RegExp(`\`${part}\``));
  }
  for (const parts of [undefined, null, "x"]) refused(() => mintStaticToken(parts, "abcd"), "option");
});
