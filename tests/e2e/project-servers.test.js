// ClickHouse that runs already, by its URL, and `clickhouse` on the PATH. The engine is the real one; its HTTP interface stands before it.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { Minter, parseStaticToken } from "mintbird";
import { start, stop } from "./processes.js";
import { check, childrenOf, ndjson, project, serve, write } from "./projects.js";

const HTTP = fileURLToPath(new URL("clickhouse-http.js", import.meta.url));
const FILES = {
  "events.datasource": "SCHEMA >\n    `org` String `json:$.org`,\n    `path` String `json:$.page.path`\n",
  "codes.datasource": "SCHEMA >\n    `code` String,\n    `name` String\n",
  "mine.pipe": "NODE e\nSQL >\n    %\n    SELECT path FROM events WHERE org = {{String(org)}} ORDER BY path\n\nTYPE endpoint\n",
  "endless.pipe": "NODE e\nSQL >\n    SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1\n\nTYPE endpoint\n",
  "fixtures/events.ndjson": ndjson(["a", "b"].flatMap((org) => [1, 2].map((n) => ({ org, page: { path: `/${org}/${n}` } })))),
  "fixtures/codes.csv": "code,name\nde,Germany\n",
};
const scopes = ["mine", "endless"].map((resource) => ({ type: "PIPES:READ", resource, fixed_params: { org: "{org}" } }));
const template = { name: "u", ttl: 60, scopes: scopes.slice(0, 1) };

async function answers({ get, key }) {
  const token = new Minter({ workspace_id: parseStaticToken(key).u, ...template, scopes }, key).mint({ org: "a" });
  const rows = await (await get("/v0/pipes/mine.ndjson?org=b", token)).text();
  assert.equal(rows, '{"path":"/a/1"}\n{"path":"/a/2"}\n');
  assert.equal((await get("/v0/pipes/endless.json", token)).status, 408);
  assert.equal(await (await get("/v0/pipes/mine.ndjson", token)).text(), rows);
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

test("--clickhouse URL: a database of its own, which is gone at the end", async () => {
  const port = await freePort();
  const { child } = await start(process.execPath, [HTTP, String(port), "ann", "p@ss"], /ready/);
  const url = `http://ann:p%40ss@127.0.0.1:${port}`;
  const databases = async () => {
    const headers = { "x-clickhouse-user": "ann", "x-clickhouse-key": "p@ss" };
    const sql = "SELECT name FROM system.databases WHERE name LIKE 'mintbird%'";
    return (await fetch(`http://127.0.0.1:${port}/?database=default&max_threads=1`, { method: "POST", headers, body: sql })).text();
  };
  try {
    const folder = project(FILES);
    const served = await serve(["--project", folder, "--clickhouse", url, "--time-limit", "1"]);
    await answers(served);
    assert.match(await databases(), /^mintbird_\w+\n$/);
    assert.doesNotMatch(served.log(), /p@ss|p%40ss/);
    assert.equal(await served.stop(), 0);
    assert.equal(await databases(), "");

    write(folder, "template.json", JSON.stringify(template));
    const { code, out } = await check([
      join(folder, "template.json"),
      "--project",
      folder,
      "--run",
      "--requests",
      "20",
      "--clickhouse",
      url,
    ]);
    assert.equal(code, 0, out);
    assert.match(out, /0 leaks, 1 not seen to leak$/m);
    assert.equal(await databases(), "");
  } finally {
    await stop(child);
  }
});

test("clickhouse on the PATH: a server for nobody else, which starts again after it was killed", async () => {
  const folder = project(FILES);
  const bin = join(folder, "node_modules", "bin");
  mkdirSync(bin, { recursive: true });
  write(folder, "node_modules/bin/clickhouse", `#!/bin/sh\nexec ${process.execPath} ${HTTP} "$@"\n`);
  chmodSync(join(bin, "clickhouse"), 0o755);
  symlinkSync(process.execPath, join(bin, "node"));
  // No chdb is found from there.
  const served = await serve(["--project", folder, "--time-limit", "1"], { cwd: folder, env: { PATH: `${bin}:${process.env.PATH}` } });
  try {
    assert.match(served.log(), /on .*node_modules\/bin\/clickhouse, as a server of its own/);
    await answers(served);
    for (const child of childrenOf(served.pid)) process.kill(child, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 300));
    await answers(served);
  } finally {
    assert.equal(await served.stop(), 0);
    rmSync(bin, { recursive: true });
  }
});
