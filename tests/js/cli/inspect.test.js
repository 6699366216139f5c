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
    [`curl -H "Authorization: Bearer ${jwt}" https://api.tinybird.co/v0/pipes/top_pages.json`, "in a curl command"],
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
  for (const issue of issues) assert.deepEqual(Object.keys(issue), ["code", "severity", "path", "message", "explanation", "help"]);
});

test("what is no token is refused, and said to be none", async () => {
  for (const text of ["hello", "a.b.c.d.e", "{}", "-----BEGIN PUBLIC KEY-----", "💥"]) {
    assert.match(await refused(["inspect", "--", text]), /^Not a token\nThis is not a Tinybird token\.\n/);
  }
  assert.equal(JSON.parse(await refused(["inspect", "hello", "-o", "json"])).tokens[0].kind, "unknown");
});

/** Signed by nobody that matters. */
const jwtOf = (claims, header = { alg: "HS256" }) =>
  `${[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")}.${"A".repeat(43)}`;

test("a token is not taken for .tinyb because it stands in JSON", async () => {
  const jwt = await token();
  for (const json of [{ token: jwt }, { token: jwt, expires_at: 1 }, { data: { access: [jwt] } }]) {
    const text = await output(["inspect", "-"], { input: JSON.stringify(json) });
    assert.match(text, /^A JWT in JSON, \w+, \d+ bytes\nMay read top_pages/);
    assert.doesNotMatch(text, /personal/);
  }
  const local = await output(["inspect", "-"], { input: JSON.stringify(localTokens[0]) });
  assert.match(local, /^A static token in JSON, workspace_token, /);
});

test("a token that was broken over lines, or cut off", async () => {
  const jwt = await token();
  for (const between of ["\n", "\r\n", " \\\n", "\n> ", "=\r\n"]) {
    const broken = jwt.match(/.{1,80}/g).join(between);
    const text = await output(["inspect", "-"], { input: `${broken}\n` });
    assert.match(
      text,
      new RegExp(`^A JWT, ${jwt.length} bytes\nMay read top_pages.*\nIt was broken over 6 lines`),
      JSON.stringify(between),
    );
  }
  const cut = await refused(["inspect", "-"], { input: jwt.slice(0, -20) });
  assert.match(
    cut,
    new RegExp(
      `^A JWT, ${jwt.length - 20} bytes\nMay read top_pages.*\nIt is cut off after ${jwt.length - 20} characters: copy it again\\.\n`,
    ),
  );
  assert.match((await mintbird(["inspect", "-"], { input: jwt.slice(0, 200) })).out, /cut off after 200 characters/);
  // Two tokens, one under the other, stay two.
  const both = JSON.parse(await refused(["inspect", "-", "-o", "json"], { input: `${jwt}\n${jwtOf({ exp: 1 })}\n` }));
  assert.deepEqual(
    both.tokens.map(({ kind, lines, cutAfter }) => [kind, lines, cutAfter]),
    [
      ["jwt", undefined, undefined],
      ["jwt", undefined, undefined],
    ],
  );
});

