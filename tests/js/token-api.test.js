// The Token API by itself; tests/e2e lets Tinybird's own clients call it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Verifier, parseStaticToken } from "mintbird";
import { createTokenApi } from "mintbird/server";
import { KEY, OTHER_KEY, payload, refused } from "./fixtures.js";

const workspaceId = parseStaticToken(KEY).u;
const api = createTokenApi({ signingKey: KEY });
const exp = Math.floor(Date.now() / 1000) + 3600;
const scopes = [{ type: "PIPES:READ", resource: "p", fixed_params: { org_id: "acme" } }];
const bearer = { authorization: `Bearer ${KEY}` };

function ask(path, body, { headers = bearer, method = body === undefined ? "GET" : "POST" } = {}) {
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  return api(new Request(`https://api.example.com${path}`, { method, headers, body: text }));
}

async function fault(answer, status, error) {
  const response = await answer;
  assert.equal(response.status, status);
  assert.match((await response.json()).error, error);
}

const token = async (answer) => (await (await answer).json()).token;

test("a JWT, by header or query, named in query or body", async () => {
  const form = { ...bearer, "content-type": "application/x-www-form-urlencoded" };
  const made = [
    await token(ask(`/v0/tokens/?name=N&expiration_time=${exp}`, { scopes }, { headers: form })),
    await token(ask(`/v0/tokens?name=N&expiration_time=${exp}&token=${KEY}&from=cli`, { scopes }, { headers: {} })),
    await token(ask(`/v0/tokens/?expiration_time=${exp}`, { name: "N", scopes })),
    await token(ask(`/v0/tokens/?expiration_time=${exp}&name=N`, { name: "N", scopes })),
  ];
  assert.equal(new Set(made).size, 1);
  assert.deepEqual(new Verifier({ keys: KEY }).verify(made[0]), { workspace_id: workspaceId, name: "N", exp, scopes });
  const limited = await token(ask(`/v0/tokens/?expiration_time=${exp}`, { limits: { rps: 10 }, scopes, name: "N" }));
  assert.deepEqual(new Verifier({ keys: KEY }).verify(limited).limits, { rps: 10 });
});

test("a scope that pins no rows is signed with a warning, or refused", async () => {
  const open = [...scopes, { type: "DATASOURCES:READ", resource: "events" }, { type: "PIPES:READ", resource: "public" }];
  const post = (api, scopes) =>
    api(
      new Request(`https://api.example.com/v0/tokens?expiration_time=${exp}`, {
        method: "POST",
        headers: bearer,
        body: JSON.stringify({ name: "N", scopes }),
      }),
    );
  const warned = [];
  const warning = createTokenApi({ signingKey: KEY, onWarning: ({ code, path }, { method }) => warned.push(`${method} ${code} ${path}`) });
  assert.equal((await post(warning, open)).status, 200);
  assert.deepEqual(warned, ["POST scope-unfiltered /claims/scopes/1", "POST scope-unfiltered /claims/scopes/2"]);
  assert.equal((await post(warning, scopes)).status, 200);
  assert.equal(warned.length, 2);
  const refusing = createTokenApi({ signingKey: KEY, refuseUnpinned: true, onWarning: () => assert.fail() });
  await fault(post(refusing, open), 400, /^\/scopes\/1: without a `filter` the token reads every row/);
  await fault(post(refusing, open.slice(2)), 400, /^\/scopes\/0: without `fixed_params`/);
  assert.equal((await post(refusing, scopes)).status, 200);
  refused(() => createTokenApi({ signingKey: KEY, refuseUnpinned: "yes" }), "option", /refuseUnpinned/);
  // Whoever is told may fail.
  const failing = createTokenApi({
    signingKey: KEY,
    onWarning: () => {
      throw new Error("no");
    },
  });
  assert.equal((await post(failing, open)).status, 200);
});

test("numbers keep every digit", async () => {
  const body = '{"name":"N","scopes":[{"type":"PIPES:READ","resource":"p","fixed_params":{"id":9007199254740993}}]}';
  assert.match(payload(await token(ask(`/v0/tokens?expiration_time=${exp}`, body))), /"id":9007199254740993\}/);
});

test("faults are told with their reason", async () => {
  const create = (body, query = `expiration_time=${exp}`) => ask(`/v0/tokens?${query}`, body);
  const good = { name: "N", scopes };
  await fault(create("{"), 400, /JSON/);
  await fault(create("[]"), 400, /JSON/);
  await fault(create(""), 400, /JSON/);
  await fault(create("{}"), 400, /scopes/);
  await fault(create({ scopes }), 400, /name/);
  await fault(create({ ...good, scopes: [] }), 400, /scope/);
  await fault(create({ ...good, scopes: [{ type: "ADMIN", resource: "p" }] }), 400, /\/scopes\/0\/type/);
  await fault(create({ ...good, scopes: [{ ...scopes[0], fixed_params: { org_id: null } }] }), 400, /fixed_params\/org_id/);
  await fault(create({ ...good, limits: { rps: "10" } }), 400, /rps/);
  await fault(create({ ...good, exp: 1 }), 400, /`exp`/);
  await fault(create({ ...good, workspace_id: "x" }), 400, /`workspace_id`/);
  await fault(create('{"name":"N","scopes":[],"scopes":[]}'), 400, /twice/);
  await fault(create(good, `expiration_time=${exp}&name=M`), 400, /twice/);
  await fault(create(good, "name=N"), 400, /expiration_time/);
  for (const bad of ["0", "-1", "1.5", "1e9", "abc", "9".repeat(13)])
    await fault(create(good, `expiration_time=${bad}`), 400, /expiration_time/);
  await fault(create(good, "expiration_time=1700000000"), 400, /passed/);
  await fault(create(" ".repeat(70_000)), 413, /longer/);
  await fault(ask("/v0/pipes"), 404, /v0\/tokens/);
  await fault(ask("/v0/tokens"), 404, /GET/);
  await fault(create(good, `expiration_time=${exp}000`), 400, /looks like milliseconds/);
});

