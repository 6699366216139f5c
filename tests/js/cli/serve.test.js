import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { Verifier, parseStaticToken, verifyStaticToken } from "mintbird";
import { KEY, OTHER_KEY } from "../fixtures.js";
import { MINTBIRD, TEMPLATE, folder, misused } from "./run.js";

/** Serves while a test runs; `log()` is what it has said on standard error. */
async function serving(args, env, run) {
  const child = spawn(process.execPath, [MINTBIRD, "serve", "--port", "0", ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
  });
  const exited = once(child, "exit");
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (log += text));
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const url = /^playground: +(http:\/\/127\.0\.0\.1:\d+)\/#key=local/.exec((await lines.next()).value)?.[1] ?? assert.fail(log);
    await run(url, () => log);
  } finally {
    child.kill("SIGINT");
    const [code] = await exited;
    assert.equal(code, 0, log);
  }
}

const post = (url, body, headers = {}) =>
  fetch(url, {
    method: "POST",
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: { ...(body && { "content-type": "application/json" }), ...headers },
  });

test("GET /tokens answers as Tinybird Local does, with tokens of this run", () =>
  serving([], {}, async (url) => {
    const tokens = await (await fetch(`${url}/tokens`)).json();
    assert.deepEqual(Object.keys(tokens), ["user_token", "admin_token", "workspace_admin_token"]);
    const [user, admin, workspace] = Object.values(tokens).map((token) => verifyStaticToken(token, "abcd"));
    assert.equal(admin.u, workspace.u);
    assert.equal(new Set([user, admin, workspace].map(({ id }) => id)).size, 3);
  }));

