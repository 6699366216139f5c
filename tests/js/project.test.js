import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { MintbirdError, Template } from "mintbird";
import { Project } from "mintbird/project";

const codes = (issues) => issues.map(({ code }) => code);

const KNOWN = fileURLToPath(new URL("../project/known/", import.meta.url));
const read = (path) => readFileSync(`${KNOWN}${path}`, "utf8");
const names = readdirSync(KNOWN, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function project(name) {
  const paths = readdirSync(`${KNOWN}${name}/project`, { recursive: true }).filter((path) => /\.(pipe|datasource)$/.test(path));
  return new Project(Object.fromEntries(paths.map((path) => [path, read(`${name}/project/${path}`)])));
}

const SCHEMA = "SCHEMA >\n    `org_id` String, `path` String\n";
const pipe = (sql, rest = "TYPE endpoint\n") => `NODE endpoint\nSQL >\n    %\n    ${sql}\n\n${rest}`;
const pinning = (fixed_params, more = {}) => ({
  name: "dashboard",
  ttl: 60,
  scopes: [{ type: "PIPES:READ", resource: "p", fixed_params }],
  ...more,
});
const one = (sql, rest) => new Project({ "p.pipe": pipe(sql, rest), "events.datasource": SCHEMA });
const found = (sql, template, rest) =>
  codes(
    one(sql, rest)
      .check(template)
      .filter(({ severity }) => severity !== "info"),
  );

test("small projects get their known answers", () => {
  assert.ok(names.length >= 16, `${names.length}`);
  for (const name of names) {
    const expected = JSON.parse(read(`${name}/expect.json`));
    const issues = project(name).check(read(`${name}/template.json`));
    const about = `${name}: ${JSON.stringify(issues, null, 2)}`;
    const errors = issues.filter(({ severity }) => severity === "error");
    assert.deepEqual([...new Set(codes(errors))].sort(), expected.errors, about);
    for (const param of expected.request ?? [])
      assert.ok(
        errors.some(({ request }) => request?.includes(`${param}=`)),
        about,
      );
    for (const word of [expected.near, expected.value]) {
      if (word !== undefined)
        assert.ok(
          errors.some(({ message }) => message.includes(`\`${word}\``)),
          about,
        );
    }
    for (const { code, line, column, file, path } of errors) {
      // A filter stands in the template.
      assert.equal(file === "", code === "filter-column-unknown", about);
      assert.ok(Number.isInteger(line) && Number.isInteger(column) && /^\/scopes\/\d+$/.test(path), about);
    }
  }
});

test("a pipe, its nodes and its parameters", () => {
  const source = `DESCRIPTION Pages\nNODE first\nSQL >\n    %\n    SELECT * FROM events WHERE org_id = {{String(org_id, description='The tenant', required=True)}}
NODE endpoint\nSQL >\n    %\n    SELECT path FROM first LIMIT {{Int32(page_size, 10)}} -- {{String(kind, 'a', enum=['a', 'b'])}}\nTYPE endpoint\n`;
  const { pipes, dataSources, issues } = new Project({ "endpoints/p.pipe": source, "datasources/events.datasource": SCHEMA });
  assert.deepEqual(issues, []);
  const [{ params, nodes, ...about }] = pipes;
  assert.deepEqual(about, { name: "p", file: "endpoints/p.pipe", type: "endpoint", description: "Pages" });
  assert.deepEqual(
    nodes.map(({ name, type, line }) => [name, type, line]),
    [
      ["first", null, 2],
      ["endpoint", "endpoint", 6],
    ],
  );
  assert.deepEqual(
    params.map(({ name, type, default: value, required, enum: choices }) => [name, type, value, required, choices]),
    [
      ["org_id", "String", null, true, []],
      ["page_size", "Int32", 10, false, []],
      ["kind", "String", "a", false, ["a", "b"]],
    ],
  );
  assert.equal(params[0].description, "The tenant");
  const [{ node, function: reader, output, line, column }] = params[0].uses;
  assert.deepEqual([node, reader, output, line, column], ["first", "String", true, 5, 50]);
  assert.deepEqual(
    dataSources.map(({ name, columns }) => [name, columns.map(({ name, type }) => `${name} ${type}`)]),
    [["events", ["org_id String", "path String"]]],
  );
});

test("files are an object, a Map or pairs", () => {
  const files = { "p.pipe": pipe("SELECT 1"), "README.md": "# no datafile", "vendor/other.pipe": "nonsense" };
  for (const given of [files, new Map(Object.entries(files)), Object.entries(files)]) {
    assert.deepEqual(
      new Project(given).pipes.map(({ name }) => name),
      ["p"],
    );
  }
  for (const given of [undefined, null, 7, "text", { "p.pipe": 7 }, { "p.pipe": undefined }, [["p.pipe"]]]) {
    assert.throws(
      () => new Project(given),
      (error) => error instanceof MintbirdError && error.code === "option",
    );
  }
});

test("what is wrong with the files is an issue with its place, and the rest is read", () => {
  const { issues, pipes } = new Project({ "a.pipe": "NODE a\nSQL >\n    SELECT 1\nINCLUDE x\n", "b.pipe": pipe("SELECT {{") });
  assert.deepEqual(
    issues.map(({ code, severity, file, line }) => [code, severity, file, line]),
    [
      ["datafile", "error", "a.pipe", 4],
      ["sql-template", "error", "b.pipe", 4],
    ],
  );
  assert.equal(pipes.length, 2);
});

test("a template is a document, JSON text, or a Template", () => {
  const document = pinning({ org_id: "{org_id:Slug}" });
  const holes = one("SELECT * FROM events WHERE org_id = {{String(org)}}");
  const template = new Template(document);
  for (const given of [document, JSON.stringify(document), template]) assert.deepEqual(codes(holes.check(given)), ["param-unused"]);
  template.free();
  assert.deepEqual(codes(holes.check(template)), ["param-unused"]);
  assert.deepEqual(Object.keys(template), ["params", "ttl", "placeholders", "issues"]);
});

test("the faults of a template come first, all of them", () => {
  const holes = one("SELECT 1");
  for (const given of [{}, "{", { ...pinning({ org_id: undefined }), ttl: "soon" }, undefined, 7, []]) {
    assert.throws(
      () => holes.check(given),
      (error) => error.code === "template" && error.issues.length > 0,
    );
  }
});

test("a type, another use of the placeholder, and refuse keep values out", () => {
  const list = "SELECT * FROM events WHERE org_id IN {{Array(org_id, 'String')}}";
  assert.deepEqual(found(list, pinning({ org_id: "{org_id}" })), ["param-splits"]);
  assert.deepEqual(found(list, pinning({ org_id: "{org_id:Slug}" })), []);
  assert.deepEqual(found(list, pinning({ org_id: "{org_id}" }, { name: "app_{org_id:UUID}" })), []);
  const off = "SELECT * FROM events WHERE 1 {% if org_id != 'all' %} AND org_id = {{String(org_id)}} {% end %}";
  assert.deepEqual(found(off, pinning({ org_id: "{org_id}" })), ["param-off"]);
  assert.deepEqual(found(off, pinning({ org_id: "{org_id}" }, { refuse: { org_id: ["all"] } })), []);
  assert.deepEqual(found(off, pinning({ org_id: "team_{org_id}" })), []);
  assert.deepEqual(found(off, pinning({ org_id: "acme" })), []);
  assert.deepEqual(found(off, pinning({ org_id: "all" })), ["param-off"]);
});

test("a scope is named by its pointer, and so is a filter", () => {
  const holes = one("SELECT * FROM events WHERE org_id = {{String(org_id)}}");
  const scopes = [
    { type: "DATASOURCES:APPEND", resource: "events" },
    { type: "PIPES:READ", resource: "p", fixed_params: { org_id: "{org_id}" } },
    { type: "PIPES:READ", resource: "pp", fixed_params: { org_id: "{org_id}" } },
    { type: "DATASOURCES:READ", resource: "events", filter: "org = {org_id:String}" },
  ];
  assert.deepEqual(
    holes.check({ name: "n", ttl: 60, scopes }).map(({ code, path, file }) => [code, path, file]),
    [
      ["pipe-unknown", "/scopes/2", ""],
      ["filter-column-unknown", "/scopes/3", ""],
    ],
  );
});

test("candidates are the parameters that could pin", () => {
  const sql = "SELECT * FROM events WHERE org_id = {{String(org_id)}} AND path = {{Int32(n)}} LIMIT {{UInt8(size, 5)}}";
  const candidates = one(sql).candidates("p");
  assert.deepEqual(
    candidates.map(({ name, type, pins }) => [name, type, pins]),
    [
      ["org_id", "Slug", true],
      ["n", "Int32", true],
      ["size", "UInt8", false],
    ],
  );
  assert.deepEqual(codes(candidates[2].issues), ["param-not-in-condition"]);
  assert.deepEqual(
    project("cascade")
      .candidates("top_pages")
      .map(({ name, pins }) => [name, pins]),
    [["org_id", true]],
  );
  assert.deepEqual(
    project("node-not-read")
      .candidates("top_pages")
      .filter(({ pins }) => pins),
    [],
  );
  assert.deepEqual(
    project("switched-off")
      .candidates("top_pages")
      .map(({ name, pins, refuse }) => [name, pins, refuse]),
    [["org_id", true, ["all"]]],
  );
  assert.throws(() => one(sql).candidates("pp"), { code: "option", message: /`pipe` must be a pipe of the project/ });
});

test("render", () => {
  const holes = one("SELECT * FROM events WHERE org_id = {{String(org_id)}} AND n = {{Int32(n, 7)}}");
  const sql = (params) => holes.render("p", params)[0].sql?.trim();
  assert.equal(sql({ org_id: "o'neil" }), "SELECT * FROM events WHERE org_id = 'o\\'neil' AND n = toInt32('7')");
  assert.equal(sql({ org_id: 5, n: "8" }), "SELECT * FROM events WHERE org_id = '5' AND n = toInt32('8')");
  assert.equal(sql({ org_id: true, n: 9n, x: undefined, y: null }), "SELECT * FROM events WHERE org_id = 'True' AND n = toInt32('9')");
  const [{ sql: none, error }] = holes.render("p", { org_id: "a", n: "x" });
  assert.deepEqual([none, error.code, error.line], [null, "sql-template", 4]);
  assert.match(error.message, /'x'/);
  assert.throws(() => holes.render("pages"), { code: "option" });
  for (const params of [null, [], { n: NaN }, { n: () => {} }, { n: {} }, { n: "\ud800" }]) {
    assert.throws(
      () => holes.render("p", params),
      (error) => error instanceof MintbirdError && error.code === "option",
      JSON.stringify(params),
    );
  }
});

test("what each node reads, as it is rendered", () => {
  const source = `NODE first\nSQL >\n    %\n    SELECT * FROM {% if defined(old) %}before{% else %}events{% end %}
NODE endpoint\nSQL >\n    SELECT * FROM first JOIN q USING path JOIN numbers(3) n ON 1 JOIN system.one o ON 1\nTYPE endpoint\n`;
  const project = new Project({
    "p.pipe": source,
    "q.pipe": pipe("SELECT path FROM events"),
    "events.datasource": SCHEMA,
  });
  const reads = (params) => project.render("p", params).map(({ node, reads }) => [node, reads?.map(({ name, kind }) => `${kind} ${name}`)]);
  assert.deepEqual(reads({}), [
    ["first", ["datasource events"]],
    ["endpoint", ["node first", "pipe q", "other system.one", "other numbers()"]],
  ]);
  assert.deepEqual(reads({ old: 1 })[0], ["first", ["other before"]]);
  assert.equal(project.render("q", {})[0].error, null);
  assert.equal(one("SELECT FROM WHERE {{String(org_id)}}").render("p")[0].reads, null);
});

test("what is large or nested comes to an end", () => {
  const large = one(`SELECT * FROM events WHERE ${"{% if defined(a) %} org_id = {{String(org_id)}} OR {% end %}".repeat(10_000)} 1`);
  assert.ok(codes(large.check(pinning({ org_id: "{org_id}" }))).length > 0);
  assert.ok(Array.isArray(one(`SELECT ${"(".repeat(5000)}1${")".repeat(5000)}`).check(pinning({ org_id: "{o}" }))));
  assert.ok(Array.isArray(one(`SELECT {{${"(".repeat(5000)}1${")".repeat(5000)}}}`).issues));
});

test("what it says cannot be changed, and it can be freed", () => {
  const holes = one("SELECT 1");
  assert.ok(Object.isFrozen(holes.pipes) && Object.isFrozen(holes.pipes[0].params) && Object.isFrozen(holes.issues));
  holes.free();
  holes.free();
  assert.throws(() => holes.check(pinning({})), { code: "option", message: /freed/ });
  assert.equal(holes.pipes.length, 1);
});
