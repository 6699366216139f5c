// What goes wrong while a project is served: no foreign row, no hang, nothing lost.
import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Minter, parseStaticToken, sign } from "mintbird";
import { childrenOf, ndjson, project, serve, write } from "./projects.js";

const SCHEMA = "SCHEMA >\n    `org` String `json:$.org`,\n    `path` String `json:$.page.path`,\n    `n` UInt32 `json:$.n`\n";
const pipe = (sql, type = "TYPE endpoint") => `NODE e\nSQL >\n    %\n    ${sql}\n\n${type}\n`;
const TENANTS = Array.from({ length: 50 }, (_, index) => `org_${index}`);
const row = (org, n) => ({ org, n, page: { path: `/${org}/${n}` } });
const ROWS = TENANTS.flatMap((org) => [1, 2, 3, 4, 5].map((n) => row(org, n)));
const FILES = {
  "datasources/events.datasource": SCHEMA,
  "datasources/counts.datasource":
    "SCHEMA >\n    `org` String,\n    `n` AggregateFunction(count)\n\nENGINE AggregatingMergeTree\nENGINE_SORTING_KEY org\n",
  "datasources/codes.datasource": "SCHEMA >\n    `code` String,\n    `name` String\n",
  "datasources/made.datasource": "SCHEMA >\n    `org` String `json:$.org`,\n    `n` UInt32 `json:$.n`\n",
  "endpoints/mine.pipe": pipe("SELECT org, path, n FROM events WHERE org = {{String(org)}} ORDER BY n LIMIT {{Int32(limit, 100)}}"),
  "endpoints/counted.pipe": pipe("SELECT org, countMerge(n) AS n FROM counts WHERE org = {{String(org)}} GROUP BY org"),
  "endpoints/codes.pipe": pipe("SELECT name FROM codes ORDER BY name"),
  "endpoints/made.pipe": pipe("SELECT sum(n) AS n FROM made WHERE org = {{String(org)}}"),
  "endpoints/endless.pipe": pipe("SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1"),
  "endpoints/breaks.pipe": pipe("SELECT number, throwIf(number = 300000) FROM numbers(1000000)"),
  "endpoints/needs.pipe": pipe("SELECT {{Int32(page)}} AS page"),
  "materializations/count.pipe": pipe("SELECT org, countState() AS n FROM events GROUP BY org", "TYPE materialized\nDATASOURCE counts"),
  "fixtures/events.ndjson": ndjson(ROWS),
  "fixtures/codes.csv": 'name,code\nGermany,de\n"Unites, States",us\n',
  "fixtures/made.sql": "SELECT 'org_1' AS org, number AS n FROM numbers(4)",
};
const ENDPOINTS = ["mine", "counted", "codes", "made", "endless", "breaks", "needs"];

function minterOf(key) {
  const scopes = ENDPOINTS.map((resource) => ({ type: "PIPES:READ", resource, fixed_params: { org: "{org}" } }));
  const filtered = { type: "DATASOURCES:READ", resource: "events", filter: "org = {org:String}" };
  return new Minter({ workspace_id: parseStaticToken(key).u, name: "{org}", ttl: 600, scopes: [...scopes, filtered] }, key);
}

/** Serves while a test runs. */
async function serving(files, run, args = [], options = {}) {
  const folder = project(files);
  const served = await serve(["--project", folder, ...args], options);
  const minter = minterOf(served.key);
  try {
    await run(served, (org) => minter.mint({ org }), folder);
  } finally {
    assert.equal(await served.stop(), 0, served.log());
  }
}

