import assert from "node:assert/strict";
import { test } from "node:test";
import { sign } from "mintbird";
import { KEY, localTokens } from "../fixtures.js";
import { file, mintbird, misused, output, refused, token } from "./run.js";

test("says what a token is, what it grants, until when", async () => {
  const text = await output(["inspect", await token()], { key: false });
  assert.match(
    text,
    /^A JWT, \d+ bytes\nMay read top_pages of org acme with currency eur and the data source events where org_id = 'acme' until .+, 10 requests a second together with every token named dashboard_u_1\.\nIt expires in (1 hour|59 minutes \d+ seconds?)\.\n/,
  );
  assert.match(text, /\nHeader\n\{\n {2}"alg": "HS256",?\n/);
  assert.match(text, /\n {2}"exp": \d+, {2}\d{4}-\d\d-\d\dT[\d:]+Z, in [^\n]+\n/);
  assert.match(text, /\nIssues\nNone\.\n$/);
});

test("every issue with its explanation", async () => {
  const header = Buffer.from('{"alg":"none"}').toString("base64url");
  const claims = Buffer.from('{"name":"n","exp":1700000000,"scopes":[]}').toString("base64url");
  const text = await refused(["inspect", `${header}.${claims}.`]);
  for (const code of ["alg-not-hs256 /header/alg", "workspace-id-missing", "scopes-empty /claims/scopes", "expired /claims/exp"]) {
    assert.match(text, new RegExp(`\n(error|warning) ${code}[^\n]*\n  [A-Z][^\n]+\\.\n  [A-Z][^\n]+\\.\n`), code);
  }
  assert.match(text, /\nIt expired \d+ days.* ago\.\n/);
});

test("reads a token out of whatever is pasted", async () => {
  const jwt = await token();
  for (const [text, form] of [
    [`curl -H "Authorization: Bearer ${jwt}" https://api.tinybird.co/v0/pipes/top_pages.json`, "in a curl line"],
    [`https://api.tinybird.co/v0/pipes/top_pages.json?token=${jwt}&a=1`, "in a URL"],
    [`Authorization: Bearer ${jwt}`, "in an Authorization header"],
    [`authorization:bearer ${jwt}\r\n`, "in an Authorization header"],
    [`TOKEN=${jwt}`, "among other text"],
  ]) {
    assert.ok((await output(["inspect", text])).startsWith(`A JWT ${form}, ${jwt.length} bytes\n`), text);
    assert.ok((await output(["inspect", "-"], { input: `${text}\n` })).startsWith(`A JWT ${form}`), text);
  }
  assert.match(await output(["inspect"], { input: `\n ${jwt}\n` }), /^A JWT, /);
  assert.match(await output(["inspect", file("token.txt", `${jwt}\r\n`)]), /^A JWT, /);
});

test(".tinyb: each token, and that the personal one is no signing key", async () => {
  const { workspace_token, user_token } = localTokens[1];
  const tinyb = file(".tinyb", JSON.stringify({ host: "https://api.tinybird.co", token: workspace_token, user_token }, null, 4));
  const text = await output(["inspect", tinyb]);
  assert.match(text, /^A static token in \.tinyb, token, \d+ bytes\n/);
  assert.match(text, /not the signing key/);
  assert.match(text, /\n\nA static token in \.tinyb, user_token/);
  assert.ok(!text.includes(workspace_token) && !text.includes(user_token));
});

test("--output json is for programs", async () => {
  const report = JSON.parse(
    await output(["inspect", `https://api.tinybird.co/v0/pipes/top_pages.json?page=2&token=${await token()}`, "-o", "json"]),
  );
  assert.deepEqual(Object.keys(report), ["form", "called", "tokens"]);
  assert.deepEqual(report.called, { path: "/v0/pipes/top_pages.json", query: "page=2", readable: true, pipe: "top_pages" });
  assert.equal(report.tokens.length, 1);
  assert.deepEqual(Object.keys(report.tokens[0]).sort(), ["claims", "expiry", "header", "issues", "kind", "staticToken"]);
  assert.equal(report.tokens[0].claims.name, "dashboard_u_1");
  const shared = sign(
    {
      workspace_id: "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c",
      name: "n",
      exp: 9_999_999_999,
      scopes: [{ type: "PIPES:READ", resource: "p" }],
    },
    KEY,
  );
  const [{ issues }] = JSON.parse(await output(["inspect", shared, "-o", "json"])).tokens;
  assert.ok(issues.length > 0);
  for (const issue of issues) assert.deepEqual(Object.keys(issue), ["code", "severity", "path", "message", "explanation"]);
});

test("what is no token is refused, and said to be none", async () => {
  for (const text of ["hello", "a.b.c.d.e", "{}", "-----BEGIN PUBLIC KEY-----", "💥"]) {
    assert.match(await refused(["inspect", "--", text]), /^Not a token\nThis is not a Tinybird token\.\n/);
  }
  assert.equal(JSON.parse(await refused(["inspect", "hello", "-o", "json"])).tokens[0].kind, "unknown");
});

test("nothing in a token can play with the terminal", async () => {
  const name = "\u001b[2J\u0007\u009b31m\u202e\u2028";
  const jwt = sign(
    {
      workspace_id: "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c",
      name,
      exp: 9_999_999_999,
      limits: { rps: 1 },
      scopes: [{ type: "PIPES:READ", resource: `p${name}` }],
    },
    KEY,
  );
  for (const args of [
    ["inspect", jwt],
    ["verify", jwt],
    ["authorize", jwt, "--pipe", `p${name}`],
    ["authorize", jwt, "--pipe", `q${name}`],
    ["explain-403", jwt, "--pipe", `q${name}`],
  ]) {
    const { out, error } = await mintbird(args);
    assert.ok(out.length > 20, args[0]);
    assert.doesNotMatch(out + error, /[^\P{Cc}\n]|[\p{Cf}\p{Zl}]/u, args[0]);
  }
});

test("nothing to read", async () => {
  await misused(["inspect", ""], /is the variable .* set/);
  await misused(["inspect"], /no token on standard input/);
  await misused(["inspect", "-"], /no token on standard input/, { input: " \n" });
});
