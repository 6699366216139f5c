// The handlers in Cloudflare's runtime, in front of an HTTP server.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { Verifier, generateLocalTokens } from "mintbird";

const { workspace_token: key, user_token: staticToken } = generateLocalTokens();
const seen = [];
const server = createServer((request, response) => {
  if (request.url.includes("slow")) return;
  seen.push([request.url, request.headers.authorization]);
  response.setHeader("content-type", "text/csv");
  response.end(`n\n${seen.length}\n`);
});
server.listen(0, "127.0.0.1");
await once(server, "listening");

// Bundled as wrangler does it: the module stays a file of its own, which Cloudflare compiles.
const folder = await mkdtemp(join(tmpdir(), "mintbird-edge-"));
await build({
  entryPoints: [fileURLToPath(new URL("edge-worker.js", import.meta.url))],
  outdir: folder,
  bundle: true,
  format: "esm",
  conditions: ["workerd", "worker", "browser"],
  loader: { ".wasm": "copy" },
});

const worker = new Miniflare({
  modules: true,
  modulesRoot: folder,
  scriptPath: join(folder, "edge-worker.js"),
  modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
  compatibilityDate: "2024-01-01",
  durableObjects: { LIMITS: "RateLimitObject" },
  bindings: { TINYBIRD_SIGNING_KEY: key, STATIC_TOKEN: staticToken, UPSTREAM: `http://127.0.0.1:${server.address().port}` },
});
after(async () => {
  await worker.dispose();
  await rm(folder, { recursive: true });
  server.closeAllConnections();
  server.close();
});

async function tokenFor(org_id, user_id) {
  const init = { method: "POST", body: JSON.stringify({ org_id, user_id }), headers: { "content-type": "application/json" } };
  const response = await worker.dispatchFetch("http://edge/token", init);
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()).token;
}

const read = (query, token) =>
  worker.dispatchFetch(`http://edge/v0/pipes/top_pages.csv${query}`, { headers: { authorization: `Bearer ${token}` } });

test("a token, and what it reads", async () => {
  const token = await tokenFor("acme", 1);
  assert.equal(new Verifier({ keys: key }).verify(token).name, "u_1");
  const response = await read("?ORG_ID=other&page=2", token);
  assert.equal(await response.text(), "n\n1\n");
  assert.deepEqual(seen, [["/v0/pipes/top_pages.csv?org_id=acme&page=2", `Bearer ${staticToken}`]]);
  assert.equal(response.headers.get("x-ratelimit-remaining"), "4");
  assert.equal((await read("", `${token}A`)).status, 403);
});

test("the sixth request in a second is refused, wherever it is asked", async () => {
  const token = await tokenFor("acme", 2);
  const answers = await Promise.all(Array.from({ length: 6 }, () => read("", token)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 429]);
  await Promise.all(answers.map((answer) => answer.text()));
});

test("a response that authenticate throws is the answer", async () => {
  const init = { method: "POST", body: '{"org_id":"closed","user_id":1}', headers: { "content-type": "application/json" } };
  const response = await worker.dispatchFetch("http://edge/token", init);
  assert.deepEqual([response.status, await response.text()], [410, "closed"]);
});

test("two tenants never share an answer of Cloudflare's cache", async () => {
  const text = async (query, token) => (await read(query, token)).text();
  const [acme, other, globex] = [await tokenFor("acme", 3), await tokenFor("acme", 4), await tokenFor("globex", 5)];
  const first = await text("?cached=1", acme);
  for (let tries = 0; tries < 3; tries++) assert.equal(await text("?cached=1&org_id=globex", other), first);
  const foreign = await text("?cached=1&org_id=acme", globex);
  assert.notEqual(foreign, first);
  assert.equal(await text("?cached=1", globex), foreign);
});

test("an upstream that is late, and tokens by the Token API", async () => {
  const late = await read("?slow=1", await tokenFor("acme", 6));
  assert.deepEqual([late.status, (await late.json()).code], [504, "upstream-timeout"]);
  const exp = Math.floor(Date.now() / 1000) + 60;
  const body = JSON.stringify({ scopes: [{ type: "PIPES:READ", resource: "top_pages" }] });
  const made = await worker.dispatchFetch(`http://edge/v0/tokens?name=N&expiration_time=${exp}&token=${key}`, { method: "POST", body });
  assert.equal(new Verifier({ keys: key }).verify((await made.json()).token).exp, exp);
});