test("rows of fixtures of every kind, in every format, and of the pipe that fills a data source", () =>
  serving(FILES, async ({ get, log }, token) => {
    const mine = token("org_1");
    const json = await (await get("/v0/pipes/mine.json?org=org_2", mine)).json();
    assert.deepEqual(
      json.data,
      [1, 2, 3, 4, 5].map((n) => ({ org: "org_1", path: `/org_1/${n}`, n })),
    );
    assert.deepEqual(json.meta, [
      { name: "org", type: "String" },
      { name: "path", type: "String" },
      { name: "n", type: "UInt32" },
    ]);
    assert.equal(json.rows, 5);
    assert.equal(json.rows_before_limit_at_least, 5);
    assert.ok(json.statistics.rows_read > 0);
    const text = async (path) => (await get(path, mine)).text();
    assert.equal(await text("/v0/pipes/mine.csv?limit=1"), '"org","path","n"\n"org_1","/org_1/1",1\n');
    assert.equal(await text("/v0/pipes/mine.ndjson?limit=1"), '{"org":"org_1","path":"/org_1/1","n":1}\n');
    assert.match(await text("/v0/pipes/mine.parquet"), /^PAR1[^]*org_1[^]*PAR1$/);
    assert.deepEqual((await (await get("/v0/pipes/counted.json", mine)).json()).data, [{ org: "org_1", n: 5 }]);
    assert.deepEqual((await (await get("/v0/pipes/codes.json", mine)).json()).data, [{ name: "Germany" }, { name: "Unites, States" }]);
    assert.deepEqual((await (await get("/v0/pipes/made.json", mine)).json()).data, [{ n: 6 }]);
    assert.match(log(), /^ {2}counts: filled once, by the pipe count$/m);
    assert.match(log(), /^200 org_1 {2}mine {2}5 rows {2}[\d.]+ ms {2}org=org_1$/m);
    assert.doesNotMatch(log(), /eyJ/);
  }));

test("requests that may not pass, and those that cannot be answered", () =>
  serving(FILES, async ({ get, key }, token) => {
    const now = Math.floor(Date.now() / 1000);
    const scopes = [
      { type: "PIPES:READ", resource: "count" },
      { type: "PIPES:READ", resource: "nothing" },
    ];
    const others = sign({ workspace_id: parseStaticToken(key).u, name: "u", exp: now + 60, scopes }, key);
    for (const [path, bearer, status, code] of [
      ["/v0/pipes/mine.json", undefined, 401, "token-missing"],
      ["/v0/pipes/mine.json", "eyJ", 403, "malformed"],
      ["/v0/pipes/mine.json", key, 403, "wrong-kind"],
      ["/v0/pipes/mine.json", others, 403, "scope"],
      ["/v0/pipes/mine.json?q=SELECT+1", token("a"), 403, "sql"],
      ["/v0/pipes/mine.json?limit=x", token("a"), 400, "sql-template"],
      ["/v0/pipes/needs.json", token("a"), 400, "sql-template"],
      ["/v0/pipes/breaks.json", token("a"), 400, "query"],
      ["/v0/pipes/count.json", others, 404, "pipe-not-endpoint"],
      ["/v0/pipes/nothing.json", others, 404, "not-found"],
      ["/v0/sql", token("a"), 400, "sql"],
      ["/v0/sql?q=SELECT+1", token("a"), 400, "sql"],
      ["/v0/sql?q=SELECT+*+FROM+events", undefined, 401, "token-missing"],
      ["/v0/sql?q=SELECT+*+FROM+codes", token("a"), 403, "scope"],
      ["/v0/sql?q=SELECT+*+FROM+events,codes", token("a"), 403, "sql"],
      ["/v0/sql?q=SELECT+*+FROM+events+WHERE+path+IN+(SELECT+code+FROM+codes)", token("a"), 403, "sql"],
      ["/v0/sql?q=SELECT+*+FROM+events+UNION+ALL+SELECT+*+FROM+events", token("a"), 403, "sql"],
      ["/v0/sql?q=SELECT+in(path,codes)+FROM+events", token("a"), 403, "sql"],
      ["/v0/sql?q=SELECT+*+FROM+events&q=SELECT+1", token("a"), 400, "sql"],
    ]) {
      const response = await get(path, bearer);
      const body = await response.json();
      assert.deepEqual([response.status, body.code], [status, code], `${path}: ${JSON.stringify(body)}`);
    }
    const missing = await (await get("/v0/pipes/needs.json", token("a"))).json();
    assert.match(missing.error, /page/);
    assert.equal(missing.node, "e");
  }));

