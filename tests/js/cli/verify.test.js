import assert from "node:assert/strict";
import { test } from "node:test";
import { parseStaticToken, sign } from "mintbird";
import { KEY, OTHER_KEY } from "../fixtures.js";
import { file, misused, output, refused, token } from "./run.js";

const now = Math.floor(Date.now() / 1000);
const claims = { workspace_id: parseStaticToken(KEY).u, name: "n", exp: now + 3600, scopes: [{ type: "PIPES:READ", resource: "p" }] };

test("valid", async () => {
  assert.match(await output(["verify", await token()]), /^valid: dashboard_u_1, expires in (1 hour|59 minutes.*)\n$/);
  assert.match(await output(["verify", "-"], { input: `Authorization: Bearer ${await token()}\n` }), /^valid: /);
  assert.match(await output(["verify", await token(), "--key-file", file("key.txt", `${KEY}\r\n`)], { key: false }), /^valid: /);
  const { valid, claims } = JSON.parse(await output(["verify", await token(), "-o", "json"]));
  assert.deepEqual([valid, claims.name], [true, "dashboard_u_1"]);
});

test("refused, each with its code", async () => {
  const good = sign(claims, KEY);
  const [header, body, mac] = good.split(".");
  const cases = [
    ["signature", sign(claims, OTHER_KEY)],
    ["expired", sign({ ...claims, exp: 1_700_000_000 }, KEY)],
    ["not-yet-valid", sign({ ...claims, nbf: now + 600 }, KEY)],
    ["alg", `${Buffer.from('{"alg":"none"}').toString("base64url")}.${body}.${mac}`],
    ["malformed", `${header}.${body}`],
    ["wrong-kind", KEY],
    ["malformed", "hello"],
  ];
  for (const [code, text] of cases) {
    assert.match(await refused(["verify", text]), new RegExp(`^refused, ${code}: .+\n$`), code);
    const { valid, ...rest } = JSON.parse(await refused(["verify", text, "--output", "json"]));
    assert.deepEqual([valid, rest.code, typeof rest.message], [false, code, "string"]);
    assert.ok(rest.help.endsWith(`/docs/reference/codes.html#${code}`), rest.help);
  }
});

test("of another workspace", async () => {
  const uuid = "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c";
  assert.match(await refused(["verify", await token(), "--workspace", uuid]), /^refused, workspace: /);
  assert.match(await output(["verify", await token(), "-w", claims.workspace_id]), /^valid/);
  await misused(["verify", await token(), "-w", "mine"], /workspaceId/);
});

test("authorize: the token's parameters win, and its filter and limit are told", async () => {
  const request = ["authorize", await token(), "--pipe", "top_pages", "--query", "?org_id=other&page=1"];
  assert.equal(
    await output(request),
    'allowed: top_pages, counted as dashboard_u_1\n  org_id = "acme"\n  currency = "eur"\n  page = "1"\n  at most 10 requests a second\n',
  );
  assert.deepEqual(JSON.parse(await output([...request, "-o", "json"])), {
    allowed: true,
    name: "dashboard_u_1",
    params: { org_id: "acme", currency: "eur", page: "1" },
    limits: { rps: 10 },
  });
  assert.match(await output(["authorize", await token(), "--datasource", "events"]), /^allowed: events, .*\n {2}where org_id = 'acme'\n/);
});

test("authorize: the request can be the one that was sent", async () => {
  const url = `https://api.tinybird.co/v0/pipes/top_pages.json?page=3&token=${await token()}`;
  assert.match(await output(["authorize", url]), /^allowed: top_pages,.*\n(.*\n)* {2}page = "3"\n/);
});

