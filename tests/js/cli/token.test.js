// `mintbird key` and `mintbird token`, with the credentials of a login or of the environment.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { localTokens } from "../fixtures.js";
import { FILLED, TEMPLATE, folder, mintbird, misused, output } from "./run.js";
import { startStaticTokens } from "./static-tokens.js";
import { startTinybirdLocal } from "./tinybird-local.js";

/** Somebody who is logged in: `ask` runs the command there. */
async function loggedIn(t) {
  const stand = await startStaticTokens();
  t.after(stand.stop);
  const cwd = mkdtempSync(join(folder, "token-"));
  writeFileSync(join(cwd, ".tinyb"), JSON.stringify({ host: stand.url, token: stand.personal.token }));
  const options = { cwd, key: false };
  const secret = ({ out, error }) => stand.tokens.some(({ token }) => `${out}${error}`.includes(token.slice(0, 60)));
  return { ...stand, cwd, options, secret, run: (args, more) => mintbird(args, { ...options, ...more }) };
}

/** Asserts an end with one last line on standard error that says why. */
function ends({ code, out, error }, expected, message) {
  assert.equal(code, expected, out + error);
  assert.equal(out, "");
  assert.match(error.trimEnd().split("\n").at(-1), message);
  assert.doesNotMatch(error, /p\.eyJ|\n\s+at /);
}

test("key prints the signing key, which is not the personal token", async (t) => {
  const { key, personal, url, options, asked } = await loggedIn(t);
  assert.equal(await output(["key"], options), `${key.token}\n`);
  assert.notEqual(key.token, personal.token);
  assert.deepEqual(asked, ["GET /v0/tokens"]);
  const env = { TB_TOKEN: personal.token, TB_HOST: url };
  assert.equal(await output(["key"], { cwd: mkdtempSync(join(folder, "empty-")), env, key: false }), `${key.token}\n`);
});

test("key --write: for its owner alone, all or nothing, and good for --key-file", async (t) => {
  const { key, cwd, run, options, secret } = await loggedIn(t);
  const path = join(cwd, ".signing-key");
  writeFileSync(path, "old");
  chmodSync(path, 0o644);
  const written = await run(["key", "--write", ".signing-key"]);
  assert.match(written.out, /✓ \.signing-key has the signing key/);
  assert.ok(!secret(written));
  assert.deepEqual([readFileSync(path, "utf8"), statSync(path).mode & 0o777], [`${key.token}\n`, 0o600]);
  await output(["mint", TEMPLATE, ...FILLED, "--key-file", ".signing-key"], options);
  // A link is replaced, not followed.
  writeFileSync(join(cwd, "tracked"), "x");
  symlinkSync("tracked", join(cwd, "link"));
  await output(["key", "--write", "link"], options);
  assert.equal(readFileSync(join(cwd, "tracked"), "utf8"), "x");
  ends(await run(["key", "--write", "no/where"]), 2, /no\/where cannot be written: it does not exist/);
  assert.ok(readdirSync(cwd).every((name) => !/\.[\da-f]{12}$/.test(name)));
});

test("key --local: of the project's workspace there", async (t) => {
  const { env, keyOf, stop } = await startTinybirdLocal(["analytics"]);
  t.after(stop);
  const cwd = mkdtempSync(join(folder, "token-"));
  assert.equal(await output(["key", "--local", "-w", "analytics"], { cwd, env, key: false }), `${keyOf("analytics")}\n`);
  await misused(["key", "-w", "analytics"], /goes with --local/, { cwd });
});

test("who may not ask", async (t) => {
  const { url, run, cwd } = await loggedIn(t);
  const elsewhere = { cwd: mkdtempSync(join(folder, "empty-")) };
  for (const command of [
    ["key"],
    ["token", "ls"],
    ["token", "refresh", "x", "-y"],
    ["token", "rm", "x", "-y"],
    ["token", "create", "static", "n", "-s", "TOKENS"],
  ]) {
    ends(await run(command, elsewhere), 1, /not logged in/);
    const other = localTokens[1].workspace_token;
    ends(
      await run(command, { env: { TB_TOKEN: other } }),
      1,
      /answers 403: the token of TB_TOKEN may not .* needs the scope TOKENS or ADMIN/,
    );
    ends(await run(command, { env: { TB_HOST: "http://evil.example" } }), 2, /host of TB_HOST is not an https URL/);
    ends(await run(command, { env: { TB_HOST: "http://127.0.0.1:9" } }), 1, /cannot be reached/);
  }
  assert.ok(url && cwd);
});

