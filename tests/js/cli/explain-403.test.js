import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { generateLocalTokens, mintStaticToken, parseStaticToken, sign } from "mintbird";
import { KEY } from "../explain-cases.js";
import { OTHER_KEY } from "../fixtures.js";
import * as command from "./run.js";

const { file, folder, misused } = command;
/** With the key of the region that is called. */
const output = (args, options) => command.output(args, { key: KEY, ...options });
const refused = (args, options) => command.refused(args, { key: KEY, ...options });

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

/** The causes that apply, and those that are left open. */
async function explained(run, args, options) {
  const { cause, causes } = JSON.parse(await run(["explain-403", ...args, "-o", "json"], options));
  assert.deepEqual(
    causes.map(({ code }) => code),
    ["token", "sent", "claims", "key", "key-whitespace", "workspace", "time", "not-yet-valid", "scope", "api", "region", "hole"],
  );
  // `key` is the code of an error, too.
  for (const { code, help } of causes) assert.ok(help.endsWith(`/docs/reference/codes.html#cause-${code}`), help);
  const those = (value) => causes.filter(({ applies }) => applies === value).map(({ code }) => code);
  assert.equal(cause, those(true)[0] ?? null);
  return { yes: those(true), open: those(null) };
}

const curl = (token, path = "/v0/pipes/top_pages.json") => `curl -H "Authorization: Bearer ${token}" "https://api.tinybird.co${path}"`;

test("more than one cause can apply", async () => {
  const wrong = signedBy(`${KEY}\n`, claims({ exp: 1_700_000_000, name: undefined }));
  assert.deepEqual(await explained(refused, [curl(wrong, "/v0/pipes/revenue.json")]), {
    yes: ["claims", "key-whitespace", "time", "scope"],
    open: [],
  });
  assert.deepEqual(await explained(output, [curl(good), "--key-file", file("explained.key", `${KEY}\n`)]), { yes: [], open: [] });
});

test("what cannot be told is left open, and is no answer of yes", async () => {
  const ofKey = ["key", "key-whitespace", "workspace"];
  assert.deepEqual(await explained(refused, [good], { key: false }), { yes: [], open: ["sent", ...ofKey, "scope", "api", "region"] });
  assert.deepEqual(await explained(refused, [good, "--pipe", "top_pages"], { key: false }), {
    yes: [],
    open: ["sent", ...ofKey, "api", "region"],
  });
  assert.deepEqual(await explained(refused, [curl(good)], { key: false }), { yes: [], open: [...ofKey, "region"] });
});

test("in words, with the verdict and what mends it first", async () => {
  const text = await refused(["explain-403", good, "--pipe", "revenue"]);
  assert.match(
    text,
    /^It is this: no scope names what is read\.\n[A-Z].+\.\nFix: .+\n\nMay read top_pages of org acme until .+\n\n no {2}/,
  );
  assert.match(
    text,
    /\n no {2}Signed with another key.+\n {5}The signature matches this key\. Whether it is the workspace admin token does not show/,
  );
  assert.match(text, /\nyes {2}No scope names what is read\n {5}[A-Z].+\.\n/);
  assert.match(text, /\n {2}\? {2}The API does not accept JWTs\n/);
  assert.match(
    await output(["explain-403", `https://api.tinybird.co/v0/pipes/top_pages.json?token=${good}`]),
    /^It is none of these: Tinybird should accept the token for this request, assuming the key is the workspace admin token\.\n/,
  );
  const unknown = await refused(["explain-403", good], { key: false });
  assert.match(unknown, /^Not known yet: /);
  assert.match(unknown, /Set TINYBIRD_SIGNING_KEY, or use --key-file FILE, or --local/);
});

test("errors of the claims are listed with their place", async () => {
  const text = await refused(["explain-403", curl(signedBy(KEY, claims({ scopes: ["PIPES:READ:top_pages"] })))]);
  assert.match(text, /\nIssues\nerror scope-type \/claims\/scopes\/0\n/);
});

test("the personal token of .tinyb is no signing key", async () => {
  const cwd = mkdtempSync(join(folder, "personal-"));
  writeFileSync(join(cwd, ".tinyb"), JSON.stringify({ host: "https://api.tinybird.co", token: KEY, user_token: OTHER_KEY }));
  const text = await refused(["explain-403", curl(good)], { cwd });
  assert.match(text, /^It is this: signed with another key.*\nThe key is the personal token of \.tinyb or of TB_USER_TOKEN\./);
  assert.match(await refused(["explain-403", curl(good)], { env: { TB_USER_TOKEN: KEY } }), /\nThe key is the personal token/);
});

test("a key that is also what other programs use may be a personal token", async () => {
  for (const env of [{ TB_TOKEN: KEY }, { TINYBIRD_TOKEN: KEY }])
    assert.deepEqual(await explained(refused, [curl(good)], { env }), { yes: [], open: ["key"] });
  const cwd = mkdtempSync(join(folder, "sdk-"));
  writeFileSync(join(cwd, ".env.local"), `TINYBIRD_TOKEN=${KEY}\n`);
  assert.deepEqual(await explained(refused, [curl(good)], { cwd }), { yes: [], open: ["key"] });
});

