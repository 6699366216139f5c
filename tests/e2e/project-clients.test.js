// The official clients, unchanged, against `mintbird serve --project`: they see their own tenant's rows.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { TinybirdApiError, createClient, createTinybirdApi } from "@tinybirdco/sdk";
import { TokenSource } from "mintbird/client";
import { python, run, runTb } from "./processes.js";
import { ndjson, project, serve, write } from "./projects.js";

const rows = ["acme", "globex"].flatMap((org_id) => [1, 2, 3].map((n) => ({ org_id, path: `/${org_id}/${n}`, n })));
const folder = project({
  "events.datasource": "SCHEMA >\n    `org_id` String `json:$.org_id`,\n    `path` String `json:$.path`,\n    `n` UInt32 `json:$.n`\n",
  "top_pages.pipe":
    "NODE e\nSQL >\n    %\n    SELECT org_id, path FROM events WHERE org_id = {{String(org_id)}} ORDER BY n LIMIT {{Int32(limit, 10)}}\n\nTYPE endpoint\n",
  "other.pipe": "NODE e\nSQL >\n    SELECT 1\n\nTYPE endpoint\n",
  "fixtures/events.ndjson": ndjson(rows),
});
write(
  folder,
  "template.json",
  JSON.stringify({
    name: "dashboard_{user_id}",
    ttl: "10m",
    scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}" } }],
    limits: { rps: 100 },
  }),
);
const served = await serve([`${folder}/template.json`, "--project", folder, "--param", "user_id=u_1", "--param", "org_id=acme"]);
after(() => served.stop());
const source = new TokenSource({ fetchToken: (signal) => fetch(`${served.url}/token`, { method: "POST", signal }) });
const token = await source.get();
const scope = { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "globex" } };

test("@tinybirdco/sdk: query, and the error of an endpoint that the token does not name", async () => {
  const api = createTinybirdApi({ baseUrl: served.url, token });
  const { data, rows, meta, statistics } = await api.query("top_pages", { org_id: "globex", limit: 2 });
  assert.deepEqual(data, [
    { org_id: "acme", path: "/acme/1" },
    { org_id: "acme", path: "/acme/2" },
  ]);
  assert.deepEqual([rows, meta.length, typeof statistics.elapsed], [2, 2, "number"]);
  const denied = await api.query("other").catch((error) => error);
  assert.ok(denied instanceof TinybirdApiError);
  assert.equal(denied.statusCode, 403);
});

test("@tinybirdco/sdk: createJWT, whose token then reads", async () => {
  const { tokens } = createClient({ baseUrl: served.url, token: served.key });
  const made = await tokens.createJWT({ name: "by_sdk", expiresAt: Math.floor(Date.now() / 1000) + 60, scopes: [scope] });
  const { data } = await createTinybirdApi({ baseUrl: served.url, token: made.token }).query("top_pages", { org_id: "acme" });
  assert.deepEqual([...new Set(data.map(({ org_id }) => org_id))], ["globex"]);
});

test("a URL as @tinybirdco/charts makes it, from a page of this machine", async () => {
  const response = await fetch(`${served.url}/v0/pipes/top_pages.json?from=chart&token=${token}&org_id=globex`, {
    headers: { origin: "http://localhost:3000" },
  });
  assert.equal(response.headers.get("access-control-allow-origin"), "http://localhost:3000");
  assert.deepEqual([...new Set((await response.json()).data.map(({ org_id }) => org_id))], ["acme"]);
  const foreign = await fetch(`${served.url}/v0/pipes/top_pages.json?token=${token}`, { headers: { origin: "https://evil.example" } });
  assert.equal(foreign.headers.get("access-control-allow-origin"), null);
});

test("tinybird-sdk for Python", async () => {
  const program = `
import sys
from tinybird_sdk.api.api import create_tinybird_api
answer = create_tinybird_api({"base_url": sys.argv[1], "token": sys.argv[2]}).query("top_pages", {"org_id": "globex"})
print(len(answer["data"]), *sorted({row["org_id"] for row in answer["data"]}))`;
  const { output } = await run(python, ["-c", program, served.url, token]);
  assert.equal(output.trim(), "3 acme");
});

test("tb token create jwt, and curl with what it makes", async () => {
  const made = await runTb(
    served.url,
    served.key,
    ...[
      "token",
      "create",
      "jwt",
      "by_tb",
      "--ttl",
      "1h",
      "--scope",
      "PIPES:READ",
      "--resource",
      "top_pages",
      "--fixed-params",
      "org_id=globex",
    ],
  );
  const jwt = /eyJ[\w.-]+/.exec(made.output)?.[0];
  const { output } = await run("curl", [
    "-sS",
    "-H",
    `Authorization: Bearer ${jwt}`,
    `${served.url}/v0/pipes/top_pages.csv?org_id=acme&limit=1`,
  ]);
  assert.equal(output, '"org_id","path"\n"globex","/globex/1"\n');
});