test("what is no token is named", async () => {
  const claims = { workspace_id: "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c", name: "n", scopes: [{ type: "PIPES:READ", resource: "p" }] };
  for (const [input, said] of [
    [JSON.stringify({ ...claims, ttl: 60 }), /This is a token template: `mintbird check FILE`/],
    [JSON.stringify({ ...claims, exp: 1 }), /These are the claims of a token, without its signature/],
    ['{"error": "Invalid token: the signature is not ours"}', /This is an API's answer.*\nThe signature does not match/],
    ['{"error": "Workspace with ID 7d7e5a4c not found"}', /The host that was called does not know the workspace: another region/],
    ['{"error": {"message": "invalid token"}}', /This is an API's answer, "invalid token"/],
    ['{"detail": "invalid token"}', /This is an API's answer, "invalid token"/],
    ['Error: 403 Forbidden: {"error": "invalid token"}', /This is an API's answer, "invalid token"/],
    ["Authorization: Bearer ", /No token was sent/],
    ["Bearer", /No token was sent/],
    ["Authorization: Bearer null", /No token was sent/],
    ["curl -H 'Authorization: Bearer $TOKEN' https://api.tinybird.co/v0/pipes/p.json", /No token was sent/],
    ['curl -H "Authorization: Bearer $TOKEN" https://api.tinybird.co/v0/pipes/p.json', /The token is taken from `\$TOKEN`/],
  ])
    assert.match(await refused(["inspect", "-"], { input }), said, input);
});

test("a session token is said to be one, without advice on Tinybird's claims", async () => {
  const text = await refused(["inspect", jwtOf({ iss: "https://clerk.acme.com", sub: "user_1", exp: 9_999_999_999 })]);
  assert.match(text, /\nThis is a session token of Clerk, not a Tinybird token\.\nMake a JWT template in Clerk/);
  assert.doesNotMatch(text, /workspace_id|Issues/);
  // One that was made for Tinybird is none.
  const made = { iss: "https://clerk.acme.com", workspace_id: "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c", name: "n", exp: 9_999_999_999 };
  assert.match(await output(["inspect", jwtOf({ ...made, scopes: [{ type: "PIPES:READ", resource: "p" }] })]), /\nReads every row of p /);
});

test("issues in the order in which they matter, times in words", async () => {
  const scopes = [{ type: "PIPES:READ", resource: "p", fixed_param: {} }];
  const { out } = await mintbird(["inspect", jwtOf({ name: "n", exp: 1_700_000_000.5, iat: 1_699_999_000, nbf: 1_699_999_000, scopes })]);
  const severities = [...out.matchAll(/^(error|warning|info) /gm)].map(([, severity]) => severity);
  assert.deepEqual(
    severities,
    [...severities].sort((a, b) => "ewi".indexOf(a[0]) - "ewi".indexOf(b[0])),
  );
  assert.ok(new Set(severities).size >= 3, out);
  for (const name of ["exp", "iat", "nbf"])
    assert.match(out, new RegExp(`"${name}": [\\d.]+,  2023-11-14T\\d\\d:\\d\\d:\\d\\dZ, \\d+ days`));
  assert.match(
    out,
    /Could read every row of p, since Tinybird has no key fixed_param\. It was valid until \d\d:\d\d UTC on 14 November 2023/,
  );
  assert.match(out, /The token expired \d+ days ago/);
});

test("the hole that tb token create jwt leaves, and how it came", async () => {
  const scopes = [
    { type: "PIPES:READ", resource: "p", fixed_params: { a: "b" } },
    { type: "DATASOURCES:READ", resource: "d" },
  ];
  const text = (
    await mintbird(["inspect", jwtOf({ workspace_id: "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c", name: "n", exp: 9_999_999_999, scopes })])
  ).out;
  assert.match(text, /\nReads every row of the data source d, since it has no filter/);
  assert.match(text, /tb token create jwt.*the filter of the data source d was lost.*by position/);
});

test("a line that the terminal has cut is said to be cut", async () => {
  const { code, out } = await mintbird(["inspect"], { terminal: true, input: `${"eyJhbGciOiJIUzI1NiJ9.".padEnd(6000, "A")}\n\u0004` });
  assert.equal(code, 2);
  assert.match(out, /cut a line off after 4095 bytes; put the text into a file/);
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

test("no part of the JSON repeats the token", async () => {
  const text = await token();
  for (const query of [`access_token=${text}`, `Token=${text}`, `token=${text}`, `a=Bearer+${text}`]) {
    const out = await output(["inspect", "-o", "json", `curl "https://api.tinybird.co/v0/pipes/top_pages.json?page=1&${query}"`]);
    assert.equal(JSON.parse(out).called.query, "page=1");
    assert.ok(!out.includes(text.split(".")[2]), query);
  }
  const decided = await output(["authorize", `https://api.tinybird.co/v0/pipes/top_pages.json?page=1&access_token=${text}`, "-o", "json"]);
  assert.ok(!decided.includes("eyJ") && decided.includes('"page"'));
});

test("what has become of a token is told, and not that it is cut off", async () => {
  const text = await token();
  const broken = await refused(["inspect", `${text.slice(0, 100)}\u200b${text.slice(100)}`]);
  assert.match(broken, /\nIt is broken by U\+200B after 100 characters\.\n/);
  assert.doesNotMatch(broken, /cut off/);
  assert.match(await refused(["inspect", KEY.slice(2)]), /^Not a token\n.*\nIts `p\.` is missing/);
  assert.match(await refused(["inspect", text.split(".").slice(1).join(".")]), /^Not a token\n.*\nIts header is missing/);
  assert.match(await refused(["inspect", text + text]), /\nTwo tokens stand together/);
  assert.match(await refused(["explain-403", text + text]), /^It is this: the token is damaged\.\nTwo tokens stand together/);
});