test("ls says which there are, and prints none", async (t) => {
  const { tokens, run, secret, options } = await loggedIn(t);
  const text = await run(["token", "ls"]);
  assert.equal(text.code, 0, text.error);
  for (const { id, name } of tokens) assert.match(text.out, new RegExp(`^${id}  ${name} `, "m"));
  assert.match(text.out, /read pages +PIPES:READ:top_pages\n/);
  const json = await run(["token", "ls", "-o", "json", "--match", "admin"]);
  assert.deepEqual(
    JSON.parse(json.out).map(({ name, signing_key }) => [name, signing_key]),
    [
      ["admin zoe@example.com", false],
      ["workspace admin token", true],
    ],
  );
  assert.ok(!secret(text) && !secret(json));
  tokens.push({ id: "x", name: "a\n\u001b[2Jb", token: localTokens[0].user_token, scopes: [] });
  assert.match(await output(["token", "ls"], options), /x {2}a\\u000a\\u001b\[2Jb/);
});

test("refresh says what it ends, and asks", async (t) => {
  const { asked, find, personal, key, run, secret } = await loggedIn(t);
  const old = key.token;
  ends(await run(["token", "refresh", "workspace admin token"]), 2, /nothing was done/);
  const no = await run(["token", "refresh", key.id], { terminal: true, input: "\n" });
  assert.equal(no.code, 2);
  assert.match(
    no.out,
    /signing key: Tinybird refuses every JWT[^]*`keys: \[current, previous\]`[^]*Refresh workspace admin token\? \[y\/N\]/,
  );
  assert.ok(!asked.some((call) => call.startsWith("POST")));
  const yes = await run(["token", "refresh", "workspace admin token", "--yes"]);
  assert.equal(yes.code, 0, yes.error);
  assert.match(yes.error, /Now: `mintbird key` prints the new key[^]*Keep the old one as the second of `keys`/);
  assert.ok(asked.includes(`POST /v0/tokens/${key.id}/refresh`));
  assert.notEqual(find("workspace admin token").token, old);
  assert.ok(!secret(yes) && !yes.out.includes(old.slice(0, 60)));
  const page = await run(["token", "refresh", "read pages", "-y"]);
  assert.doesNotMatch(page.error, /signing key|Log in again/);
  const own = await run(["token", "refresh", personal.id, "-y"]);
  assert.match(own.error, /which this command uses itself[^]*Log in again/);
  assert.equal((await run(["token", "ls"])).code, 1);
});

test("rm", async (t) => {
  const { find, run, key } = await loggedIn(t);
  ends(await run(["token", "rm", "read pages"]), 2, /nothing was done/);
  assert.equal((await run(["token", "rm", "read pages", "-y"])).code, 0);
  assert.equal(find("read pages"), undefined);
  ends(await run(["token", "rm", "read pages", "-y"]), 1, /there is no token read pages/);
  ends(await run(["token", "rm", key.id, "-y"]), 1, /the signing key cannot be removed/);
  ends(await run(["token", "rm", "../workspaces", "-y"]), 1, /there is no token/);
});

test("create static", async (t) => {
  const { asked, find, options, run } = await loggedIn(t);
  const create = ["token", "create", "static"];
  const printed = await output(
    [...create, "ingest", "-s", "DATASOURCES:APPEND", "-r", "events", "--scope", "PIPES:READ:top_pages", "-s", "TOKENS"],
    options,
  );
  assert.equal(printed, `${find("ingest").token}\n`);
  assert.equal(asked.at(-1), "POST /v0/tokens ingest C DATASOURCES:APPEND:events PIPES:READ:top_pages TOKENS");
  ends(await run([...create, "ingest", "-s", "TOKENS"]), 1, /there is a token ingest already/);
  for (const args of [
    ["n"],
    ["n", "-r", "x", "-s", "TOKENS"],
    ["n", "-s", "PIPES:READ", "-r", "a", "-r", "b"],
    ["n", "-s", "PIPE:READ:a"],
    ["n", "-s", "PIPES:READ"],
  ])
    await misused([...create, ...args], /./, options);
});
