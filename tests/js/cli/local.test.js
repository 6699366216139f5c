import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseStaticToken } from "mintbird";
import { file, folder, mintbird, misused, output } from "./run.js";

const generate = (...args) => ["local", "generate-tokens", ...args];
const TOKEN = "p\\.[\\w-]+\\.[\\w-]{43}";

/** Two tokens that are static ones, of their own. */
function pair(text, form) {
  const [, workspace, user] = new RegExp(`^${form.replaceAll("§", `(${TOKEN})`)}$`).exec(text) ?? assert.fail(text);
  for (const token of [workspace, user]) assert.equal(parseStaticToken(token).host, null);
  assert.notEqual(parseStaticToken(workspace).u, parseStaticToken(user).u);
  return [workspace, user];
}

test("text and json, as tb prints them", async () => {
  pair(await output(generate()), "Workspace token: §\nUser token: §\n✓ Tinybird Local tokens generated!\n");
  pair(await output(generate("--output=json")), '\\{"workspace_token": "§", "user_token": "§"\\}\n');
});

test("env, for .env files", async () => {
  pair(await output(generate("-o", "env")), "TB_LOCAL_WORKSPACE_TOKEN=§\nTB_LOCAL_USER_TOKEN=§\n");
});

test("github masks the tokens before anything else, and hands them to the next steps", async () => {
  const path = file("github.env", "BEFORE=1\n");
  const masks = pair(await output(generate("-o", "github"), { env: { GITHUB_ENV: path } }), "::add-mask::§\n::add-mask::§\n");
  assert.deepEqual(pair(readFileSync(path, "utf8"), "BEFORE=1\nTB_LOCAL_WORKSPACE_TOKEN=§\nTB_LOCAL_USER_TOKEN=§\n"), masks);
  const text = await output(generate("-o", "github"));
  assert.match(text, new RegExp(`^(::add-mask::${TOKEN}\n){2}TB_LOCAL_WORKSPACE_TOKEN=${TOKEN}\nTB_LOCAL_USER_TOKEN=${TOKEN}\n$`));
});

test("what GITHUB_ENV names cannot be written", async () => {
  const closed = join(folder, "closed");
  mkdirSync(closed, { mode: 0o555 });
  for (const [path, fault] of [
    [folder, /is a directory/],
    [join(folder, "no", "where"), /does not exist/],
    [join(closed, "env"), /not permitted/],
  ]) {
    await misused(generate("-o", "github"), fault, { env: { GITHUB_ENV: path }, unprivileged: true });
  }
});

test("a folder that cannot be written is no hindrance to the rest", async () => {
  const cwd = join(folder, "read-only");
  mkdirSync(cwd, { mode: 0o555 });
  assert.equal((await mintbird(generate(), { cwd, unprivileged: true })).code, 0);
});