test("authorize: denied, with the status that Tinybird answers", async () => {
  assert.match(await refused(["authorize", await token(), "--pipe", "revenue"]), /^denied, 403 scope: .+\n$/);
  assert.match(await refused(["authorize", sign(claims, OTHER_KEY), "--pipe", "p"]), /^denied, 403 signature: /);
  const { allowed, status, code, help } = JSON.parse(await refused(["authorize", await token(), "--pipe", "revenue", "-o", "json"]));
  assert.deepEqual([allowed, status, code], [false, 403, "scope"]);
  assert.match(help, /\/codes\.html#scope$/);
});

test("authorize: what is to be read has to be said, once", async () => {
  await misused(["authorize", await token()], /--pipe or --datasource/);
  await misused(["authorize", await token(), "--pipe", "a", "--datasource", "b"], /--datasource/);
});

test("of several tokens, the one that is sent is judged", async () => {
  const good = sign(claims, KEY);
  const expired = sign({ ...claims, exp: 1_700_000_000 }, KEY);
  const url = "https://api.tinybird.co/v0/pipes/p.json";
  const places = {
    header: (sent) => `curl -H "Authorization: Bearer ${sent}" ${url}`,
    query: (sent) => `curl "${url}?token=${sent}"`,
    clickhouse: (sent) => `curl -H 'X-ClickHouse-Key: ${sent}' https://clickhouse.tinybird.co`,
  };
  for (const [place, curl] of Object.entries(places)) {
    for (const before of [`TOKEN=${good}\n`, `TOKEN=${KEY} `, `# Cookie: __session=${good}\n`])
      assert.match(await refused(["verify", before + curl(expired)]), /^refused, expired/, place);
    for (const before of [`TOKEN=${expired}\n`, `TB_TOKEN=${OTHER_KEY} `, `# Cookie: __session=${sign(claims, OTHER_KEY)}\n`])
      assert.match(await output(["verify", before + curl(good)]), /^valid: /, place);
  }
  assert.match(await output(["verify", `the key ${OTHER_KEY}, the token ${good}`]), /^valid: /);
});

test("authorize: of several tokens, the one that is sent is judged", async () => {
  const of = (org_id) => sign({ ...claims, scopes: [{ type: "PIPES:READ", resource: "p", fixed_params: { org_id } }] }, KEY);
  const request = (sent) => `curl -H "Authorization: Bearer ${sent}" https://api.tinybird.co/v0/pipes/p.json`;
  assert.match(await output(["authorize", `TOKEN=${of("acme")}\n${request(of("globex"))}`]), /\n {2}org_id = "globex"\n/);
  assert.match(await output(["authorize", `TB_TOKEN=${KEY} ${request(of("acme"))}`]), /\n {2}org_id = "acme"\n/);
  const other = sign({ ...claims, scopes: [{ type: "PIPES:READ", resource: "q" }] }, KEY);
  assert.match(await refused(["authorize", `TOKEN=${of("acme")}\n${request(other)}`]), /^denied, 403/);
});

test("a token with something stuck to its end is another text, and refused", async () => {
  const good = sign(claims, KEY);
  const url = `https://api.tinybird.co/v0/pipes/p.json?token=${good}`;
  for (const text of ["=", "==", "+abc", "/x", "%0A"].flatMap((stuck) => [good + stuck, url + stuck])) {
    assert.match(await refused(["verify", text]), /^refused, malformed: /, text);
    assert.match(await refused(["authorize", text, "--pipe", "p"]), /^denied, 403 malformed: /, text);
  }
  assert.match(await refused(["inspect", `${good}=`]), /\nIssues\nerror malformed/);
});

test("of different tokens in several places, none is judged", async () => {
  const [one, other] = [sign(claims, KEY), sign({ ...claims, name: "m" }, KEY)];
  const both = `curl -H "Authorization: Bearer ${one}" "https://api.tinybird.co/v0/pipes/p.json?token=${other}"`;
  await misused(["verify", both], /different tokens are sent in several places/);
  await misused(["authorize", both], /different tokens are sent in several places/);
  assert.match(await output(["verify", both.replace(other, one)]), /^valid: n/);
});
