// `mintbird check --run` finds every known project whose fault is a leak, and none that has no such fault.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { KNOWN, check, ndjson, project } from "./projects.js";

/** Faults that show rows. The others are of a template, or of a pipe that nobody can read. */
const LEAKS = ["param-unused", "param-sometimes", "param-off", "param-splits", "param-overwritten", "source-unfiltered"];
const REQUESTS = process.env.REQUESTS ? "200" : "60";

/** One of each kind; and all of them, where there is time. */
const SOME = ["branch-removes", "cascade", "list", "overwritten", "switched-off", "switched-off-refused"];
const known = readdirSync(KNOWN).filter((name) => (process.env.REQUESTS ? !name.includes(".") : SOME.includes(name)));

for (const name of known) {
  test(`known project ${name}`, async () => {
    const { errors } = JSON.parse(readFileSync(join(KNOWN, name, "expect.json"), "utf8"));
    const args = [
      join(KNOWN, name, "template.json"),
      "--project",
      join(KNOWN, name, "project"),
      "--run",
      "--requests",
      REQUESTS,
      "-o",
      "json",
    ];
    const { code, out, error } = await check(args);
    const { run } = JSON.parse(out || `{"error":${JSON.stringify(error)}}`);
    if (name === "materialized") return assert.deepEqual(run.endpoints, []);
    const leaks = errors.some((code) => LEAKS.includes(code));
    assert.equal(run.endpoints.length, 1);
    const [{ leak, gap, answered, requests }] = run.endpoints;
    assert.equal(leak !== null, leaks, JSON.stringify(run));
    assert.equal(gap, null);
    assert.equal(code, errors.length > 0 ? 1 : 0);
    assert.equal(requests, Number(REQUESTS));
    assert.ok(answered > (leaks ? 0 : 20), JSON.stringify(run));
    // What it shows is a row that one of the answers lacks.
    if (leaks) assert.notEqual(leak.before.split("\n").includes(leak.row), leak.after.split("\n").includes(leak.row));
  });
}

const SCHEMA = "SCHEMA >\n    `org` String `json:$.org`,\n    `path` String `json:$.path`,\n    `n` UInt32 `json:$.n`\n";
const pipe = (sql) => `NODE e\nSQL >\n    %\n    ${sql}\n\nTYPE endpoint\n`;
const template = (resource, value = "{org:Slug}") =>
  JSON.stringify({ name: "u", ttl: 60, scopes: [{ type: "PIPES:READ", resource, fixed_params: { org: value } }] });

/** Runs it on one endpoint, the rows being those of a fixture. */
async function tried(sql, { rows, value, args = [] } = {}) {
  const folder = project({
    "e.pipe": pipe(sql),
    "events.datasource": SCHEMA,
    "template.json": template("e", value),
    ...(rows && { "fixtures/events.ndjson": ndjson(rows) }),
  });
  return check([join(folder, "template.json"), "--project", folder, "--run", "--requests", "60", ...args]);
}

test("with the rows of a fixture, a leak is printed with the request, both answers and the row", async () => {
  const rows = ["one", "two", "three"].flatMap((org) => [1, 2, 3].map((n) => ({ org, path: `/${org}/${n}`, n })));
  const { code, out } = await tried("SELECT path FROM events WHERE org = {{String(org)}} OR n = {{UInt32(n, 0)}}", { rows });
  assert.equal(code, 1);
  assert.match(out, /^e: leak$/m);
  assert.match(out, /^ {2}GET \/v0\/pipes\/e\.json/m);
  assert.match(out, /with a token of org = "one"; other tenants' rows were (changed|added|removed)/);
  assert.match(out, /^ {2}as it was +│ (changed|added|removed)$/m);
  assert.match(out, /^ {2}what got through: \{"path":/m);
  assert.match(out, /1 leak, 0 not seen to leak$/m);
});

test("what no plan on paper sees: a condition that other rows decide", async () => {
  const { code, out } = await tried("SELECT path, (SELECT count() FROM events) AS all FROM events WHERE org = {{String(org)}}");
  assert.equal(code, 1, out);
  assert.match(out, /^e: leak$/m);
});

test("answers that change by themselves are no leak, and are counted", async () => {
  const { code, out } = await tried("SELECT path, rand64() AS r FROM events WHERE org = {{String(org)}}");
  assert.equal(code, 0, out);
  assert.match(out, /with answers that change by themselves/);
});

test("times are the same in every set of rows", async () => {
  const folder = project({
    "e.pipe": pipe("SELECT * FROM events WHERE org = {{String(org)}} AND ts > now() - INTERVAL 1 DAY"),
    "events.datasource":
      "SCHEMA >\n    `org` String,\n    `ts` DateTime64(3),\n    `day` Nullable(Date),\n    `tags` Array(LowCardinality(String))\n",
    "template.json": template("e"),
  });
  const { code, out } = await check([join(folder, "template.json"), "--project", folder, "--run", "--requests", "20"]);
  assert.equal(code, 0, out);
  assert.match(out, /0 leaks, 1 not seen to leak$/m);
});

test("rows that an engine puts together later are no leak: of two with the same key both are there", async () => {
  const folder = project({
    "e.pipe": pipe("SELECT path FROM events WHERE org = {{String(org)}}"),
    "events.datasource": `${SCHEMA}\nENGINE "ReplacingMergeTree"\nENGINE_SORTING_KEY "n"\n`,
    "template.json": template("e"),
  });
  const { code, out } = await check([join(folder, "template.json"), "--project", folder, "--run", "--requests", "60"]);
  assert.equal(code, 0, out);
  assert.match(out, /0 leaks, 1 not seen to leak$/m);
});

test("an endpoint that answers nothing is not called good", async () => {
  const { code, out } = await tried("SELECT path FROM events WHERE org = {{String(org)}} AND path = 'nothing' || toString(1)");
  assert.equal(code, 0, out);
  assert.match(out, /^e: not tested: no request was answered with a row/m);
  assert.match(out, /0 leaks, 0 not seen to leak, 1 not tested$/m);
});

test("the same seed tries the same", async () => {
  const sql = "SELECT path FROM events WHERE org = {{String(org)}} OR n = {{UInt32(n, 0)}}";
  const [one, two, other] = [await tried(sql), await tried(sql), await tried(sql, { args: ["--seed", "2"] })];
  assert.equal(one.out.replaceAll(/mintbird-project-\w+/g, ""), two.out.replaceAll(/mintbird-project-\w+/g, ""));
  assert.match(other.out, /seed 2: 1 leak/);
});

test("annotations for a pull request name the endpoint's file", async () => {
  const { code, out } = await tried("SELECT path FROM events", { args: ["-o", "github"] });
  assert.equal(code, 1);
  assert.match(out, /^::error file=\S+e\.pipe,line=1,col=\d+,title=mintbird%3A leak::/m);
});
