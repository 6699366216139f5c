// The port of the callback is Tinybird's, so that these run one after the other.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { localTokens } from "../fixtures.js";
import { BROWSER, callbackPortIsFree, startCloud } from "./cloud.js";
import { MINTBIRD, folder, mintbird, misused, run } from "./run.js";

const [tokens] = localTokens;
const cloud = await startCloud(tokens);
after(cloud.stop);
beforeEach(callbackPortIsFree);

const project = () => mkdtempSync(join(folder, "project-"));
const login = (cwd, { url = cloud.url, args = [], env = {}, ...options } = {}) =>
  mintbird(["login", "--auth-host", url, "--host", url, ...args], { cwd, env: { BROWSER, ...env }, ...options });
const noSecret = (text) => assert.ok(!Object.values(tokens).some((token) => text.includes(token.slice(0, 30))), text);

/** Asserts an end with one line that says why, and no secret. */
function ends({ code, out, error }, expected, message) {
  assert.equal(code, expected, error);
  const [last] = error.trimEnd().split("\n").slice(-1);
  assert.match(last, message);
  assert.match(last, /^mintbird: /);
  assert.doesNotMatch(error, /\n\s+at /);
  noSecret(out + error);
}

/** A file as Python writes what is in it. */
async function asPythonWrites(path) {
  const program = "import json, sys; print(json.dumps(json.load(open(sys.argv[1])), indent=4, sort_keys=True), end='')";
  return (await run(["python3", "-c", program, path])).out;
}

test("logs in through the browser, and writes .tinyb", async () => {
  const cwd = project();
  const { code, out, error } = await login(cwd);
  assert.equal(code, 0, error);
  assert.match(out, /^Workspace: analytics_é\nUser: {6}zoë@example\.com\nHost: {6}http:\/\/127\.0\.0\.1:\d+\n✓ Logged in; .+\.tinyb /);
  assert.match(error, /\nhttp:\/\/127\.0\.0\.1:\d+\/api\/cli-login\?apiHost=http%3A%2F%2F127\.0\.0\.1%3A\d+&state=[\w-]{22}\n$/);
  noSecret(out + error);
  const path = join(cwd, ".tinyb");
  const { version, ...content } = JSON.parse(readFileSync(path, "utf8"));
  const { workspace_token: token, user_token } = tokens;
  assert.deepEqual(content, { ...cloud.workspace, host: cloud.url, token, tokens: { [cloud.url]: token }, user_token });
  assert.match(version, /^mintbird \d/);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(readFileSync(path, "utf8"), await asPythonWrites(path));
  assert.deepEqual(readdirSync(cwd), [".tinyb"]);
  assert.deepEqual(cloud.asked.splice(0), ["GET /api/cli-login", "GET /api/cli-login", "GET /v1/workspace", "GET /v0/auth"]);
});

test("keeps what else is in .tinyb, narrows its mode, and follows a link to another .tinyb", async () => {
  const [cwd, elsewhere] = [project(), project()];
  const real = join(elsewhere, ".tinyb");
  writeFileSync(real, JSON.stringify({ cwd: "/x", tokens: { "https://api.tinybird.co": "p.old" }, token: "p.old", name: "old" }));
  chmodSync(real, 0o644);
  symlinkSync(real, join(cwd, ".tinyb"));
  assert.equal((await login(cwd, { args: ["--yes"] })).code, 0);
  const content = JSON.parse(readFileSync(real, "utf8"));
  assert.deepEqual([content.cwd, content.name], ["/x", cloud.workspace.name]);
  assert.deepEqual(content.tokens, { "https://api.tinybird.co": "p.old", [cloud.url]: tokens.workspace_token });
  assert.equal(statSync(real).mode & 0o777, 0o600);
});

test("a link to a file of another name is not written through", async () => {
  for (const name of ["package.json", "tinyb", ".tinyb.json"]) {
    const cwd = project();
    const tracked = join(cwd, name);
    writeFileSync(tracked, '{"name": "app"}');
    symlinkSync(name, join(cwd, "link"));
    symlinkSync("link", join(cwd, ".tinyb"));
    await misused(["login", "--auth-host", cloud.url, "--host", cloud.url, "--yes"], /is a link to .+, which is not a \.tinyb/, { cwd });
    assert.equal(readFileSync(tracked, "utf8"), '{"name": "app"}');
  }
});

