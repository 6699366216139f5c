// `mintbird login` and `tb login`, against one stand-in of the documented endpoints: each reads what the other has written.
// The port to which the browser is sent is the same for both, so that one logs in after the other.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { Verifier, generateLocalTokens, parseStaticToken } from "mintbird";
import { createTokenApi } from "mintbird/server";
import { BROWSER, callbackPortIsFree, startCloud } from "../js/cli/cloud.js";
import { python, run, tb } from "./processes.js";

const mintbird = fileURLToPath(new URL("../../pkg/dist/cli/mintbird.js", import.meta.url));
const tokens = generateLocalTokens();
const { workspace_token: signingKey } = tokens;
const api = createTokenApi({ signingKey });
const cloud = await startCloud(tokens, { rest: getRequestListener(api) });
const home = mkdtempSync(join(tmpdir(), "mintbird-login-"));
after(() => {
  rmSync(home, { recursive: true });
  return cloud.stop();
});
beforeEach(callbackPortIsFree);

const hosts = ["--host", cloud.url, "--auth-host", cloud.url];
const env = { PATH: process.env.PATH, HOME: home, BROWSER, TB_CLI_TELEMETRY_OPTOUT: "1" };
const project = () => mkdtempSync(join(home, "project-"));
const written = (cwd) => readFileSync(join(cwd, ".tinyb"), "utf8");

/** Runs a program, which has to end well, and shows nobody a token. */
async function done(command, args, cwd) {
  const { code, output } = await run(command, args, { cwd, env });
  assert.equal(code, 0, output);
  for (const token of Object.values(tokens)) assert.ok(!output.includes(token), output);
  return output;
}
const byMintbird = (cwd, ...args) => done(process.execPath, [mintbird, ...args], cwd);
const byTb = (cwd, ...args) => done(tb, args, cwd);

test("both ask the same, and write the same .tinyb but for the version", async () => {
  const [ours, theirs] = [project(), project()];
  await byMintbird(ours, "login", ...hosts);
  const asked = cloud.asked.splice(0);
  await byTb(theirs, "login", ...hosts);
  assert.deepEqual(asked, cloud.asked.splice(0).slice(0, asked.length));
  const { version } = JSON.parse(written(theirs));
  assert.equal(written(ours).replace(/"version": ".*"/, `"version": "${version}"`), written(theirs));
});

test("each uses what the other has written", async () => {
  const cwd = project();
  await byMintbird(cwd, "login", ...hosts);
  const create = ["token", "create", "jwt", "N", "--ttl", "1h", "--scope", "PIPES:READ", "--resource", "top_pages"];
  const [jwt] = /eyJ[\w.-]+/.exec(await byTb(cwd, "--cloud", ...create));
  assert.deepEqual(new Verifier({ keys: signingKey }).verify(jwt).scopes, [{ type: "PIPES:READ", resource: "top_pages" }]);

  await byTb(cwd, "login", ...hosts);
  const { token, workspace, user, host } = JSON.parse(await byMintbird(cwd, "whoami", "-o", "json"));
  assert.equal(token.id, parseStaticToken(signingKey).id);
  const { id, name, user_id, user_email } = cloud.workspace;
  assert.deepEqual(
    [workspace, user],
    [
      { id, name },
      { id: user_id, email: user_email },
    ],
  );
  assert.deepEqual(host, { url: cloud.url, source: join(cwd, ".tinyb") });
});

test("both take the token of .tinyb in their folder, and of no folder above", async () => {
  const root = project();
  const [upper, inner] = [join(root, "a"), join(root, "a", "b")];
  mkdirSync(inner, { recursive: true });
  const file = join(upper, ".tinyb");
  writeFileSync(file, JSON.stringify({ token: signingKey }));
  const places = [
    [inner, root, ""],
    [inner, upper, ""],
    [upper, root, file],
    [upper, upper, file],
    [root, root, ""],
  ];

  const program = `
import json, os, sys
from tinybird.tb.modules.config import CLIConfig
for cwd, home, _ in json.loads(sys.argv[1]):
    os.chdir(cwd)
    os.environ["HOME"] = home
    config = CLIConfig.get_project_config()
    print(config._path if config.get_token() else "")`;
  const theirs = (await done(python, ["-c", program, JSON.stringify(places)], root)).split("\n");
  for (const [index, [cwd, HOME, expected]] of places.entries()) {
    const { code, output } = await run(process.execPath, [mintbird, "whoami", "-o", "json"], { cwd, env: { ...env, HOME } });
    const ours = code === 0 ? JSON.parse(output).token.source : "";
    assert.deepEqual([ours, theirs[index]], [expected, expected], `${cwd} in ${HOME}`);
  }
});
