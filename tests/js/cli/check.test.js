import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { TEMPLATE, file, output, refused } from "./run.js";

const FAULTY = `{
  "name": "all",
  "ttl": "10 minutes",
  "scopes": [
    { "type": "PIPES:READ", "resource": "top_pages", "fixed_param": { "org_id": "{org_id}" } },
    {
      "type": "DATASOURCES:READ",
      "resource": "events",
      "filter": "org_id = '{org_id:String}'"
    }
  ]
}
`;

/** "line:column code" of every fault. */
const places = (text) => [...text.matchAll(/^.*:(\d+:\d+): \S+ (\S+)$/gm)].map(([, place, code]) => `${place} ${code}`);

test("a good template", async () => {
  assert.equal(
    await output(["check", TEMPLATE], { key: false }),
    `${TEMPLATE}: no error; it takes user_id, org_id, and its tokens live 10 minutes\n`,
  );
  const { valid, params, ttl, issues } = JSON.parse(await output(["check", TEMPLATE, "-o", "json"], { key: false }));
  assert.deepEqual({ valid, params, ttl, issues }, { valid: true, params: ["user_id", "org_id"], ttl: 600, issues: [] });
  assert.match(await output(["check", "-"], { input: readFileSync(TEMPLATE) }), /^standard input: no error/);
});

test("all faults, each with its line and column", async () => {
  const path = file("faulty.json", FAULTY);
  const text = await refused(["check", path], { key: false });
  const expected = ["3:10 ttl", "5:54 scope-member", "9:17 filter-syntax"];
  assert.deepEqual(places(text), expected, text);
  assert.match(text, /\n {2}[A-Z].*fixed_params.*\n/);
  assert.match(text, /: 3 errors; no token can be minted from it\n$/);
  assert.deepEqual(places(await refused(["check", file("windows.json", `\ufeff${FAULTY.replaceAll("\n", "\r\n")}`)])), expected);
  assert.deepEqual(places(await refused(["check", file("old-mac.json", FAULTY.replace('"all"', '"ä💥"'))])), expected);
});

test("columns count characters", async () => {
  const text = '{"name": "💥💥", "ttl": "x", "scopes": [{"type":"PIPES:READ","resource":"p"}]}';
  assert.deepEqual(places(await refused(["check", file("wide.json", text)])), ["1:23 ttl"]);
});

test("--output json has the same, and why", async () => {
  const { valid, ttl, issues } = JSON.parse(await refused(["check", file("faulty.json", FAULTY), "-o", "json"]));
  assert.deepEqual([valid, ttl, issues.length], [false, null, 3]);
  assert.deepEqual(Object.keys(issues[0]), ["code", "severity", "path", "message", "line", "column", "explanation", "help"]);
  assert.ok(issues[0].help.endsWith(`/docs/reference/codes.html#${issues[0].code}`), issues[0].help);
});

test("what is no JSON breaks off somewhere", async () => {
  assert.deepEqual(places(await refused(["check", file("broken.json", '{\n  "name": "x",\n  ttl: 60\n}')])), ["3:3 template-json"]);
  assert.deepEqual(places(await refused(["check", file("cut.json", '{"name":\r\n')])).length, 1);
});

test("a warning is no error", async () => {
  const text = await output([
    "check",
    file("shared.json", '{"name":"all","ttl":60,"limits":{"rps":1},"scopes":[{"type":"PIPES:READ","resource":"p"}]}'),
  ]);
  assert.ok(places(text).includes("1:9 name-shared"), text);
  assert.match(text, /shared\.json: no error, 1 warning; it has no placeholder, and its tokens live 1 minute\n$/);
});

test("a template for another workspace than this moment's key is no fault", async () => {
  const text = readFileSync(TEMPLATE, "utf8").replace("{", '{ "workspace_id": "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c",');
  assert.match(await output(["check", "-"], { input: text }), /^standard input: no error/);
});

test("what is too large, or too deep, is refused before anything reads it", async () => {
  for (const [text, code] of [
    ["[".repeat(900_000), "template-too-large"],
    ['{"a":'.repeat(180_000), "template-too-large"],
    [`{"name":"${"a".repeat(900_000)}"}`, "template-too-large"],
    ["[".repeat(60_000), "template-json"],
    ['{"a":'.repeat(5000), "template-json"],
  ]) {
    const path = file("deep.json", text);
    assert.match(await refused(["check", path]), new RegExp(`:1:\\d+: error ${code}\n`), text.slice(0, 20));
    assert.equal(JSON.parse(await refused(["check", path, "-o", "json"])).issues[0].code, code);
  }
});

test("a filter that holds for every row, whatever is filled in", async () => {
  const template = (filter) =>
    JSON.stringify({ name: "n_{user_id}", ttl: "10m", scopes: [{ type: "DATASOURCES:READ", resource: "events", filter }] });
  for (const filter of ["org_id = {org_id:String} OR 1=1", "{org_id:String} = {org_id:String}", "1 = 1"]) {
    const path = file("always.json", template(filter));
    assert.match(await output(["check", path]), /always\.json:1:\d+: warning scope-unfiltered\n.*holds for every row/, filter);
    const { valid, issues } = JSON.parse(await output(["check", path, "-o", "json"]));
    const found = issues.filter(({ code }) => code === "scope-unfiltered");
    assert.deepEqual([valid, found.map(({ path }) => path)], [true, ["/scopes/0/filter"]], filter);
  }
  for (const filter of ["org_id = {org_id:String}", "org_id = {org_id:String} OR team = {team:String}", "org_id = '1 OR 1=1'"])
    assert.doesNotMatch(await output(["check", file("pins.json", template(filter))]), /holds for every row/, filter);
});
