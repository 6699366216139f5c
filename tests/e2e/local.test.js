// `mintbird --local` and `mintbird token` beside Tinybird's own `tb`, against the same stand-ins: both ask for the same workspace, and
// the same of the Token API.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startStaticTokens } from "../js/cli/static-tokens.js";
import { startTinybirdLocal } from "../js/cli/tinybird-local.js";
import { run, tb } from "./processes.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const mintbird = here("../../pkg/dist/cli/mintbird.js");
const MINT = ["mint", here("../../examples/template.json"), "--param", "user_id=u_1", "--param", "org_id=acme", "--local"];
const home = realpathSync(mkdtempSync(join(tmpdir(), "mintbird-local-")));
after(() => rmSync(home, { recursive: true }));

function project({ branch, tinyb, files = {} } = {}) {
  const cwd = mkdtempSync(join(home, "project-"));
  if (branch !== undefined) execFileSync("git", ["init", "--quiet", `--initial-branch=${branch}`, cwd]);
  if (tinyb !== undefined) writeFileSync(join(cwd, ".tinyb"), JSON.stringify(tinyb));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), JSON.stringify(content));
  return cwd;
}

const environment = (more) => ({ PATH: process.env.PATH, HOME: home, TB_CLI_TELEMETRY_OPTOUT: "1", TB_VERSION_WARNING: "0", ...more });

test("both work in the same workspace of Tinybird Local", async (t) => {
  const configured = project({ files: { "tinybird.config.json": { folder: "./data/../tinybird/" } } });
  mkdirSync(join(configured, "deep"));
  const included = project({ files: { "tinybird.json": { include: ["src/*.pipe"] } } });
  for (const [cwd, env = {}] of [
    [project()],
    [project({ branch: "main" })],
    [project({ branch: "feature/Résumé--x_" })],
    [project({ branch: "1-digit" })],
    [project({ branch: "d_x" })],
    [project({ branch: "ééé", tinyb: { name: "analytics" } })],
    [project({ branch: "feature/x", tinyb: { name: "analytics" } })],
    [project({ branch: "master", tinyb: { name: "analytics" } })],
    [project({ tinyb: { name: "analytics" } }), { GITHUB_HEAD_REF: "feature/ci", GITHUB_REF_NAME: "1/merge" }],
    [project(), { CI_COMMIT_BRANCH: "main", GIT_BRANCH: "origin/pr" }],
    [project(), { GIT_BRANCH: "origin/pr" }],
    [project({ tinyb: { cwd: "/srv//data/./x/" } })],
    [project({ tinyb: { cwd: "sub/../datafiles/" } })],
    [configured],
    [join(configured, "deep")],
    [included],
  ]) {
    const local = await startTinybirdLocal();
    t.after(local.stop);
    const options = { cwd, env: environment({ ...local.env, ...env }) };
    const listed = await run(tb, ["--local", "token", "ls"], options);
    assert.equal(listed.code, 0, listed.output);
    // tb makes what is missing; then it is there for us, who do not.
    const [made] = local.asked.filter((each) => each.startsWith("POST /v1/workspaces "));
    const name = made.split(" ")[2];
    local.asked.splice(0);
    const { code, output } = await run(process.execPath, [mintbird, ...MINT], options);
    assert.equal(code, 0, `${name}: ${output}`);
    assert.deepEqual(local.asked, ["GET /tokens", "GET /v1/user/workspaces", `GET /v0/tokens ${name}`]);
  }
});

test("both ask the Token API the same", async (t) => {
  for (const [ours, theirs = ours] of [
    [["token", "ls"]],
    [["token", "rm", "read pages", "--yes"]],
    [["token", "refresh", "read pages", "--yes"]],
    [["token", "create", "static", "ci", "--scope", "DATASOURCES:APPEND", "--resource", "events", "--scope", "TOKENS"]],
  ]) {
    const asked = async (command, args) => {
      const stand = await startStaticTokens();
      t.after(stand.stop);
      const cwd = project({ tinyb: { host: stand.url, token: stand.personal.token } });
      const { code, output } = await run(command, args, { cwd, env: environment() });
      assert.equal(code, 0, output);
      // The id in a path is another in each run; ours looks for it by its name first.
      const id = stand.tokens.map((each) => each.id).concat("read pages");
      return stand.asked
        .filter((call) => /\/v0\/tokens/.test(call))
        .map((call) => id.reduce((rest, each) => rest.replace(each, "ID"), call).replace(/[\da-f]{8}-[\da-f-]{27}/, "ID"));
    };
    const [one, other] = [await asked(process.execPath, [mintbird, ...ours]), await asked(tb, ["--cloud", ...theirs])];
    assert.ok(other.length > 0);
    for (const call of other) assert.ok(one.includes(call), `tb asks ${call}, mintbird ${one.join(", ")}`);
  }
});
