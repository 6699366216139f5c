import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { mintStaticToken, parseStaticToken } from "mintbird";
import { localTokens } from "../fixtures.js";
import { folder, mintbird, misused, output, token as jwt } from "./run.js";

const [{ workspace_token, user_token }, other] = localTokens;
const TINYB = {
  host: "https://api.us-east.tinybird.co",
  id: "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c",
  name: "analytics",
  token: workspace_token,
  user_email: "zoe@example.com",
  user_id: "47c5dbba-8063-4765-b2e7-4be1bce2370e",
  user_token,
};

/** A project's folder, deep inside of a home. */
function project(content, where = ".") {
  const home = mkdtempSync(join(folder, "home-"));
  const cwd = join(home, "code", "app");
  mkdirSync(cwd, { recursive: true });
  if (content !== undefined) writeFileSync(join(cwd, where, ".tinyb"), typeof content === "string" ? content : JSON.stringify(content));
  return { cwd, env: { HOME: home }, key: false };
}

const whoami = async (options, env = {}) =>
  JSON.parse(await output(["whoami", "-o", "json"], { ...options, env: { ...options.env, ...env } }));

test("in words, and without a token", async () => {
  const options = project(TINYB);
  const path = join(options.cwd, ".tinyb");
  assert.equal(
    await output(["whoami"], options),
    `Token:      a static token, id ${parseStaticToken(workspace_token).id}, from ${path}
Workspace:  analytics (7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c)
User:       zoe@example.com
Host:       https://api.us-east.tinybird.co, from ${path}
User token: from ${path}
This token is for tb and the REST API. It is not the signing key: JWTs are signed with the workspace admin token.
`,
  );
});

test("for programs", async () => {
  const options = project(TINYB);
  const source = join(options.cwd, ".tinyb");
  const { u, id } = parseStaticToken(workspace_token);
  assert.deepEqual(await whoami(options), {
    token: { source, kind: "static-token", u, id, region: null },
    host: { url: TINYB.host, source },
    workspace: { id: TINYB.id, name: "analytics" },
    user: { id: TINYB.user_id, email: "zoe@example.com" },
    user_token: { source },
    warnings: [],
    signing_key: false,
  });
});

test(".tinyb is that of this folder, as for tb; one above is not read, and is mentioned", async () => {
  const nobody = async (options, message) => {
    const { code, out, error } = await mintbird(["whoami"], options);
    assert.deepEqual([code, out], [1, ""]);
    assert.match(error, /^mintbird: not logged in: [^\n]+ mintbird login\n$/);
    assert.match(error, message);
    const json = await mintbird(["whoami", "-o", "json"], options);
    assert.deepEqual([json.code, json.error, JSON.parse(json.out).token], [1, "", null]);
  };
  assert.equal((await whoami(project(TINYB))).token.source.endsWith("/app/.tinyb"), true);
  for (const where of ["..", "../.."]) {
    const options = project(TINYB, where);
    await nobody(options, /tb does not read \S+\.tinyb/);
    assert.match((await whoami(options, { TB_TOKEN: other.workspace_token })).warnings.join(), /tb does not read/);
  }
  await nobody(project(TINYB, "../../.."), /no \.tinyb here has a token; run/);
  await nobody(project(), /no \.tinyb here has a token; run/);
  await nobody({ ...project(TINYB, ".."), env: { HOME: join(folder, "nobody") } }, /here has a token; run/);
});

test("what the TypeScript SDK would use, from .env.local or the environment", async () => {
  for (const content of [
    `TINYBIRD_TOKEN=${other.workspace_token}\nTINYBIRD_URL=https://api.us-east.tinybird.co\n`,
    `# x\n  export TINYBIRD_TOKEN = "${other.workspace_token}" # y\r\nTINYBIRD_URL='https://api.us-east.tinybird.co'\nOTHER=1\n`,
  ]) {
    const options = project();
    writeFileSync(join(options.cwd, ".env.local"), content);
    const { sdk, token } = await whoami(options);
    assert.equal(token, null);
    assert.deepEqual([sdk.token.id, sdk.token.source], [parseStaticToken(other.workspace_token).id, join(options.cwd, ".env.local")]);
    assert.equal(sdk.url.url, "https://api.us-east.tinybird.co");
    const text = await output(["whoami"], options);
    assert.match(text, /^tb: not logged in[^]*\nSDK token: {2}a static token, id /);
    assert.doesNotMatch(text, /p\.eyJ/);
    const both = await whoami(options, { TB_TOKEN: workspace_token, TINYBIRD_TOKEN: workspace_token });
    assert.deepEqual([both.token.source, both.sdk.token.source], ["TB_TOKEN", "TINYBIRD_TOKEN"]);
  }
  assert.equal("sdk" in (await whoami(project(TINYB))), false);
});

