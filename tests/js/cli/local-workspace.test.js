// The signing key of Tinybird Local is that of the project's own workspace.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Verifier, parseStaticToken } from "mintbird";
import { FILLED, TEMPLATE, folder, mintbird, misused, output } from "./run.js";
import { startTinybirdLocal } from "./tinybird-local.js";

const built = (path) => `Tinybird_Local_Build_${createHash("sha256").update(path).digest("hex")}`;
const project = ({ branch, tinyb, files = {} } = {}) => {
  const cwd = mkdtempSync(join(folder, "local-"));
  if (branch !== undefined) execFileSync("git", ["init", "--quiet", `--initial-branch=${branch}`, cwd]);
  if (tinyb !== undefined) writeFileSync(join(cwd, ".tinyb"), JSON.stringify(tinyb));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), JSON.stringify(content));
  return cwd;
};
const mint = ["mint", TEMPLATE, ...FILLED, "--local"];

async function local(t, names) {
  const stand = await startTinybirdLocal(names);
  t.after(stand.stop);
  return stand;
}

test("the workspace of the branch, of .tinyb, or of the folder, and its signing key", async (t) => {
  const here = project();
  const inside = project({ files: { "tinybird.config.json": { folder: "./data/../tinybird/" } } });
  mkdirSync(join(inside, "deep"));
  for (const [cwd, name, env] of [
    [project({ branch: "feature/Résumé--x_" }), "feature_R_sum_x"],
    [project({ branch: "feature/x", tinyb: { name: "analytics" } }), "feature_x"],
    [project({ branch: "main", tinyb: { name: "analytics" } }), "analytics"],
    [project({ branch: "master", tinyb: { name: "analytics" } }), "analytics"],
    [project({ branch: "feature/x", tinyb: { name: "analytics" } }), "analytics", { TB_TOKEN: "p.x" }],
    [project({ tinyb: { name: "analytics" } }), "feature_ci", { GITHUB_HEAD_REF: "feature/ci", GITHUB_REF_NAME: "1/merge" }],
    [project(), "pr", { GIT_BRANCH: "origin/pr" }],
    [here, built(here)],
    [inside, built(`${inside}/data/../tinybird`)],
    [join(inside, "deep"), built(`${inside}/data/../tinybird`)],
    [project({ tinyb: { cwd: "/srv//data/./x/" } }), built("/srv/data/x")],
  ]) {
    const stand = await local(t, [name, "other"]);
    const token = (await output(mint, { cwd, key: false, env: { ...stand.env, ...env } })).trim();
    assert.equal(new Verifier({ keys: stand.keyOf(name) }).verify(token).workspace_id, parseStaticToken(stand.keyOf(name)).u, name);
    assert.deepEqual(stand.asked, ["GET /tokens", "GET /v1/user/workspaces", `GET /v0/tokens ${name}`]);
  }
});

test("another can be named, the default one too", async (t) => {
  const { env, keyOf, workspaces } = await local(t, ["analytics"]);
  const cwd = project();
  for (const name of ["analytics", "Tinybird_Local_Testing"]) {
    const token = (await output([...mint, "--workspace", name], { cwd, env })).trim();
    const options = { cwd, env, key: false };
    for (const args of [[], ["--pipe", "top_pages"]]) {
      const command = args.length === 0 ? "verify" : "authorize";
      await output([command, token, "--local", "--workspace", name, ...args], options);
    }
    assert.equal(new Verifier({ keys: keyOf(name) }).verify(token).name, "dashboard_u_1");
  }
  const { id } = workspaces.find(({ name }) => name === "analytics");
  const token = (await output([...mint, "-w", id], { cwd, env })).trim();
  await output(["verify", token, "--local", "-w", id], { cwd, env });
  assert.equal((await mintbird(["verify", token, "--local", "-w", "Tinybird_Local_Testing"], { cwd, env })).code, 1);
  await misused(["mint", TEMPLATE, ...FILLED, "--workspace", "analytics"], /goes with --local/);
});

test("none is made unless somebody says so", async (t) => {
  const { env, asked, keyOf } = await local(t, ["other"]);
  const cwd = project({ branch: "feature/new" });
  const message =
    /has no workspace feature_new, which is that of the git branch feature\/new.*tb build.*--workspace; there are Tinybird_Local_Testing, other/;
  await misused(mint, message, { cwd, env });
  await misused([...mint, "--workspace", "nowhere"], /has no workspace nowhere/, { cwd, env });
  const no = await mintbird(mint, { cwd, env, terminal: true, input: "\n" });
  assert.deepEqual([no.code, asked.filter((each) => each.startsWith("POST"))], [2, []]);
  const yes = await mintbird(mint, { cwd, env, terminal: true, input: "y\n" });
  assert.equal(yes.code, 0, yes.out);
  assert.deepEqual(
    asked.filter((each) => each.startsWith("POST")),
    ["POST /v1/workspaces feature_new"],
  );
  const token = yes.out.trim().split(/\s/).at(-1);
  assert.equal(new Verifier({ keys: keyOf("feature_new") }).verify(token).name, "dashboard_u_1");
});

test("answers that are not Tinybird Local's", async (t) => {
  const { env, answers } = await local(t, ["analytics"]);
  const cwd = project({ tinyb: { name: "analytics" } });
  const changed = async (call, answer, message, code = 2) => {
    const before = answers[call];
    answers[call] = typeof answer === "function" ? () => answer(before) : () => answer;
    const { code: ended, out, error } = await mintbird(mint, { cwd, env, key: false });
    answers[call] = before;
    assert.deepEqual([ended, out], [code, ""], error);
    assert.match(error, message);
    assert.doesNotMatch(error, /p\.eyJ|\n\s+at /);
  };
  for (const answer of [{}, [], "x", { workspace_admin_token: "p.x" }])
    await changed("GET /tokens", answer, /does not answer like Tinybird Local/);
  for (const answer of [{}, { workspaces: {} }, "x"])
    await changed("GET /v1/user/workspaces", answer, /does not answer like Tinybird Local/);
  await changed("GET /v1/user/workspaces", { workspaces: [7, { name: "analytics" }] }, /has no workspace analytics/);
  await changed("GET /v1/user/workspaces", undefined, /answers 403/);
  const entry = (token, more) => ({ id: "1", name: "workspace admin token", token, ...more });
  for (const [tokens, message] of [
    [[], /lists no token/],
    [[{ ...entry("p.x"), name: "admin zoe@example.com" }], /lists no token/],
    [[entry("hello")], /is not a static token/],
    [[entry("p.x", { scopes: [{ type: "PIPES:READ", resource: "p" }] })], /lists no token/],
    [[entry("p.x"), entry("p.y")], /lists 2 tokens/],
  ])
    await changed("GET /v0/tokens", { tokens }, message, 1);
  await changed("GET /v0/tokens", { x: 1 }, /does not answer like Tinybird/, 1);
});