const stored = () => ({
  id: cloud.workspace.id,
  name: cloud.workspace.name,
  user_id: cloud.workspace.user_id,
  user_email: cloud.workspace.user_email,
});

test("another workspace or user than that of .tinyb has to be agreed to", async () => {
  const before = (changes) => JSON.stringify({ ...stored(), ...changes });
  for (const [changes, message] of [
    [{ id: "other", name: "billing" }, /the workspace is analytics_é, not billing/],
    [{ id: "other" }, /the workspace is analytics_é, not analytics_é/],
    [{ id: undefined, name: "billing" }, /the workspace is analytics_é, not billing/],
    [{ user_id: "other", user_email: "yan@example.com" }, /the user is zoë@example\.com, not yan@example\.com/],
    [{ id: "other", user_id: "other" }, /the workspace is .+, and the user is/],
    [{ id: undefined, name: undefined, token: localTokens[1].workspace_token }, /the workspace is analytics_é, not /],
  ]) {
    const cwd = project();
    const path = join(cwd, ".tinyb");
    writeFileSync(path, before(changes));
    ends(await login(cwd), 1, message);
    assert.equal(readFileSync(path, "utf8"), before(changes));
    // Somebody who is asked may say no.
    const said = async (input) => (await login(cwd, { terminal: true, input, env: { NO_COLOR: "1" } })).out;
    assert.match(await said("n\n"), message);
    assert.equal(readFileSync(path, "utf8"), before(changes));
    assert.match(await said("y\n"), /Overwrite it\? \[y\/N\] [^]*✓ Logged in/);
    assert.equal(JSON.parse(readFileSync(path, "utf8")).token, tokens.workspace_token);
    assert.equal((await login(cwd)).code, 0);
  }
});

test("a name may change: the id is what it was", async () => {
  const cwd = project();
  writeFileSync(join(cwd, ".tinyb"), JSON.stringify({ ...stored(), name: "before", user_email: "before@example.com" }));
  const { code, error } = await login(cwd);
  assert.equal(code, 0, error);
});

test("a hostile name stays on its line", async () => {
  const other = await startCloud(tokens, { name: "a\n✓ Logged in\u001b[2J", user_email: "\u009b31m\u202ez" });
  try {
    const { code, out } = await login(project(), { url: other.url });
    assert.equal(code, 0);
    assert.match(out, /^Workspace: a\\u000a✓ Logged in\\u001b\[2J\nUser: {6}\\u009b31m\\u202ez\nHost: /);
  } finally {
    await other.stop();
  }
});

test("with a one-time code, for a machine without a browser", async () => {
  const cwd = project();
  const { code, out, error } = await login(cwd, { args: ["--method", "code"] });
  assert.equal(code, 0, error);
  const [, shown] = /^Your one-time code: ([A-Z0-9]{4}-[A-Z0-9]{4})$/m.exec(error);
  assert.ok(error.includes(`code=${shown.replace("-", "")}&method=code`), error);
  assert.match(out, /✓ Logged in/);
  assert.equal(JSON.parse(readFileSync(join(cwd, ".tinyb"), "utf8")).token, tokens.workspace_token);
  noSecret(out + error);
  ends(await login(project(), { args: ["--method", "code", "--timeout", "1"], env: { BROWSER: "true" } }), 1, /nobody has logged in/);
  await misused(["login", "--method", "fax"], /Allowed choices are browser, code/);
});

test("to one workspace, or to none", async () => {
  for (const method of ["browser", "code"]) {
    for (const workspace of [cloud.workspace.name, cloud.workspace.id]) {
      const { code, error } = await login(project(), { args: ["--workspace", workspace, "--method", method] });
      assert.equal(code, 0, error);
      assert.ok(error.includes(`workspace=${new URLSearchParams({ _: workspace }).toString().slice(2)}`), error);
    }
    const cwd = project();
    ends(await login(cwd, { args: ["--workspace", "billing", "--method", method] }), 1, /is to the workspace analytics_é, not to billing/);
    assert.deepEqual(readdirSync(cwd), []);
  }
});

test("an interrupted write leaves the old file", async () => {
  const cwd = project();
  const path = join(cwd, ".tinyb");
  writeFileSync(path, '{"name": "old"}');
  // No file may have a byte.
  const args = [
    "bash",
    "-c",
    'ulimit -f 0; exec "$@"',
    "bash",
    process.execPath,
    MINTBIRD,
    "login",
    "--auth-host",
    cloud.url,
    "--host",
    cloud.url,
    "--yes",
  ];
  ends(await run(args, { cwd, env: { BROWSER } }), 2, /\.tinyb cannot be written: it failed: EFBIG/);
  assert.equal(readFileSync(path, "utf8"), '{"name": "old"}');
  assert.deepEqual(readdirSync(cwd), [".tinyb"]);
});

test("the host: the option, TB_HOST, .tinyb, or Tinybird's first", async () => {
  const asked = async (cwd, args, env) => {
    const { error } = await mintbird(["login", "--auth-host", cloud.url, "--timeout", "1", ...args], {
      cwd,
      env: { BROWSER: "true", ...env },
    });
    return decodeURIComponent(/apiHost=([^&\s]+)/.exec(error)?.[1]);
  };
  const cwd = project();
  assert.equal(await asked(cwd, []), "https://api.europe-west2.gcp.tinybird.co");
  writeFileSync(join(cwd, ".tinyb"), '{"host": "https://api.us-east.tinybird.co/"}');
  assert.equal(await asked(cwd, []), "https://api.us-east.tinybird.co");
  assert.equal(await asked(cwd, [], { TB_HOST: "https://api.tinybird.co" }), "https://api.tinybird.co");
  assert.equal(await asked(cwd, ["--host", "https://b.example"], { TB_HOST: "https://a.example" }), "https://b.example");
});

test("what wins over the file is said", async () => {
  const { error } = await login(project(), { env: { TB_TOKEN: "p.x", TB_USER_TOKEN: "p.y" } });
  assert.match(error, /\nTB_TOKEN is set, and wins over what was written\nTB_USER_TOKEN is set/);
});

/** A login that waits for its browser, and the URL that it has said. */
async function waiting(cwd) {
  const child = spawn(process.execPath, [MINTBIRD, "login", "--auth-host", cloud.url, "--host", cloud.url], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, BROWSER: "true" },
  });
  let error = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (error += text));
  while (!/state=[\w-]+\n/.test(error)) await once(child.stderr, "data");
  return { child, url: /(http\S+state=[\w-]+)/.exec(error)[1] };
}