test("a token that the personal token has signed", async () => {
  const cwd = mkdtempSync(join(folder, "signed-by-personal-"));
  const personal = mintStaticToken({ u: parseStaticToken(KEY).u, id: parseStaticToken(OTHER_KEY).id, host: "eu_shared" }, "x");
  writeFileSync(join(cwd, ".tinyb"), JSON.stringify({ token: personal }));
  assert.match(
    await refused(["explain-403", curl(sign(claims(), personal))], { cwd }),
    /\nIt was signed with the personal token of \.tinyb/,
  );
});

test("a .tinyb that cannot be read is left out", async () => {
  const cwd = mkdtempSync(join(folder, "broken-"));
  writeFileSync(join(cwd, ".tinyb"), "{");
  const { code, error } = await command.mintbird(["explain-403", curl(good)], { cwd, key: KEY });
  assert.equal(code, 0);
  assert.match(error, /\.tinyb is not JSON.*not compared with the key\n$/);
});

test("the endpoint can be named by its address, and not against the request", async () => {
  const address = "https://api.tinybird.co/v0/pipes/top_pages.json";
  for (const name of ["top_pages", "top_pages.json", address, `${address}?a=1/2`])
    assert.deepEqual(await explained(output, [curl(good), "--pipe", name]), { yes: [], open: [] });
  await misused(["explain-403", curl(good, "/v0/pipes/revenue.json"), "--pipe", "top_pages"], /the request calls revenue/);
  await misused(["explain-403", curl(good), "--pipe", "/"], /--pipe/);
  // The same pipe may have an id.
  await explained(refused, [curl(good, "/v0/pipes/t_b9427fe2bcd543d1a8923d18c094e8c1.json"), "--pipe", "revenue"]);
});

test("what is no JWT", async () => {
  await misused(["explain-403", "hello"], /no token/);
  await misused(["explain-403", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..aXY.Y2lwaGVy.dGFn"], /encrypted token \(JWE\)/);
  await misused(["explain-403", "-"], /no token found: the token has 16385 bytes/, {
    input: `${good.split(".").slice(0, 2).join(".")}.${"A".repeat(17_000)}`,
  });
});

test("a static token: what of it can be seen, and what cannot", async () => {
  const us = mintStaticToken({ ...parseStaticToken(KEY), host: "us_east" }, "x");
  const local = generateLocalTokens().workspace_token;
  const header = (token, host = "https://api.us-east.tinybird.co", scheme = "Bearer ") =>
    `curl -H "Authorization: ${scheme}${token}" "${host}/v0/datasources"`;
  const stated = async (pasted) => {
    const { cause, accepted, causes } = JSON.parse(await refused(["explain-403", pasted, "-o", "json"]));
    assert.equal(accepted, false);
    return [cause, causes.filter(({ applies }) => applies === null).map(({ code }) => code)];
  };
  for (const [pasted, cause, says] of [
    [header(us, "https://api.tinybird.co"), "region", /\nThe token is of us_east, .*\nFix: https:\/\/api\.us-east\.tinybird\.co\n/],
    [header(us, "http://localhost:7181"), "region", /\nThe token is of us_east/],
    [header(local, "https://api.tinybird.co"), "region", /\nThe token is of Tinybird Local.*\nFix: Use a token of the cloud/],
    [header(us, undefined, ""), "sent", /does not say `Bearer` and a space before it\.\nFix: Authorization: Bearer p\.…\n/],
    [`https://api.us-east.tinybird.co/v0/datasources?access_token=${us}`, "sent", /\nFix: \?token=p\.…/],
    [header(us.slice(0, -6)), "token", /cut off after \d+ characters/],
    [us.slice(0, 60), "token", /cut off after 60 characters/],
    [us.split(".").slice(0, 2).join("."), "token", /cut off/],
    [header(`${us}=`), "token", /malformed/],
  ]) {
    assert.deepEqual((await stated(pasted))[0], cause, pasted);
    const words = await refused(["explain-403", pasted]);
    assert.match(words, /^It is this: /);
    assert.match(words, says);
    assert.doesNotMatch(words, /deleted or refreshed\.\n|It has the form of a JWT|The key is/);
  }
  for (const [pasted, open] of [
    [header(us), ["scope"]],
    [us, ["sent", "region", "scope"]],
    [header(local, "http://localhost:7181"), ["scope"]],
  ]) {
    assert.deepEqual(await stated(pasted), [null, open]);
    assert.match(
      await refused(["explain-403", pasted]),
      /^Not known here: the static token may lack a scope, or was deleted or refreshed\.\n/,
    );
  }
  const answered = `${header(us)}\n{"error":"Workspace with ID x not found in region"}`;
  assert.deepEqual(await stated(answered), [null, ["region", "scope"]]);
});

test("a token that the shell fills in is asked for, and not called missing", async () => {
  const request = (quote) => `curl -H ${quote}Authorization: Bearer $TB_TOKEN${quote} https://api.tinybird.co/v0/pipes/top_pages.json`;
  assert.match(await refused(["explain-403", request('"')]), /^The token is taken from `\$TB_TOKEN`, .*Paste its value\.\n$/);
  const of = async (quote) => {
    const { cause, accepted, causes } = JSON.parse(await refused(["explain-403", request(quote), "-o", "json"]));
    return [cause, accepted, causes.map(({ code, applies }) => [code, applies])];
  };
  assert.deepEqual(await of('"'), [null, false, [["token", null]]]);
  assert.deepEqual(await of("'"), ["token", false, [["token", true]]]);
});