test("with the tokens that Tinybird Local would be started with", () =>
  serving([], { TB_LOCAL_WORKSPACE_TOKEN: KEY, TB_LOCAL_USER_TOKEN: OTHER_KEY }, async (url, log) => {
    const { user_token, workspace_admin_token } = await (await fetch(`${url}/tokens`)).json();
    assert.deepEqual([workspace_admin_token, user_token], [KEY, OTHER_KEY]);

    // The Token API, as clients call it.
    const exp = Math.floor(Date.now() / 1000) + 60;
    const create = (key) =>
      post(`${url}/v0/tokens?name=N&expiration_time=${exp}&token=${key}`, { scopes: [{ type: "PIPES:READ", resource: "p" }] });
    const { token } = await (await create(KEY)).json();
    assert.deepEqual(new Verifier({ keys: KEY }).verify(token), {
      workspace_id: parseStaticToken(KEY).u,
      exp,
      name: "N",
      scopes: [{ type: "PIPES:READ", resource: "p" }],
    });
    assert.equal((await create(OTHER_KEY)).status, 403);
    for (const path of ["/v1/pipes/x.json", "/v0/pipe/top_pages.json", "/v0/endpoints/x", "/v0/jobs", "/v1/user/workspaces"]) {
      const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${OTHER_KEY}` } });
      assert.deepEqual([answer.status, (await answer.json()).code], [404, "not-found"], path);
    }
    assert.equal((await (await fetch(`${url}/v1/workspace?token=${KEY}`)).json()).id, parseStaticToken(KEY).u);

    assert.match(log(), /^200 POST \/v0\/tokens$/m);
    assert.ok(!log().includes("p.eyJ"));
    assert.match((await (await post(`${url}/token`)).json()).error, /with a template/);
  }));

test("POST /token fills the template with what it is sent, and else with --param", () =>
  serving([TEMPLATE, "--param", "user_id=u_1", "--param", "org_id=acme"], { TB_LOCAL_WORKSPACE_TOKEN: KEY }, async (url, log) => {
    const verifier = new Verifier({ keys: KEY });
    const { token, expires_at } = await (await post(`${url}/token`)).json();
    const { name, exp, scopes } = verifier.verify(token);
    assert.deepEqual([name, exp, scopes[0].fixed_params.org_id], ["dashboard_u_1", expires_at, "acme"]);
    const other = await (await post(`${url}/token`, { org_id: "globex" })).json();
    assert.equal(verifier.verify(other.token).scopes[0].fixed_params.org_id, "globex");

    // What was wrong is told to the front end, and in the log.
    const origin = "http://localhost:5173";
    for (const [body, code, message] of [
      [{ org_id: "" }, "param", /^parameter `org_id` .*; the body is what fills the template, beside --param$/],
      [{ team: "a" }, "param", /`team` is not in the template/],
      [[1], "body", /must be a JSON object, such as/],
      ["{", "json", /not JSON/],
    ]) {
      const sent = typeof body === "string" ? body : JSON.stringify(body);
      const headers = { "content-type": "application/json", origin };
      const answer = await fetch(`${url}/token`, { method: "POST", body: sent, headers });
      const told = await answer.json();
      assert.deepEqual([answer.status, told.code], [400, code], told.error);
      assert.match(told.error, message);
      assert.equal(answer.headers.get("access-control-allow-origin"), origin);
      assert.equal(answer.headers.get("cache-control"), "no-store");
    }
    assert.match(log(), /POST \/token: parameter `org_id`[^\n]+\n/);
    assert.match(log(), /POST \/token: .*`team`/);
  }));

test("what asks for rows hears what is missing, not that its token is no good", () =>
  serving([TEMPLATE, "-p", "user_id=1", "-p", "org_id=a"], {}, async (url) => {
    const { token } = await (await post(`${url}/token`)).json();
    const origin = "http://localhost:5173";
    for (const path of ["/v0/pipes/top_pages.json", "/v0/sql?q=SELECT+1", "/v0/datasources/events"]) {
      const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}`, origin } });
      const { code, error } = await answer.json();
      assert.deepEqual([answer.status, code], [404, "no-project"], path);
      assert.match(error, /needs a project/);
      assert.equal(answer.headers.get("access-control-allow-origin"), origin);
      const asked = {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization" },
      };
      assert.match((await fetch(url + path, asked)).headers.get("access-control-allow-headers"), /authorization/);
    }
    const foreign = await fetch(`${url}/v0/pipes/top_pages.json`, { headers: { origin: "https://evil.example" } });
    assert.equal(foreign.headers.get("access-control-allow-origin"), null);
  }));

test("pages of this machine may ask for tokens, others may not", () =>
  serving([TEMPLATE, "-p", "user_id=1", "-p", "org_id=a"], {}, async (url) => {
    for (const [origin, allowed] of [
      ["http://localhost:5173", true],
      ["http://127.0.0.1:3000", true],
      ["http://app.localhost:8080", true],
      ["https://evil.example", false],
      ["https://localhost.evil.example", false],
      ["null", false],
      ["foo://localhost", false],
      ["file://localhost", false],
      ["chrome-extension://localhost", false],
      ["http://localhost@evil.example", false],
      ["http://localhost.evil.example", false],
      ["http://evil.example/.localhost", false],
      ["HTTP://localhost", false],
      ["http://localhost:99999", false],
      ["http://.localhost", false],
    ]) {
      const { headers } = await post(`${url}/token`, undefined, { origin });
      assert.equal(headers.get("access-control-allow-origin"), allowed ? origin : null, origin);
      assert.equal((await fetch(`${url}/tokens`, { headers: { origin } })).headers.get("access-control-allow-origin"), null);
    }
    // A foreign name that was made to mean this machine.
    for (const [host, status] of [
      ["evil.example", 421],
      ["127.0.0.1.evil.example", 421],
      ["localhost", 200],
      ["[::1]:1", 200],
    ]) {
      const sent = request(`${url}/tokens`, { headers: { host } }).end();
      const [answer] = await once(sent, "response");
      answer.resume();
      assert.equal(answer.statusCode, status, host);
    }
  }));