test("a data source is read through the filter of the token", () =>
  serving(FILES, async ({ get }, token) => {
    const sql = async (q, org) => (await get(`/v0/sql?q=${encodeURIComponent(q)}`, token(org))).text();
    const all = JSON.parse(await sql("SELECT * FROM events", "org_3"));
    assert.equal(all.rows, 5);
    assert.ok(all.data.every(({ org }) => org === "org_3"));
    assert.equal(await sql("SELECT count() FROM events FORMAT CSV", "org_3"), "5\n");
    assert.equal(await sql("SELECT count() FROM events WHERE org = 'org_4' OR 1 FORMAT CSV", "org_3"), "5\n");
    assert.equal(await sql("SELECT max(e.n) AS m FROM events e WHERE e.path LIKE '%/2' FORMAT JSONEachRow;", "org_3"), '{"m":2}\n');
    assert.equal(await sql("SELECT count() FROM events FORMAT CSV", "it's"), "0\n");
  }));

test("50 clients at once, while ClickHouse is killed again and again: own rows only, and every request is answered", () =>
  serving(FILES, async ({ get, pid }, token) => {
    let asked = true;
    const killer = (async () => {
      for (let kills = 0; kills < 4 && asked; kills++) {
        await new Promise((resolve) => setTimeout(resolve, 150));
        for (const child of childrenOf(pid)) process.kill(child, "SIGKILL");
      }
    })();
    const answers = await Promise.all(
      TENANTS.map(async (org, index) => {
        const mine = token(org);
        for (let request = 0; request < 8; request++) {
          const other = TENANTS[(index + request + 1) % TENANTS.length];
          const response = await get(`/v0/pipes/mine.json?org=${other}&limit=${100 + request}`, mine);
          const body = await response.json();
          // A query that ClickHouse was killed under twice is told, and asked again by the client.
          if (response.status === 502) {
            request--;
            continue;
          }
          assert.equal(response.status, 200, JSON.stringify(body));
          assert.deepEqual(
            body.data.map((row) => `${row.org} ${row.n}`),
            [1, 2, 3, 4, 5].map((n) => `${org} ${n}`),
          );
        }
        return 8;
      }),
    );
    asked = false;
    await killer;
    assert.equal(answers.length, 50);
  }));

test("a query that does not end is a 408, and the next answer is its own", () =>
  serving(
    FILES,
    async ({ get }, token) => {
      for (const endless of ["endless", "breaks"]) {
        const [late, next] = await Promise.all([
          get(`/v0/pipes/${endless}.json`, token("org_1")),
          get("/v0/pipes/mine.ndjson?limit=1", token("org_2")),
        ]);
        assert.equal(late.status, endless === "endless" ? 408 : 400);
        await late.body.cancel();
        assert.equal(await next.text(), '{"org":"org_2","path":"/org_2/1","n":1}\n');
        const after = await get("/v0/pipes/mine.ndjson?limit=1", token("org_3"));
        assert.equal(await after.text(), '{"org":"org_3","path":"/org_3/1","n":1}\n');
      }
    },
    ["--time-limit", "1"],
  ));