/** A request with any headers, which fetch does not let one set. */
async function ask(method, path, headers = {}) {
  const sent = request({ host: "127.0.0.1", port: 49160, method, path, headers: { host: "localhost:49160", ...headers } }).end();
  const [response] = await once(sent, "response");
  let body = "";
  for await (const chunk of response.setEncoding("utf8")) body += chunk;
  return { status: response.statusCode, headers: response.headers, body };
}

test("the callback takes a code from its own page, and from nobody else", async () => {
  const cwd = project();
  const { child, url } = await waiting(cwd);
  const state = new URL(url).searchParams.get("state");
  const { headers } = await fetch(url, { redirect: "manual" });
  const code = new URL(headers.get("location")).searchParams.get("code");
  const path = `/?code=${code}`;
  for (const [status, method, target, more] of [
    [403, "POST", path, { host: "evil.example:49160" }],
    [403, "POST", path, { host: "localhost:80" }],
    [403, "POST", path, { origin: "https://evil.example" }],
    [403, "POST", path, { origin: "null" }],
    [403, "POST", `${path}&state=x`],
    [403, "POST", `${path}&state=${state}&state=${state}`],
    [403, "POST", path, { "sec-fetch-site": "cross-site" }],
    [403, "GET", `${path}&state=`],
    // The page of another site has sent the browser here.
    [403, "GET", path, { referer: "https://evil.example/" }],
    [403, "GET", `${path}&state=${state}`, { referer: "https://evil.example/" }],
    [403, "GET", path, { referer: `${cloud.url}.evil.example/` }],
    [403, "GET", path, { referer: "about:blank" }],
    [200, "GET", path, { referer: `${cloud.url}/login?x` }],
    [400, "POST", "/"],
    [400, "POST", "/?code="],
    [404, "POST", `/other?code=${code}`],
    [405, "PUT", path],
    [200, "GET", path],
    [200, "GET", `${path}&state=${state}`],
  ])
    assert.equal((await ask(method, target, more)).status, status, `${method} ${target} ${JSON.stringify(more)}`);
  // Not even the page alone is a login.
  assert.equal(child.exitCode, null);
  const others = Object.values(networkInterfaces())
    .flat()
    .filter(({ internal, family }) => !internal && family === "IPv4");
  for (const { address } of others) {
    const socket = connect(49160, address);
    const fault = await Promise.race([once(socket, "error").then(([error]) => error), once(socket, "connect").then(() => undefined)]);
    socket.destroy();
    assert.equal(fault?.code, "ECONNREFUSED", address);
  }
  assert.equal((await ask("POST", path, { origin: "http://localhost:49160" })).status, 200);
  assert.deepEqual(await once(child, "exit"), [0, null]);
  assert.equal(JSON.parse(readFileSync(join(cwd, ".tinyb"), "utf8")).name, cloud.workspace.name);
});