test("a request says once that it is for this machine", () =>
  serving([], {}, async (url, log) => {
    const { port } = new URL(url);
    const ask = async (lines, target = "/tokens", version = "1.1") => {
      const socket = connect(Number(port), "127.0.0.1");
      socket.write([`GET ${target} HTTP/${version}`, ...lines, "Connection: close", "", ""].join("\r\n"));
      let answer = "";
      for await (const chunk of socket.setEncoding("latin1")) answer += chunk;
      return answer;
    };
    for (const lines of [
      [],
      ["Host:"],
      ["Host: "],
      ["Host: localhost", "Host: localhost"],
      ["Host: localhost", "HOST: evil.example"],
      ["Host: evil.example", "Host: localhost"],
      ["Host: localhost, evil.example"],
      ["Host: localhost@evil.example"],
      ["Host: evil.example@localhost"],
      ["Host: localhost/x"],
      ["Host: localhost:99999"],
      ["Host: localhost:"],
      ["Host: local host"],
      ["Host: \x01"],
      ["Host: http://localhost"],
    ]) {
      for (const version of ["1.0", "1.1"]) {
        const answer = await ask(lines, "/tokens", version);
        assert.match(answer, /^HTTP\/1\.1 4(21|00) /, lines.join());
        assert.ok(!answer.includes("p.eyJ"), lines.join());
        if (!lines.some((line) => line.includes("\x01"))) assert.match(answer, /^HTTP\/1\.1 421 [^]*"code":"host"/, lines.join());
      }
    }
    assert.match(await ask(["Host: localhost"], "http://evil.example/tokens"), /^HTTP\/1\.1 421 /);
    assert.match(await ask(["Host: localhost"]), /^HTTP\/1\.1 200 /);
    assert.doesNotMatch(log(), /\n\s+at |Error/);
  }));

test("nobody may frame it", () =>
  serving([TEMPLATE, "-p", "user_id=1", "-p", "org_id=a"], {}, async (url) => {
    for (const [path, options] of [["/"], ["/tokens"], ["/token", { method: "POST" }], ["/v0/tokens"], ["/nowhere"]]) {
      const { headers } = await fetch(url + path, options);
      assert.match(headers.get("content-security-policy"), /frame-ancestors 'none'/, path);
      assert.equal(headers.get("x-frame-options"), "DENY", path);
      assert.equal(headers.get("x-content-type-options"), "nosniff", path);
    }
  }));

test("a port that is taken, a parameter that the template has not", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  await misused(["serve", "--port", String(server.address().port)], /is in use.*--port/);
  server.close();
  await misused(["serve", TEMPLATE, "--port", "0", "-p", "team=a"], /no placeholder `team`/);
  await misused(["serve", "--port", "0", "-p", "org_id=acme"], /--param fills a template/);
  const fixed_params = { org_id: "{org_id:UUID}", team: "{team:UInt8}", filter: "{x}" };
  const typed = JSON.stringify({
    name: "x_{n}",
    ttl: 60,
    scopes: [
      { type: "PIPES:READ", resource: "p", fixed_params },
      { type: "DATASOURCES:READ", resource: "d", filter: "id IN {ids:Array(UInt64)}" },
    ],
    refuse: { n: ["all"] },
  });
  for (const [param, reason] of [
    ["org_id=not-a-uuid", /`org_id`.*UUID/],
    ["team:=256", /`team`/],
    ['ids:=["x"]', /`ids`/],
    ["n=all", /`n`/],
    ["n=", /`n` is an empty string/],
    ["x=", /`x` is an empty string/],
  ]) {
    await misused(["serve", "-", "--port", "0", "-p", param], reason, { input: typed });
  }
  await misused(["serve", "--port", "0"], /TB_LOCAL_WORKSPACE_TOKEN is not a static token/, { env: { TB_LOCAL_WORKSPACE_TOKEN: "hello" } });
});