test("files are read again when they change, and a broken fixture is told until it is mended", () =>
  serving({ ...FILES, "fixtures/events.ndjson": '{"org": "org_1"\nnonsense\n' }, async ({ get, log }, token, folder) => {
    const ask = async (path) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      const response = await get(path, token("org_1"));
      return [response.status, await response.json()];
    };
    const [status, broken] = await ask("/v0/pipes/mine.json");
    assert.deepEqual([status, broken.code], [424, "data-source"]);
    assert.match(broken.error, /fixtures\/events\.ndjson cannot be read/);
    assert.match(log(), /events: fixtures\/events\.ndjson cannot be read/);
    // What does not read it is answered.
    assert.equal((await ask("/v0/pipes/codes.json"))[0], 200);
    assert.equal((await ask("/v0/pipes/counted.json"))[0], 424);
    write(folder, "fixtures/events.ndjson", ndjson(ROWS));
    assert.equal((await ask("/v0/pipes/mine.json"))[1].rows, 5);
    assert.equal((await ask("/v0/pipes/counted.json"))[1].data[0].n, 5);
    write(folder, "endpoints/mine.pipe", pipe("SELECT n * 2 AS twice FROM events WHERE org = {{String(org)}} ORDER BY n"));
    assert.deepEqual((await ask("/v0/pipes/mine.json"))[1].data[4], { twice: 10 });
    rmSync(join(folder, "endpoints"), { recursive: true });
    assert.equal((await ask("/v0/pipes/mine.json"))[0], 404);
  }));

test("a disk that takes no more is told, and nothing hangs", async () => {
  const folder = project({
    ...FILES,
    "fixtures/events.ndjson": ndjson(Array.from({ length: 20_000 }, (_, n) => row(`org_${n % 50}-${Math.sin(n)}`, n))),
  });
  // A disk of its own, which is full before the rows are in it.
  const disk = project({});
  const mount = 'mount -t tmpfs -o size=300k none "$0" && TMPDIR=$0 exec "$@"';
  const before = ["unshare", ...(process.getuid() === 0 ? [] : ["--map-root-user"]), "--mount", "bash", "-c", mount, disk];
  const served = await serve(["--project", folder], { before });
  try {
    const response = await served.get("/v0/pipes/mine.json", minterOf(served.key).mint({ org: "org_1" }));
    const { code, error } = await response.json();
    assert.deepEqual([response.status, code], [424, "data-source"], error);
    assert.match(error, /fixtures\/events\.ndjson cannot be read/);
    assert.match(served.log(), /events: fixtures\/events\.ndjson cannot be read/);
  } finally {
    assert.equal(await served.stop(), 0);
  }
});