test("the page runs its own script only, and leads on to Tinybird only", async () => {
  const { child } = await waiting(project());
  const hostile = `"><script>alert(1)</script>`;
  const query = new URLSearchParams({ code: hostile, workspace: hostile, provider: "gcp", region: "us-east4", x: "y" });
  const { body, headers } = await ask("GET", `/?${query}`);
  assert.equal(body.match(/<script/g).length, 1);
  assert.match(headers["content-security-policy"], /^default-src 'none'; script-src 'sha256-[\w+/]{43}='; connect-src 'self'/);
  assert.ok(body.includes(`data-next="${cloud.url}/gcp/us-east4/cli-login?workspace=%22%3E%3Cscript`), body);
  query.set("region", "../../evil");
  assert.match((await ask("GET", `/?${query}`)).body, /data-next=""/);
  child.kill("SIGINT");
  await once(child, "exit");
});

test("a second login at once is told so", async () => {
  const { child } = await waiting(project());
  ends(await login(project()), 2, /port 49160, to which Tinybird sends the browser, is taken/);
  child.kill();
  await once(child, "exit");
});

test("without a browser it can be read where to go", async () => {
  const { code, error } = await login(project(), { args: ["--timeout", "1"], env: { BROWSER: "/no/such/browser" } });
  assert.equal(code, 1);
  assert.match(
    error,
    /^No browser can be opened here\. Open this in one on this machine:\nhttp:\/\/127\S+\nmintbird: nobody has logged in within 1 second\b/,
  );
});

test("answers that are not Tinybird's write nothing", async () => {
  for (const [exchange, message] of [
    [() => "<html>", /does not answer like Tinybird/],
    [() => ({}), /does not answer like Tinybird/],
    [(answer) => ({ ...answer, workspace_token: "" }), /does not answer like Tinybird/],
    [(answer) => ({ ...answer, api_host: "http://evil.example" }), /does not answer like Tinybird/],
    [(answer) => ({ ...answer, api_host: "https://user:x@evil.example" }), /does not answer like Tinybird/],
    [(answer) => ({ ...answer, api_host: "http://127.0.0.1:9" }), /cannot be reached/],
    [(answer) => ({ ...answer, workspace_token: "p.other" }), /answers 403/],
    [(answer) => ({ ...answer, user_token: answer.workspace_token }), /refuses the user token/],
  ]) {
    const other = await startCloud(tokens, { exchange });
    const cwd = project();
    try {
      ends(await login(cwd, { url: other.url }), 1, message);
    } finally {
      await other.stop();
    }
    assert.deepEqual(readdirSync(cwd), []);
  }
});

test("what cannot work is said before the browser opens", async () => {
  const cwd = project();
  for (const host of ["api.tinybird.co", "http://api.tinybird.co", "ftp://x", "https://u:p@x", ""]) {
    await misused(["login", "--host", host], /https URL/, { cwd });
    await misused(["login", "--auth-host", host], /https URL/, { cwd });
  }
  for (const seconds of ["0", "301", "-1", "x", "1.5"]) await misused(["login", "--timeout", seconds], /from 1 to 300/, { cwd });
  await misused(["login"], /API host of TB_HOST/, { cwd, env: { TB_HOST: "x" } });
  writeFileSync(join(cwd, ".tinyb"), `{"token": "${tokens.workspace_token}"`);
  await misused(["login"], /\.tinyb is not JSON/, { cwd });
  writeFileSync(join(cwd, ".tinyb"), "[]");
  await misused(["login"], /not a JSON object/, { cwd });
  const occupied = project();
  mkdirSync(join(occupied, ".tinyb"));
  await misused(["login"], /is a directory/, { cwd: occupied });
  const locked = project();
  chmodSync(locked, 0o555);
  await misused(["login"], /its folder is not permitted/, { cwd: locked, unprivileged: true });
});