test("no message repeats what may be a token", async () => {
  const create = (body) => ask(`/v0/tokens?expiration_time=${exp}`, body);
  for (const text of [KEY, KEY.slice(0, 30), "x".repeat(65)]) {
    for (const answer of [create({ name: "N", scopes, [text]: 1 }), ask(`/v0/${text}`, {}), ask(`/v0/tokens?${text}=1&${text}=2`, {})]) {
      const { error } = await (await answer).json();
      assert.ok(error.includes("…") && !error.includes(text), error);
    }
  }
});

test("what is not served is not there, whoever asks", async () => {
  const unserved = ["/v1/pipes/x.json", "/v0/pipe/top_pages.json", "/v0/endpoints/x", "/v0/jobs", "/v1/user/workspaces", "/v0/tokens/x"];
  for (const path of unserved) {
    for (const headers of [{}, bearer, { authorization: "Bearer x" }]) await fault(ask(path, undefined, { headers }), 404, /not served/);
  }
});

test("only the admin token opens it", async () => {
  const create = (headers, query = "") => ask(`/v0/tokens?name=N&expiration_time=${exp}${query}`, { scopes }, { headers });
  const jwt = await token(create(bearer));
  for (const other of [OTHER_KEY, KEY.slice(0, -1), `${KEY}A`, jwt, "", "é"]) {
    await fault(create({}, `&token=${encodeURIComponent(other)}`), 403, /admin token/);
  }
  await fault(create({ authorization: `Bearer ${OTHER_KEY}` }, `&token=${KEY}`), 403, /admin token/);
  await fault(create({ authorization: KEY }), 403, /admin token/);
  await fault(create({}), 403, /admin token/);
  await fault(ask("/v1/workspace", undefined, { headers: {} }), 403, /admin token/);
});

test("what the command line asks on the way", async () => {
  const workspace = await (await ask("/v1/workspace?cli_version=5.0")).json();
  assert.equal(workspace.id, workspaceId);
  assert.deepEqual(await (await ask("/v0/regions")).json(), { regions: [] });
});

test("a key that cannot sign is the owner's fault", async () => {
  for (const signingKey of ["too short", "k".repeat(16), "a b".repeat(20), `"${KEY}"`, `${KEY};`, undefined, "", " "]) {
    refused(() => createTokenApi({ signingKey, workspaceId }), "key");
  }
  for (const workspaceId of ["x", "", `${parseStaticToken(KEY).u} `, null, 7]) {
    refused(() => createTokenApi({ signingKey: KEY, workspaceId }), "option", /workspaceId/);
  }
  refused(() => createTokenApi({ signingKey: "k".repeat(40) }), "option", /workspaceId/);
  createTokenApi({ signingKey: "k".repeat(40), workspaceId });
});

test("a parameter of the query that comes twice is refused, whoever would count which", async () => {
  const once = { name: "N", expiration_time: exp, token: KEY, from: "cli" };
  for (const twice of Object.keys(once)) {
    for (const value of [once[twice], "other"]) {
      const query = `${new URLSearchParams(once)}&${new URLSearchParams({ [twice]: value })}`;
      await fault(ask(`/v0/tokens?${query}`, { scopes }, { headers: {} }), 400, new RegExp(`\`${twice}\` twice`));
    }
  }
  assert.ok(await token(ask(`/v0/tokens?${new URLSearchParams(once)}`, { scopes }, { headers: {} })));
});

test("what goes wrong inside is told to the owner only", async () => {
  const told = [];
  const api = createTokenApi({ signingKey: KEY, onError: (error) => told.push(error.message) });
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error(`the key ${KEY}`)) });
  const url = `https://api.example.com/v0/tokens?name=N&expiration_time=${exp}`;
  const response = await api(new Request(url, { method: "POST", headers: bearer, body, duplex: "half" }));
  assert.deepEqual([response.status, (await response.json()).error], [500, "no token could be made"]);
  assert.equal(told.length, 1);
});

test("a function of options is called with the first request", async () => {
  let made = 0;
  const lazy = createTokenApi(() => (made++, { signingKey: KEY }));
  assert.equal(made, 0);
  const ask = () => lazy(new Request("https://api.example.com/v0/regions", { headers: bearer }));
  assert.deepEqual([(await ask()).status, (await ask()).status, made], [200, 200, 1]);
});

test("the function may be async, and is called once for all who wait", async (t) => {
  const written = t.mock.method(console, "error", () => {});
  const vault = [() => Promise.reject(new Error("sealed")), async () => ({ signingKey: KEY })];
  const lazy = createTokenApi(() => vault.shift()());
  const ask = () => lazy(new Request("https://api.example.com/v0/regions", { headers: bearer }));
  assert.deepEqual(
    (await Promise.all([ask(), ask()])).map(({ status }) => status),
    [500, 500],
  );
  assert.deepEqual(
    (await Promise.all([ask(), ask(), ask()])).map(({ status }) => status),
    [200, 200, 200],
  );
  assert.match(written.mock.calls[0].arguments[1].message, /sealed/);
});