test("rows have defaults, columns that are the whole row, and those of Parquet files by the same paths", async () => {
  const fields =
    "`org` String `json:$.user_org`,\n    `n` UInt32 `json:$.n` DEFAULT 42,\n    `lc` LowCardinality(String) `json:$.lc` DEFAULT 'none'";
  const rows = [{ user_org: "a" }, { user_org: "b", n: null, lc: null }, { user_org: "c", n: 5, lc: "x" }];
  const made = "SELECT 'p' AS user_org, toUInt32(7) AS n, 'y' AS lc";
  const schema = `SCHEMA >\n    ${fields}\n`;
  const files = {
    "json.datasource": schema,
    "fixtures/json.ndjson": ndjson(rows),
    "json_all.pipe": pipe("SELECT * FROM json ORDER BY org"),
    "plain.datasource": "SCHEMA >\n    `org` String `json:$.org`,\n    `n` UInt32 `json:$.n` DEFAULT 42\n",
    "fixtures/plain.ndjson": ndjson([{ org: "a" }, { org: "b", n: null }]),
    "plain_all.pipe": pipe("SELECT * FROM plain ORDER BY org"),
    "nested.datasource":
      "SCHEMA >\n    `org` String `json:$.user.org`,\n    `n` UInt32 `json:$.n` DEFAULT 42,\n    `t` DateTime `json:$.a.t` DEFAULT '2024-01-01 00:00:00'\n",
    "fixtures/nested.ndjson": ndjson([{ user: { org: "a" } }, { user: { org: "b" }, n: 1, a: { t: "2024-03-08T10:00:00Z" } }]),
    "nested_all.pipe": pipe("SELECT * FROM nested ORDER BY org"),
    "whole.datasource": "SCHEMA >\n    `org` String `json:$.org`,\n    `data` String `json:$`,\n    `n` UInt32 `json:$.n` DEFAULT 42\n",
    "fixtures/whole.ndjson": '{"org":"a","x":{"y":1}}\n',
    "whole_all.pipe": pipe("SELECT * FROM whole"),
    "header.datasource": "SCHEMA >\n    `org` String,\n    `path` String\n",
    "fixtures/header.csv": "Org,Path\na,/x\n",
    "header_all.pipe": pipe("SELECT * FROM header"),
    "made.pipe": pipe(made),
    "parquet.datasource": schema,
    "parquet_all.pipe": pipe("SELECT * FROM parquet"),
    "lacks.datasource": schema.replace("user_org", "owner"),
    "lacks_all.pipe": pipe("SELECT * FROM lacks"),
    "writes.pipe": pipe("SELECT 1 INTO OUTFILE '/tmp/mintbird-outfile' TRUNCATE"),
    "reads.pipe": pipe("SELECT * FROM file('/etc/hostname', 'LineAsString')"),
    "large.pipe": pipe("SELECT repeat('x', 1000000) FROM numbers(101)"),
  };
  const names = Object.keys(files).flatMap((name) => /^(\w+)\.pipe$/.exec(name)?.[1] ?? []);
  const folder = project(files);
  const first = await serve(["--project", folder]);
  const tokenOf = (key) => {
    const scopes = names.map((resource) => ({ type: "PIPES:READ", resource }));
    return sign({ workspace_id: parseStaticToken(key).u, name: "u", exp: Math.floor(Date.now() / 1000) + 600, scopes }, key);
  };
  const parquet = await (await first.get("/v0/pipes/made.parquet", tokenOf(first.key))).arrayBuffer();
  assert.equal(await first.stop(), 0);
  write(folder, "fixtures/parquet.parquet", new Uint8Array(parquet));
  write(folder, "fixtures/lacks.parquet", new Uint8Array(parquet));
  const { get, key, stop } = await serve(["--project", folder]);
  try {
    const ask = async (name) => {
      const response = await get(`/v0/pipes/${name}.json`, tokenOf(key));
      const body = await response.json();
      return body.data ?? [response.status, body.code, body.error];
    };
    assert.deepEqual(await ask("json_all"), [
      { org: "a", n: 42, lc: "none" },
      { org: "b", n: 42, lc: "none" },
      { org: "c", n: 5, lc: "x" },
    ]);
    assert.deepEqual(await ask("plain_all"), [
      { org: "a", n: 42 },
      { org: "b", n: 42 },
    ]);
    assert.deepEqual(await ask("nested_all"), [
      { org: "a", n: 42, t: "2024-01-01 00:00:00" },
      { org: "b", n: 1, t: "2024-03-08 10:00:00" },
    ]);
    assert.deepEqual(await ask("whole_all"), [{ org: "a", data: '{"org":"a","x":{"y":1}}', n: 42 }]);
    assert.deepEqual(await ask("parquet_all"), [{ org: "p", n: 7, lc: "y" }]);
    for (const [name, status, words] of [
      ["lacks_all", 424, /owner/],
      ["header_all", 424, /its header names the column `Org`; the SCHEMA has `org`/],
      ["writes", 400, /INTO OUTFILE/],
      ["reads", 400, /`file`/],
      ["large", 400, /100|bytes/],
    ]) {
      const [answered, , error] = await ask(name);
      assert.equal(answered, status, `${name}: ${error}`);
      assert.match(error, words);
    }
    assert.ok(!existsSync("/tmp/mintbird-outfile"));
  } finally {
    assert.equal(await stop(), 0);
  }
});

test("the data source of a query is not read from its strings", () =>
  serving(FILES, async ({ get }, token) => {
    const ask = async (q) => (await get(`/v0/sql?q=${encodeURIComponent(q)}`, token("org_3"))).text();
    assert.equal(await ask("SELECT countIf(path LIKE '%from home%') AS c FROM events FORMAT csv"), "0\n");
    assert.equal(await ask("SELECT count() AS `x from y` FROM `events` FORMAT CSV"), "5\n");
    assert.match(await ask("SELECT count() FROM events FORMAT Pretty"), /`Pretty` is not answered; FORMAT takes JSON/);
  }));
