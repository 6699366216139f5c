import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Verifier, inspect, mintStaticToken, parseStaticToken } from "mintbird";
import { KEY, OTHER_KEY, payload } from "../fixtures.js";
import { FILLED, TEMPLATE, file, mintbird, misused, output, run } from "./run.js";
import { startTinybirdLocal } from "./tinybird-local.js";

const verifier = new Verifier({ keys: KEY });
const mint = (...args) => ["mint", TEMPLATE, ...FILLED, ...args];

test("prints a token and nothing else", async () => {
  const { code, out, error } = await mintbird(mint());
  assert.deepEqual([code, error], [0, ""]);
  const { exp, ...claims } = verifier.verify(out.trimEnd());
  assert.ok(Math.abs(exp - Date.now() / 1000 - 600) < 60);
  assert.equal(claims.name, "dashboard_u_1");
  assert.equal(claims.scopes[1].filter, "org_id = 'acme'");
  assert.match(out, /^eyJ[\w.-]+\n$/);
});

test("--ttl", async () => {
  const { exp } = verifier.verify((await output(mint("--ttl", "7d"))).trim());
  assert.ok(Math.abs(exp - Date.now() / 1000 - 7 * 86_400) < 60);
  const inSeconds = verifier.verify((await output(mint("--ttl", "600"))).trim());
  assert.ok(Math.abs(inSeconds.exp - Date.now() / 1000 - 600) < 60);
  await misused(mint("--ttl", "600000"), /milliseconds, of 600 seconds.*"600000s"/);
  for (const ttl of ["soon", "5x", "1.5h", "10 m", "-1", ""])
    await misused(mint("--ttl", ttl), /--ttl.*like 90s, 10m, 1h or 7d|argument missing/);
});

test("--output json, header, curl", async () => {
  const json = JSON.parse(await output(mint("-o", "json")));
  const { name, exp } = verifier.verify(json.token);
  assert.deepEqual(json, { token: json.token, name, expires_at: exp });
  assert.match(await output(mint("-o", "header")), /^Authorization: Bearer eyJ[\w.-]+\n$/);
  assert.match(
    await output(mint("-o", "curl")),
    /^curl -H 'Authorization: Bearer eyJ[\w.-]+' 'https:\/\/api\.tinybird\.co\/v0\/pipes\/top_pages\.json'\n$/,
  );
  assert.match(
    await output(mint("-o", "curl", "--host", "https://api.us-east.tinybird.co/")),
    / 'https:\/\/api\.us-east\.tinybird\.co\/v0\/pipes/,
  );
  assert.match(
    await output(mint("-o", "curl"), { env: { TB_HOST: "https://api.eu-west-1.aws.tinybird.co" } }),
    / 'https:\/\/api\.eu-west-1\.aws\.tinybird\.co\/v0/,
  );
  const regional = mintStaticToken({ u: parseStaticToken(KEY).u, id: parseStaticToken(KEY).id, host: "us_east" }, "abcd");
  assert.match(await output(mint("-o", "curl"), { key: regional }), new RegExp(` '${parseStaticToken(regional).apiHost}/v0/pipes`));
  await misused(mint("-o", "curl", "--host", "javascript:alert(1)"), /host/);
});

test("the curl line is one for a shell, whatever the names", async () => {
  const of = (scope) => file("odd.json", JSON.stringify({ name: "n", ttl: 60, scopes: [scope] }));
  const words = async (template) => {
    const line = await output(["mint", template, "-o", "curl"]);
    return (await run(["bash", "-c", `printf '%s\\n' ${line}`])).out.split("\n");
  };
  assert.equal(
    (await words(of({ type: "PIPES:READ", resource: "it's `touch x` $HOME" })))[3],
    "https://api.tinybird.co/v0/pipes/it%27s%20%60touch%20x%60%20%24HOME.json",
  );
  const sql = new URL((await words(of({ type: "DATASOURCES:READ", resource: "events", filter: "a = 1" })))[3]);
  assert.equal(`${sql.pathname} ${sql.searchParams.get("q")}`, "/v0/sql SELECT * FROM events LIMIT 10 FORMAT JSON");
});

