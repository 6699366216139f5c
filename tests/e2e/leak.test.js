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
async function tried(sql, { rows, value, args = [], files = {} } = {}) {
  const folder = project({
    "e.pipe": pipe(sql),
    "events.datasource": SCHEMA,
    "template.json": template("e", value),
    ...(rows && { "fixtures/events.ndjson": ndjson(rows) }),
    ...files,
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

const ORGS = ["acme", "globex", "initech"].flatMap((org) => [1, 2, 3].map((n) => ({ org, path: `/${org}/${n}`, n })));
const typed = (type) => ({ "events.datasource": `SCHEMA >\n    \`org\` ${type},\n    \`path\` String\n` });
const equal = (value = "String(org)") => `SELECT path FROM events WHERE org = {{${value}}}`;

for (const [name, sql, options] of [
  ["numbers", equal("UInt32(org)"), { value: "{org:UInt32}", files: typed("UInt32") }],
  ["numbers of one byte", equal("UInt8(org)"), { value: "{org}", files: typed("UInt8") }],
  ["numbers with a sign", equal("Int32(org)"), { value: "{org:Int32}", files: typed("Int32") }],
  ["numbers that are texts in the template", equal("UInt32(org)"), { value: "{org:Slug}", files: typed("UInt32") }],
  ["UUIDs", equal(), { value: "{org:UUID}", files: typed("UUID") }],
  ["UUIDs of a fixture", equal(), { value: "{org}", files: { ...typed("UUID"), "fixtures/events.ndjson": uuids() } }],
  ["an Enum", equal(), { files: typed("Enum8('acme' = 1, 'globex' = 2)") }],
  ["texts of one length", equal(), { files: typed("FixedString(8)") }],
  ["days", equal("Date(org)"), { value: "{org:Date}", files: typed("Date") }],
  ["a name of the fixture that a pipe has for a default", equal("String(org, 'initech')"), { rows: ORGS }],
  ["a name of the fixture that is odd", equal(), { rows: ["acme", "none", "all"].map((org) => ({ org, path: `/${org}`, n: 1 })) }],
  [
    "ids of rows that replace each other",
    "SELECT id, v FROM events FINAL WHERE org = {{String(org)}}",
    {
      files: {
        "events.datasource":
          "SCHEMA >\n    `id` UUID,\n    `org` String,\n    `v` UInt32\n\nENGINE ReplacingMergeTree\nENGINE_SORTING_KEY id\nENGINE_VER v\n",
      },
    },
  ],
  [
    "columns of every type",
    `${equal()} AND status = 'done' AND map['x'] != 'y' AND ip != toIPv4('1.1.1.1') AND code != 'none' AND pair.1 < 99`,
    {
      files: {
        "events.datasource":
          "SCHEMA >\n    `org` LowCardinality(String),\n    `path` String,\n    `status` Enum8('new' = 1, 'done' = 2),\n    `map` Map(String, String),\n    `ip` IPv4,\n    `code` FixedString(4),\n    `pair` Tuple(n UInt8, name String)\n",
      },
    },
  ],
])
  test(`no leak is seen where there is none: ${name}`, async () => {
    const { code, out, error } = await tried(sql, options);
    assert.match(out, /0 leaks, 1 not seen to leak$/m, out + error);
    assert.equal(code, 0, out);
  });

function uuids() {
  return ndjson([1, 2].map((n) => ({ org: `11111111-aaaa-4000-8000-00000000000${n}`, path: `/${n}` })));
}

test("numbers that no double holds are two tenants", async () => {
  const rows = '{"org":9007199254740993,"path":"/m"}\n{"org":9007199254740995,"path":"/o"}\n';
  const { out } = await tried(equal("UInt64(org)"), {
    value: "{org:UInt64}",
    files: { ...typed("UInt64"), "fixtures/events.ndjson": rows },
  });
  assert.match(out, /as \{"org":"9007199254740993"\}.*: 0 leaks, 1 not seen to leak$/m);
});

const SWITCH = "SELECT path FROM events WHERE {% if CONDITION %} 1 {% else %} org = {{String(org)}} {% end %}";
for (const [name, sql, request, options] of [
  ["beyond a number", SWITCH.replace("CONDITION", "Int32(days, 7) > 365"), /days=366/],
  ["at a number", SWITCH.replace("CONDITION", "Int32(level, 0) == 42"), /level=0?42/],
  ["with a word in double quotes", SWITCH.replace("CONDITION", 'defined(mode) and mode == "superadmin"'), /mode=superadmin/],
  ["with a word in capitals", SWITCH.replace("CONDITION", "defined(role) and role == 'Admin'"), /role=Admin/],
  ["with another column", "SELECT path FROM events WHERE {{column(by, 'org')}} = {{String(org)}}", /by=path/],
  ["for a pattern", "SELECT path FROM events WHERE org LIKE {{String(org)}}", /e\.json/],
  ["for rows of nobody", `${equal()} OR org IS NULL`, /e\.json/, { files: typed("Nullable(String)") }],
])
  test(`a leak is seen ${name}`, async () => {
    const { code, out } = await tried(sql, options);
    assert.equal(code, 1, out);
    assert.match(out, new RegExp(`^e: leak\n {2}GET \\S*${request.source}`, "m"), out);
    assert.match(out, /^ {2}what got through: \{"path":/m);
  });

const COUNTS = (org) =>
  `SCHEMA >\n    \`${org}\` String,\n    \`path\` String,\n    \`n\` UInt64\n\nENGINE SummingMergeTree\nENGINE_SORTING_KEY ${org}, path\n`;
const fills = (sql, type = "materialized") => `NODE m\nSQL >\n    ${sql}\n\nTYPE ${type}\nDATASOURCE counts\n`;
const counting = fills("SELECT org, path, count() AS n FROM events GROUP BY org, path");
const through = (pipe, org = "org") => ({ "m.pipe": pipe, "counts.datasource": COUNTS(org) });
const good = "SELECT path, sum(n) AS c FROM counts WHERE org = {{String(org)}} GROUP BY path";

test("rows that a pipe writes are changed where the pipe reads them", async () => {
  for (const rows of [undefined, ORGS]) {
    const right = await tried(good, { rows, files: through(counting) });
    assert.match(right.out, /0 leaks, 1 not seen to leak$/m);
    const wrong = await tried(good.replace(" GROUP", " OR n > {{Int32(least, 0)}} GROUP"), { rows, files: through(counting) });
    assert.match(wrong.out, /^e: leak$/m);
  }
  const renamed = fills("SELECT org AS tenant, path, count() AS n FROM events GROUP BY org, path");
  const sql = good.replace("org =", "tenant =").replace(" GROUP", " OR path = {{String(p, 'x')}} GROUP");
  assert.match((await tried(sql, { files: through(renamed, "tenant") })).out, /^e: leak$/m);
});

test("what is not known of a pipe that writes rows is told", async () => {
  const made = fills("SELECT lower(org) AS tenant, path, count() AS n FROM events GROUP BY tenant, path");
  const { code, out } = await tried(good.replace("org =", "tenant ="), { files: through(made, "tenant") });
  assert.equal(code, 0, out);
  assert.match(out, /^e: not tested: `counts` is filled by `m`; which column of `events` is the tenant's is not known/m);
});

test("each endpoint is tested by what it reads itself", async () => {
  const files = {
    "invoices.datasource": "SCHEMA >\n    `customer` String,\n    `amount` UInt32\n",
    "i.pipe": pipe("SELECT * FROM invoices"),
    "other.datasource": SCHEMA,
    "fixtures/other.ndjson": '{"n":"x"}\n',
    "o.pipe": pipe("SELECT * FROM other WHERE org = {{String(org)}}"),
    "lists.datasource": "SCHEMA >\n    `org` Enum8('' = 0),\n    `path` String\n",
    "l.pipe": pipe("SELECT * FROM lists WHERE org = {{String(tenant)}}"),
    "template.json": JSON.stringify({
      name: "u",
      ttl: 60,
      scopes: [..."eio"]
        .map((resource) => ({ type: "PIPES:READ", resource, fixed_params: { org: "{org:Slug}" } }))
        .concat({ type: "PIPES:READ", resource: "l", fixed_params: { tenant: "{tenant:Slug}" } }),
    }),
  };
  const { out } = await tried(equal(), { files });
  assert.match(out, /^e: 60 requests/m, out);
  assert.match(out, /^i: not tested: no column of `invoices` is known to hold the tenant/m);
  assert.match(out, /^o: not tested: fixtures\/other\.ndjson cannot be read/m);
  assert.match(out, /^l: not tested: no tenant is known that the template takes and `lists\.org` can hold; give it a fixture/m);
  assert.match(out, /0 leaks, 1 not seen to leak, 3 not tested$/m);
});
