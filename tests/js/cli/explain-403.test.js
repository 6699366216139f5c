import assert from "node:assert/strict";
import { test } from "node:test";
import { generateLocalTokens, parseStaticToken, sign } from "mintbird";
import { createHmac } from "node:crypto";
import { KEY, OTHER_KEY } from "../fixtures.js";
import { file, misused, output, refused } from "./run.js";

const now = Math.floor(Date.now() / 1000);
const claims = (more) => ({
  workspace_id: parseStaticToken(KEY).u,
  name: "n",
  exp: now + 3600,
  scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "acme" } }],
  ...more,
});
const good = sign(claims(), KEY);

/** As another library signs, which trims nothing. */
function signedBy(key, payload) {
  const text = ['{"alg":"HS256"}', JSON.stringify(payload)].map((part) => Buffer.from(part).toString("base64url")).join(".");
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
}

/** The causes in their order: y, n or ?; and the one that it is. */
async function explained(run, args, options) {
  const { cause, causes } = JSON.parse(await run(["explain-403", ...args, "-o", "json"], options));
  assert.deepEqual(
    causes.map(({ code }) => code),
    ["key", "key-whitespace", "time", "scope", "api"],
  );
  return `${causes.map(({ applies }) => (applies === null ? "?" : applies ? "y" : "n")).join("")} ${cause}`;
}

test("each of Tinybird's causes", async () => {
  const curl = (token, path = "/v0/pipes/top_pages.json") => `curl -H "Authorization: Bearer ${token}" "https://api.tinybird.co${path}"`;
  for (const [pasted, key, expected] of [
    [curl(sign(claims(), generateLocalTokens().user_token)), KEY, "ynnnn key"],
    [curl(signedBy(`${KEY}\n`, claims())), `${KEY}\n`, "yynnn key"],
    [curl(sign(claims({ workspace_id: parseStaticToken(OTHER_KEY).u }), KEY)), KEY, "ynnnn key"],
    [curl(sign(claims({ exp: 1_700_000_000 }), KEY)), KEY, "nnynn time"],
    [curl(signedBy(KEY, claims({ exp: undefined }))), KEY, "nny?n time"],
    [curl(good, "/v0/pipes/revenue.json"), KEY, "nnnyn scope"],
    [curl(good, "/v0/datasources?name=top_pages"), KEY, "nnn?y api"],
  ])
    assert.equal(await explained(refused, [pasted], { key }), expected, pasted);
  assert.equal(await explained(output, [curl(good)]), "nnnnn null");
  // Whoever signed has trimmed it.
  assert.equal(await explained(output, [curl(good), "--key-file", file("explained.key", `${KEY}\n`)]), "nnnnn null");
});

test("what cannot be told is left open", async () => {
  assert.equal(await explained(output, [good], { key: false }), "??n?? null");
  assert.equal(await explained(output, [good, "--pipe", "top_pages"], { key: false }), "??nn? null");
});

test("in words, with the verdict last", async () => {
  const text = await refused(["explain-403", good, "--pipe", "revenue"]);
  assert.match(
    text,
    /^May read top_pages of org acme until .+\n\n no {2}Signed with another key.+\n {5}The signature matches this key\.\n/,
  );
  assert.match(text, /\nyes {2}No scope names the endpoint\n {5}[A-Z].+\.\n/);
  assert.match(text, /\n {2}\? {2}The API does not accept JWTs\n/);
  assert.match(text, /\n\nIt is this: no scope names the endpoint\.\n$/);
  assert.match(
    await output(["explain-403", `https://api.tinybird.co/v0/pipes/top_pages.json?token=${good}`]),
    /\nIt is none of these: Tinybird should accept the token for this request\.\n$/,
  );
  assert.match(await output(["explain-403", good], { key: false }), /\nNone of what can be told from here\./);
});

test("what is no JWT", async () => {
  await misused(["explain-403", OTHER_KEY, "--pipe", "p"], /static token/);
  await misused(["explain-403", "hello"], /no token/);
});
