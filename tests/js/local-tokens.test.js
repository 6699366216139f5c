import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { Minter, Verifier, generateLocalTokens, mintStaticToken, parseStaticToken, verifyStaticToken } from "mintbird";
import { localTokens, template } from "./fixtures.js";

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
const PAYLOAD = new RegExp(`^\\{"u": "(${UUID})", "id": "(${UUID})", "host": null\\}$`);

/** The two UUIDs of a token, once its text and its MAC are what Tinybird's own command line makes. */
function uuids(token) {
  const [p, payload, mac, ...rest] = token.split(".");
  assert.deepEqual([p, rest], ["p", []]);
  assert.equal(mac, createHmac("sha256", "abcd").update(payload).digest("base64url"));
  const [, u, id] = PAYLOAD.exec(Buffer.from(payload, "base64url").toString());
  const said = { u, id, host: null, apiHost: null };
  assert.deepEqual(parseStaticToken(token), said);
  assert.deepEqual(verifyStaticToken(token, "abcd"), said);
  assert.equal(mintStaticToken(said, "abcd"), token);
  return [u, id];
}

test("real ones are read, and sign", () => {
  for (const pair of localTokens) {
    assert.deepEqual(Object.values(pair).flatMap(uuids).length, 4);
    const key = pair.workspace_token;
    const token = new Minter(template, key).mint({ user_id: 1, org_id: "a" });
    assert.equal(new Verifier({ keys: key }).verify(token).workspace_id, parseStaticToken(key).u);
  }
});

test("ours are made like them, and never twice", () => {
  const seen = new Set();
  for (let count = 0; count < 10_000; count++) {
    const pair = generateLocalTokens();
    assert.deepEqual(Object.keys(pair), ["workspace_token", "user_token"]);
    for (const token of Object.values(pair)) for (const uuid of uuids(token)) seen.add(uuid);
  }
  assert.equal(seen.size, 40_000);
});