test("nor does the host say anything to the shell", async () => {
  const host = "https://x'$({touch,pwned})'.tinybird.co";
  const local = { TB_LOCAL_HOST: "127.0.0.1'$({touch,pwned})'", TB_HOST: host };
  for (const [args, options] of [
    [["--host", host], {}],
    [[], { env: { TB_HOST: host } }],
    [["--host", `http://${local.TB_LOCAL_HOST}:7181`], {}],
  ]) {
    const line = (await output(mint("-o", "curl", ...args), options)).trimEnd();
    const { out } = await run(["bash", "-c", `printf '%s\\n' ${line}; ls pwned 2>&1`]);
    assert.match(out.split("\n")[3], /^https?:\/\/\S*'\$\(\{touch,pwned\}\)'\S*\/v0\/pipes\/top_pages\.json$/);
    assert.match(out, /ls: cannot access/);
  }
});

test("--count mints many at once, each with its number", async () => {
  const tokens = (await output(["mint", TEMPLATE, "-p", "user_id=u_{n}", "-p", "org_id=acme", "--count", "12"])).trimEnd().split("\n");
  assert.deepEqual(
    tokens.map((token) => verifier.verify(token).name),
    Array.from({ length: 12 }, (_, index) => `dashboard_u_${index + 1}`),
  );
  const lines = (await output(mint("-n", "3", "-o", "json")))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.equal(new Set(lines.map(({ expires_at }) => expires_at)).size, 1);
  for (const count of ["0", "-1", "1.5", "1e3", "100001", "x"]) await misused(mint(`--count=${count}`), /number from 1 to 100000/);
});

test("without --count, {n} is what it is", async () => {
  assert.equal(verifier.verify((await output(["mint", TEMPLATE, "-p", "user_id={n}", "-p", "org_id=a"])).trim()).name, "dashboard_{n}");
});

test("parameters keep their type: := takes JSON", async () => {
  const template = file(
    "typed.json",
    '{"name":"n","ttl":60,"scopes":[{"type":"PIPES:READ","resource":"p","fixed_params":{"a":"{a}","b":"{b}"}},{"type":"DATASOURCES:READ","resource":"d","filter":"x IN {c:Array(UInt64)}"}]}',
  );
  const token = await output(["mint", template, "-p", "a:=7", "-p", "b=7=seven", "-p", 'c:=[1, "18446744073709551615"]']);
  assert.match(payload(token.trim()), /"fixed_params":\{"a":7,"b":"7=seven"\}.*x IN \[1, ?18446744073709551615\]/);
  const long = await output(["mint", template, "-p", "a:=9007199254740993", "-p", "b:=-9007199254740993", "-p", "c:=[1]"]);
  assert.match(payload(long.trim()), /"fixed_params":\{"a":9007199254740993,"b":-9007199254740993\}/);
});

test("parameters that do not fit are named", async () => {
  await misused(["mint", TEMPLATE, "-p", "user_id=u_1"], /`org_id`.*--param org_id=…/);
  await misused(mint("-p", "team=a"), /`team`/);
  await misused(["mint", TEMPLATE, "-p", "user_id=u_1", "-p", "org_id="], /`org_id`/);
  await misused(mint("-p", "org_id=b"), /org_id is given twice/);
  await misused(mint("-p", "org_id"), /like org_id=acme/);
  await misused(mint("-p", "x:=nothing"), /must be JSON/);
});

test("the template can come from standard input, with a byte order mark and Windows line ends", async () => {
  const input = `\ufeff${readFileSync(TEMPLATE, "utf8").replaceAll("\n", "\r\n")}`;
  assert.equal(verifier.verify((await output(["mint", "-", ...FILLED], { input })).trim()).name, "dashboard_u_1");
});