test("the environment wins", async () => {
  const options = project(TINYB);
  const found = await whoami(options, {
    TB_TOKEN: other.workspace_token,
    TB_HOST: "https://api.tinybird.co",
    TB_USER_TOKEN: other.user_token,
  });
  assert.deepEqual(
    [found.token.source, found.host, found.user_token],
    ["TB_TOKEN", { url: "https://api.tinybird.co", source: "TB_HOST" }, { source: "TB_USER_TOKEN" }],
  );
  // The file knows another token's workspace.
  assert.deepEqual([found.workspace, found.user], [null, null]);
  assert.equal(found.token.u, parseStaticToken(other.workspace_token).u);
  assert.equal((await whoami(options, { TB_TOKEN: workspace_token })).workspace.name, "analytics");
  assert.equal((await whoami(options, { TB_TOKEN: "" })).token.source, join(options.cwd, ".tinyb"));
  const alone = await whoami(project(), { TB_TOKEN: other.workspace_token });
  assert.deepEqual([alone.host, alone.user_token], [{ url: "https://api.europe-west2.gcp.tinybird.co", source: "default" }, null]);
  const { cwd, env } = project();
  assert.match(
    await output(["whoami"], { cwd, env: { ...env, TB_TOKEN: other.workspace_token } }),
    /\nWorkspace: {2}not known by name; the token is of the workspace or user [\da-f-]{36}\n/,
  );
});

test("the token may stand by its host", async () => {
  const { token, ...rest } = TINYB;
  assert.equal((await whoami(project({ ...rest, tokens: { [TINYB.host]: token } }))).token.id, parseStaticToken(token).id);
});

test("warns of what leads to a 403", async () => {
  const warned = async (options, env) => (await whoami(options, env)).warnings.join("\n");
  assert.match(await warned(project(TINYB), { TINYBIRD_SIGNING_KEY: `${workspace_token}\n` }), /TINYBIRD_SIGNING_KEY has the same token/);
  assert.equal(await warned(project(TINYB), { TINYBIRD_SIGNING_KEY: other.workspace_token }), "");
  const token = mintStaticToken({ ...parseStaticToken(workspace_token), host: "eu_shared" }, "k");
  assert.match(
    await warned(project({ ...TINYB, token })),
    /belongs to https:\/\/api\.tinybird\.co, but requests go to https:\/\/api\.us-east\.tinybird\.co/,
  );
  assert.match(await warned(project(TINYB), { TB_TOKEN: await jwt() }), /a JWT/);
  assert.match(await warned(project(TINYB), { TB_TOKEN: "hello" }), /it is not a Tinybird token/);
});

test("no output shows a token, or plays with the terminal", async () => {
  const options = project({ ...TINYB, name: "\u001b[2Janalytics", user_email: "\u009b31m" });
  for (const args of [["whoami"], ["whoami", "-o", "json"]]) {
    const { out, error } = await mintbird(args, { ...options, key: workspace_token });
    assert.match(out, /analytics/);
    assert.doesNotMatch(out + error, /p\.eyJ|[^\P{Cc}\n]/u);
  }
});

test("a file that cannot be read", async () => {
  await misused(["whoami"], /\.tinyb is not JSON/, project(`{"token": "${workspace_token}`));
  await misused(["whoami"], /not a JSON object/, project("7"));
  await misused(["whoami"], /binary/, project("\0\0"));
});

test("whether a token is the signing key is said of that of .tinyb only", async () => {
  assert.equal((await whoami(project(TINYB))).signing_key, false);
  const options = project();
  assert.equal((await whoami(options, { TB_TOKEN: other.workspace_token })).signing_key, null);
  const text = await output(["whoami"], { ...options, env: { ...options.env, TB_TOKEN: other.workspace_token } });
  assert.match(
    text,
    /Whether it is also the signing key, the workspace admin token, does not show in it: compare it with mintbird key\.\n$/,
  );
});

test("a host is compared as a host", async () => {
  const of = (host) => mintStaticToken({ ...parseStaticToken(workspace_token), host }, "x");
  const warned = async (TB_TOKEN, TB_HOST) => (await whoami(project(), { TB_TOKEN, TB_HOST })).warnings;
  assert.deepEqual(await warned(of("us_east"), "https://api.us-east.tinybird.co/"), []);
  assert.deepEqual(await warned(of("aws-ap-east-1"), "https://api.ap-east-1.aws.tinybird.co"), []);
  assert.match((await warned(of("us_east"), "https://api.tinybird.co")).join(), /belongs to https:\/\/api\.us-east/);
  const sdk = async (TINYBIRD_URL) => (await whoami(project(), { TINYBIRD_TOKEN: of("us_east"), TINYBIRD_URL })).sdk.warnings;
  assert.equal(await sdk("https://api.us-east.tinybird.co/"), undefined);
  assert.match((await sdk("https://api.tinybird.co")).join(), /SDK's token belongs to/);
});
