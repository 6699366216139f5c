// `mintbird serve --project` answers what Tinybird's own template engine and ClickHouse answer, for every project with a known answer.
// REQUESTS sets how many random requests are made together, 400 unless given.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { after, test } from "node:test";
import { Minter, Verifier, parseStaticToken } from "mintbird";
import { python, start } from "./processes.js";
import { KNOWN, dice, ndjson, project, read, serve } from "./projects.js";

const REQUESTS = Number(process.env.REQUESTS ?? 400);
const TENANTS = ["acme", "globex", "initech", "all", "6f1ed002-ab59-4e6d-8b1f-6a4c6bd6a3d1"];

/** All of them as one project: each endpoint under a name of its own. */
function together() {
  const files = {};
  const endpoints = [];
  for (const name of readdirSync(KNOWN).filter((name) => !/\./.test(name) && name !== "materialized")) {
    const prefix = name.replaceAll("-", "_");
    const pipes = Object.entries(read(join(KNOWN, name, "project")));
    const own = pipes.filter(([path]) => path.endsWith(".pipe")).map(([path]) => basename(path, ".pipe"));
    for (const [path, text] of pipes) {
      if (!path.endsWith(".pipe")) files[path] = text;
      else
        files[`endpoints/${prefix}_${basename(path)}`] = own.reduce(
          (text, pipe) => text.replaceAll(new RegExp(`\\b${pipe}\\b`, "g"), `${prefix}_${pipe}`),
          text,
        );
    }
    endpoints.push(`${prefix}_top_pages`);
  }
  return { files, endpoints };
}

/** Rows of every tenant, and of nobody. */
function rowsOf(source) {
  const chance = dice(source.length);
  return Array.from({ length: 120 }, () => ({
    timestamp: `2024-03-${String(1 + Math.floor(chance.next() * 28)).padStart(2, "0")} 00:00:00`,
    started: "2024-03-01 00:00:00",
    org_id: chance.one(TENANTS),
    user_id: chance.one(["x", "u1", "u2"]),
    link_id: chance.one(["x", "y"]),
    path: chance.one(["x", "/a", "/b"]),
    country: chance.one(["de", "us"]),
    visitor: `v${Math.floor(chance.next() * 20)}`,
    public: chance.one([0, 1]),
    revenue: chance.one([0.5, 1.5, 7]),
    code: chance.one(["de", "us"]),
    name: chance.one(["Ann", "Bob"]),
  }));
}

const { files, endpoints } = together();
for (const path of Object.keys(files).filter((path) => path.endsWith(".datasource"))) {
  const source = basename(path, ".datasource");
  files[`fixtures/${source}.ndjson`] = ndjson(rowsOf(source));
}
const folder = project(files);
const oracle = await start(python, [fileURLToPath(new URL("oracle.py", import.meta.url))], /ready/);
const lines = createInterface({ input: oracle.child.stdout })[Symbol.asyncIterator]();
async function ask(question) {
  oracle.child.stdin.write(`${JSON.stringify(question)}\n`);
  return JSON.parse((await lines.next()).value);
}
await ask({ files, fixtures: join(folder, "fixtures") });
const served = await serve(["--project", folder, "--time-limit", "30"]);
after(async () => {
  oracle.child.stdin.end();
  assert.equal(await served.stop(), 0);
});

const verifier = new Verifier({ keys: served.key });
const minter = new Minter(
  {
    workspace_id: parseStaticToken(served.key).u,
    name: "u",
    ttl: 3600,
    scopes: endpoints.map((resource) => ({ type: "PIPES:READ", resource, fixed_params: { org_id: "{org_id}" } })),
  },
  served.key,
);
const sorted = (rows) => rows.map((row) => JSON.stringify(row)).sort();

test(`${REQUESTS} random requests, answered as Tinybird's engine and ClickHouse answer them`, async () => {
  assert.ok(endpoints.length >= 15);
  const chance = dice(7);
  const names = ["org", "link_id", "path", "country", "org_id", "days", "mode", "q2"];
  const values = ["x", "/a", "de", "acme", "globex", "all", "", "1", "y", "acme,globex", "it's"];
  const came = { 200: 0, 400: 0, rows: 0 };
  for (let index = 0; index < REQUESTS; index++) {
    const pipe = endpoints[index % endpoints.length];
    const token = minter.mint({ org_id: chance.one([...TENANTS, "acme,globex", "nobody", "a'b"]) });
    const query = new URLSearchParams(names.filter(() => chance.next() < 0.35).map((name) => [name, chance.one(values)]));
    const { params } = verifier.authorize(token, { pipe, params: query });
    const expected = await ask({ pipe, params });
    const response = await served.get(`/v0/pipes/${pipe}.json?${query}`, token);
    const body = await response.json();
    const tried = `${pipe} ${query} ${JSON.stringify(params)}: ${JSON.stringify(body).slice(0, 300)}, not ${JSON.stringify(expected).slice(0, 300)}`;
    assert.equal(response.status, expected.status, tried);
    came[expected.status]++;
    if (expected.status === 400) continue;
    assert.deepEqual(sorted(body.data), sorted(expected.rows), tried);
    assert.equal(body.rows, expected.rows.length);
    assert.deepEqual(
      body.meta.map(({ name }) => name),
      Object.keys(body.data[0] ?? Object.fromEntries(body.meta.map(({ name }) => [name]))),
    );
    assert.ok(body.statistics.elapsed >= 0);
    came.rows += body.rows;
  }
  // Of both kinds, or little is proved.
  assert.ok(came[200] > REQUESTS / 2 && came[400] > 0 && came.rows > REQUESTS, JSON.stringify(came));
});