test("the key: from a file with a line break, with a warning", async () => {
  for (const end of ["\n", "\r\n", " \n\n"]) {
    const { code, out, error } = await mintbird(mint("--key-file", file("key", OTHER_KEY + end)), { key: KEY });
    assert.equal(code, 0, error);
    assert.equal(new Verifier({ keys: OTHER_KEY }).verify(out.trim()).name, "dashboard_u_1");
    assert.match(error, /^warning key-whitespace: [^\n]+\n$/);
    assert.ok(!error.includes("p.eyJ"));
  }
  const { out, error } = await mintbird(mint(), { key: `${KEY}\n` });
  assert.equal(verifier.verify(out.trim()).name, "dashboard_u_1");
  assert.match(error, /^warning key-whitespace/);
});

test("the key: never an argument, and never repeated", async () => {
  for (const args of [
    ["--key", OTHER_KEY],
    [`--key=${OTHER_KEY}`],
    [OTHER_KEY],
    [`--signing-key=${OTHER_KEY}`],
    ["--ttl", OTHER_KEY],
    ["--count", OTHER_KEY],
  ])
    await misused(mint(...args), /./);
});

test("the key: of the Tinybird Local that runs here, else of the one that would be started", async (t) => {
  const local = await startTinybirdLocal(["analytics"]);
  t.after(local.stop);
  const call = [...mint("--local"), "--workspace", "analytics"];
  // What it was started with is the key of its default workspace.
  const env = { ...local.env, TB_LOCAL_HOST: "http://127.0.0.1", TB_LOCAL_WORKSPACE_TOKEN: OTHER_KEY };
  const token = (await output(call, { key: KEY, env })).trim();
  assert.equal(new Verifier({ keys: local.keyOf("analytics") }).verify(token).name, "dashboard_u_1");
  assert.match(await output([...call, "-o", "curl"], { env }), new RegExp(` 'http://127\\.0\\.0\\.1:${env.TB_LOCAL_PORT}/v0/pipes`));

  const nobody = { ...env, TB_LOCAL_PORT: "1" };
  const { code, out, error } = await mintbird(mint("--local"), { env: nobody });
  assert.equal(code, 0, error);
  assert.equal(new Verifier({ keys: OTHER_KEY }).verify(out.trim()).name, "dashboard_u_1");
  assert.match(error, /^warning: no Tinybird Local answers [^\n]+ TB_LOCAL_WORKSPACE_TOKEN, the key of its default workspace\n$/);
  for (const [args, env] of [
    [mint("--local"), { ...nobody, TB_LOCAL_WORKSPACE_TOKEN: "" }],
    [call, nobody],
  ])
    await misused(args, /no Tinybird Local answers .*tb local start/, { env });
  await misused([...mint("--local"), "--key-file", "x"], /--key-file.*--local|--local.*--key-file/);
});

test("warnings about the template go to standard error", async () => {
  const template = file("shared.json", '{"name":"all","ttl":60,"limits":{"rps":1},"scopes":[{"type":"PIPES:READ","resource":"p"}]}');
  const { code, out, error } = await mintbird(["mint", template]);
  assert.equal(code, 0);
  assert.equal(inspect(out.trim()).kind, "jwt");
  assert.match(error, /^warning name-shared: .+\n/m);
});

test("a template with faults: their number and places", async () => {
  await misused(["mint", file("faulty.json", '{"name":"","ttl":"x","scopes":[]}')], /template/);
});

test("a value that is the text of none is warned of", async () => {
  for (const value of ["undefined", "null", "[object Object]", "NaN", "None"]) {
    const { code, out, error } = await mintbird(["mint", TEMPLATE, "-p", "user_id=u_1", "-p", `org_id=${value}`]);
    assert.deepEqual([code, inspect(out.trim()).kind], [0, "jwt"]);
    assert.match(error, /^warning value-unset: .+\n/m, value);
  }
});
