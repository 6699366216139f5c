// jose, jsonwebtoken and fast-jwt accept our tokens, we accept theirs, and each refuses a changed byte.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Minter, MintbirdError, Verifier, sign } from "mintbird";
import { libraries } from "./libraries.js";

const vectors = JSON.parse(readFileSync(new URL("../../vectors/tb-local-tokens.json", import.meta.url), "utf8"));
const [KEY, OTHER_KEY] = vectors.tokens.map((pair) => pair.workspace_token);
const NOW = 1_700_000_000;

const template = {
  name: "dashboard_{user_id}",
  ttl: "10m",
  scopes: [
    { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}", currency: "eur", n: 1.5 } },
    { type: "DATASOURCES:READ", resource: "events", filter: "org_id = {org_id:String}" },
  ],
  limits: { rps: 10 },
};
const minter = new Minter(template, KEY);
const verifier = new Verifier({ keys: [KEY] });

const users = [
  "u_1",
  'it\'s "quoted" \\ /',
  "Zoë ✓ 😀 \u2028",
  "u\0\x1f\x7f\n\t1",
  "{{x}} {% y %} <script>",
  "x".repeat(2000),
  7,
  -0.5,
  1e15,
  1e-7,
  true,
];
const mint = (user_id, now = NOW) => minter.mint({ user_id, org_id: `${user_id}` }, { now });
const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** The token with the highest bit of one character's six turned over: another byte, whatever a reader does with the last bits. */
const changed = (token, at) => token.slice(0, at) + ALPHABET[ALPHABET.indexOf(token[at]) ^ 32] + token.slice(at + 1);
const positions = (token) => [...Array(token.length).keys()].filter((at) => token[at] !== ".");

const refused = (token, code) =>
  assert.throws(
    () => verifier.verify(token, { now: NOW }),
    (error) => error instanceof MintbirdError && (!code || error.code === code),
    token,
  );

for (const [name, { sign: theirs, verify }] of Object.entries(libraries)) {
  test(`${name} accepts ours`, async () => {
    for (const user of users) {
      const token = mint(user);
      assert.deepEqual({ ...(await verify(token, KEY, NOW)) }, claimsOf(token));
    }
    const later = mint("u", 123_123_122_523);
    assert.equal((await verify(later, KEY, 123_123_123_122)).exp, 123_123_123_123);
  });

  test(`we accept ${name}'s`, async () => {
    for (const user of users) {
      const claims = { ...claimsOf(mint(user)), sub: "s", iat: NOW - 5, nbf: NOW - 5, aud: ["a"], jti: "1" };
      assert.deepEqual(verifier.verify(await theirs(claims, KEY), { now: NOW }), claims);
    }
  });

  test(`${name} writes the same bytes`, async () => {
    for (const user of users) {
      const token = mint(user);
      const claims = claimsOf(token);
      assert.equal(await theirs(claims, KEY), token);
      assert.equal(sign(claims, KEY), token);
    }
  });

  test(`${name} refuses ours with any byte changed, and we refuse its`, async () => {
    const ours = mint("u_1");
    for (const at of positions(ours)) {
      await assert.rejects(async () => verify(changed(ours, at), KEY, NOW), `${at}`);
    }
    const token = await theirs({ ...claimsOf(ours), sub: name }, KEY);
    verifier.verify(token, { now: NOW });
    for (const at of positions(token)) refused(changed(token, at));
  });

  test(`${name} refuses ours after its expiry and with another key, and we refuse its`, async () => {
    const ours = mint("u_1");
    await verify(ours, KEY, NOW + 599);
    // One second later, since fast-jwt still accepts a token at its `exp`; RFC 7519 §4.1.4 does not, nor do we.
    await assert.rejects(async () => verify(ours, KEY, NOW + 601));
    refused(mint("u_1", NOW - 600), "expired");
    await assert.rejects(async () => verify(ours, OTHER_KEY, NOW));
    const claims = claimsOf(ours);
    refused(await theirs({ ...claims, exp: NOW }, KEY), "expired");
    refused(await theirs({ ...claims, nbf: NOW + 1 }, KEY), "not-yet-valid");
    refused(await theirs(claims, OTHER_KEY), "signature");
    refused(await theirs({ ...claims, scopes: [] }, KEY), "claims");
  });
}

test("we are strict about the bits that base64 readers drop", () => {
  const token = mint("u_1");
  const last = ALPHABET.indexOf(token.at(-1));
  assert.equal(last % 4, 0);
  for (const bits of [1, 2, 3]) refused(token.slice(0, -1) + ALPHABET[last + bits], "malformed");
});
