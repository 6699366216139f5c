// usage: node bench-project.js      what `serve --project` and `check --run` take
//
// 1. until it is up, with 20 data sources of 10 000 rows: under 2 s
// 2. what it adds to the time that ClickHouse itself takes for an endpoint, median: at most 5 ms
// 3. `check --run` on ten endpoints, 200 requests each: under 30 s
import { join } from "node:path";
import { Minter, parseStaticToken } from "mintbird";
import { check, ndjson, project, serve } from "./projects.js";

const SCHEMA =
  'SCHEMA >\n    `org_id` String `json:$.org_id`,\n    `path` String `json:$.path`,\n    `amount` UInt32 `json:$.amount`,\n    `ts` DateTime `json:$.ts`\n\nENGINE_SORTING_KEY "org_id, ts"\n';
const pipe = (source) =>
  `NODE e\nSQL >\n    %\n    SELECT path, count() AS views, sum(amount) AS amount FROM ${source} WHERE org_id = {{String(org_id)}} {% if defined(path) %} AND path = {{String(path)}} {% end %} GROUP BY path ORDER BY views DESC, path\n\nTYPE endpoint\n`;
const row = (_, n) => ({
  org_id: `org_${n % 50}`,
  path: `/page/${n % 11}`,
  amount: n % 97,
  ts: `2024-03-${String(1 + (n % 28)).padStart(2, "0")} 00:00:00`,
});
const rows = ndjson(Array.from({ length: 10_000 }, row));
const sources = Array.from({ length: 20 }, (_, index) => `source_${index}`);
const endpoints = sources.slice(0, 10).map((source) => `${source}_pages`);
const scopes = endpoints.map((resource) => ({ type: "PIPES:READ", resource, fixed_params: { org_id: "{org_id:Slug}" } }));

const files = Object.fromEntries(
  sources.flatMap((source) => [
    [`${source}.datasource`, SCHEMA],
    [`fixtures/${source}.ndjson`, rows],
  ]),
);
for (const [index, endpoint] of endpoints.entries()) files[`${endpoint}.pipe`] = pipe(sources[index]);
files["template.json"] = JSON.stringify({ name: "u", ttl: 600, scopes });
const folder = project(files);
const seconds = (from) => ((performance.now() - from) / 1000).toFixed(2);
const median = (all) => [...all].sort((one, other) => one - other)[Math.floor(all.length / 2)];

let started = performance.now();
const served = await serve(["--project", folder]);
console.log(`up with 20 data sources of 10 000 rows: ${seconds(started)} s`);

const minter = new Minter({ workspace_id: parseStaticToken(served.key).u, name: "u", ttl: 600, scopes }, served.key);
const token = minter.mint({ org_id: "org_7" });
const added = [];
for (let request = 0; request < 500; request++) {
  const from = performance.now();
  const { statistics } = await (await served.get(`/v0/pipes/${endpoints[request % 10]}.json?path=/page/${request % 11}`, token)).json();
  // The first of them warm up.
  if (request >= 100) added.push(performance.now() - from - statistics.elapsed * 1000);
}
console.log(`added to what ClickHouse says that it takes: ${median(added).toFixed(2)} ms, median of ${added.length}`);
await served.stop();

started = performance.now();
const { out } = await check([join(folder, "template.json"), "--project", folder, "--run"]);
console.log(`check --run on ten endpoints: ${seconds(started)} s: ${out.trim().split("\n").at(-1)}`);
