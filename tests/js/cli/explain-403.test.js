import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseStaticToken, sign } from "mintbird";
import { KEY, OTHER_KEY } from "../fixtures.js";
import { file, folder, misused, output, refused } from "./run.js";

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
    ["token", "claims", "key", "key-whitespace", "workspace", "time", "not-yet-valid", "scope", "api", "region", "hole"],
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
  assert.deepEqual(await explained(refused, [good], { key: false }), { yes: [], open: [...ofKey, "scope", "api", "region"] });
  assert.deepEqual(await explained(refused, [good, "--pipe", "top_pages"], { key: false }), { yes: [], open: [...ofKey, "api", "region"] });
  assert.deepEqual(await explained(refused, [curl(good)], { key: false }), { yes: [], open: [...ofKey, "region"] });
});

test("in words, with the verdict and what mends it first", async () => {
  const text = await refused(["explain-403", good, "--pipe", "revenue"]);
  assert.match(
    text,
    /^It is this: no scope names what is read\.\n[A-Z].+\.\nFix: .+\n\nMay read top_pages of org acme until .+\n\n no {2}/,
  );
  assert.match(text, /\n no {2}Signed with another key.+\n {5}The signature matches this key\.\n/);
  assert.match(text, /\nyes {2}No scope names what is read\n {5}[A-Z].+\.\n/);
  assert.match(text, /\n {2}\? {2}The API does not accept JWTs\n/);
  assert.match(
    await output(["explain-403", `https://api.tinybird.co/v0/pipes/top_pages.json?token=${good}`]),
    /^It is none of these: Tinybird should accept the token for this request\.\n/,
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
  assert.match(text, /^It is this: signed with another key.*\nThe key is the personal token of \.tinyb\./);
});

test("what is no JWT", async () => {
  await misused(["explain-403", OTHER_KEY, "--pipe", "p"], /static token/);
  await misused(["explain-403", "hello"], /no token/);
});
