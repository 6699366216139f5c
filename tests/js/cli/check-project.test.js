import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { file, folder, mintbird, misused, output, refused } from "./run.js";

const KNOWN = fileURLToPath(new URL("../../project/known/", import.meta.url));
const names = readdirSync(KNOWN, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const options = { key: false };

/** A project of its own, in a folder. */
function project(name, files) {
  const root = join(folder, name);
  rmSync(root, { recursive: true, force: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return name;
}

const known = (name, path) => readFileSync(`${KNOWN}${name}/${path}`, "utf8");
const endpoint = (name) => known(name, "project/endpoints/top_pages.pipe");
const EVENTS = { "datasources/events.datasource": known("pinned", "project/datasources/events.datasource") };
const GOOD = { ...EVENTS, "endpoints/top_pages.pipe": endpoint("pinned") };
const TEMPLATE = file("known.json", known("pinned", "template.json"));
const pipe = (sql) => `NODE endpoint\nSQL >\n    %\n    ${sql}\n\nTYPE endpoint\n`;

/** "file:line:column" and the code of every fault. */
const codes = (text) => [...text.matchAll(/^\S+: (?:error|warning|info) ([a-z-]+)/gm)].map(([, code]) => code);

test("small projects get their known answers", async () => {
  assert.ok(names.length >= 16, `${names.length}`);
  for (const name of names) {
    const expected = JSON.parse(known(name, "expect.json"));
    const args = ["check", `${KNOWN}${name}/template.json`, "--project", `${KNOWN}${name}/project`];
    const ends = expected.errors.length === 0 ? output : refused;
    const text = await ends(args, options);
    for (const code of expected.errors) assert.ok(codes(text).includes(code), text);
    for (const param of expected.request ?? []) assert.match(text, new RegExp(`GET /v0/pipes/\\S+[?&]${param}=`), name);
    for (const word of [expected.near, expected.value]) if (word !== undefined) assert.ok(text.includes(`\`${word}\``), text);
    const json = JSON.parse(await ends([...args, "-o", "json"], options));
    for (const { code, help } of json.issues) assert.ok(help.endsWith(`/codes.html#${code}`), help);
    const errors = json.issues.filter(({ severity }) => severity === "error").map(({ code }) => code);
    assert.deepEqual([[...new Set(errors)].sort(), json.valid], [expected.errors, expected.errors.length === 0], name);
    if (errors.length === 0) assert.deepEqual([json.endpoints[0].holds, json.endpoints[0].pinned], [true, ["org_id"]], name);
  }
});

test("where it holds, and where it does not, from where the command was called", async () => {
  project("web", { ...GOOD, "endpoints/links.pipe": endpoint("branch-removes") });
  const scope = (resource) => ({ type: "PIPES:READ", resource, fixed_params: { org_id: "{org_id}" } });
  const template = file("two.json", JSON.stringify({ name: "n", ttl: 60, scopes: [scope("top_pages"), scope("links")] }));
  const text = await refused(["check", template, "--project", "web"], options);
  assert.match(text, /^web\/endpoints\/top_pages\.pipe:6:29: org_id pins every row: `WHERE org_id = \{\{String\(org_id\)\}\}`\n/);
  assert.match(
    text,
    /\nweb\/endpoints\/links\.pipe:5:19: error param-sometimes\n {2}`GET \/v0\/pipes\/links\.json\?link_id=x` takes a branch/,
  );
  assert.match(text, /1 error.*; in 1 of 2 endpoints what is pinned reaches a filter on every path\n$/);
  const here = await refused(["check", template, "--project", "."], { ...options, cwd: join(folder, "web") });
  assert.match(here, /^endpoints\/top_pages\.pipe:6:29: /);
});

test("annotations of GitHub", async () => {
  project("pull,request", { ...EVENTS, "endpoints/50%: a.pipe": endpoint("list") });
  const template = file("odd.json", known("pinned", "template.json").replace('"top_pages"', '"50%: a"'));
  const text = await refused(["check", template, "--project", "pull,request", "-o", "github"], options);
  const [first, ...rest] = text.trimEnd().split("\n").reverse();
  assert.match(
    first,
    /^::error file=pull%2Crequest\/endpoints\/50%25%3A a\.pipe,line=4,col=53,title=mintbird%3A param-splits::The condition on `org_id`/,
  );
  assert.ok(
    rest.every((line) => /^::(warning|notice) file=/.test(line)),
    text,
  );
  const missing = await refused(["check", TEMPLATE, "--project", project("none", EVENTS), "-o", "github"], options);
  assert.match(missing, /^::error file=\S+known\.json,line=5,col=5,title=mintbird%3A pipe-unknown::/m);
});

test("foreign text can neither colour a terminal nor begin a line", async () => {
  const hostile = "\u001b[31m\u202e\r::error::x";
  project("hostile", {
    ...EVENTS,
    "endpoints/top_pages.pipe": pipe(`SELECT * FROM events /* ${hostile} */ WHERE org_id = {{String(org_id)}} ${hostile}`),
  });
  for (const form of ["text", "json", "github"]) {
    for (const args of [[TEMPLATE], []]) {
      const { out, error } = await mintbird(["check", ...args, "--project", "hostile", "-o", form], options);
      assert.doesNotMatch(out + error, /[\u001b\u202e\r]|^::error::x/m, form);
    }
  }
});

test("the template's own faults come first", async () => {
  const bad = file("bad.json", '{ "name": "n" }');
  const text = await refused(["check", bad, "--project", project("good", GOOD)], options);
  assert.deepEqual(codes(text), ["ttl", "scopes-missing"]);
});

test("without a template: the endpoints, and what could be pinned", async () => {
  project("all", {
    ...GOOD,
    "endpoints/links.pipe": endpoint("branch-removes"),
    "endpoints/off.pipe": endpoint("switched-off"),
    "endpoints/written.pipe": endpoint("materialized"),
    "endpoints/plain.pipe": pipe("SELECT 1"),
  });
  const text = await output(["check", "--project", "all"], options);
  assert.match(text, /^top_pages {2}all\/endpoints\/top_pages\.pipe\n {2}org_id String {2}can pin\n/m);
  assert.match(text, /^links .*\n {2}link_id String {2}can pin\n {2}org_id String {2}cannot pin: `GET/m);
  assert.match(text, /^off .*\n {2}org_id String {2}can pin, if the template refuses "all"\n/m);
  assert.match(text, /^plain .*\n {2}no parameter/m);
  assert.doesNotMatch(text, /written/);
  const { endpoints } = JSON.parse(await output(["check", "--project", "all", "-o", "json"], options));
  assert.deepEqual(
    endpoints.map(({ pipe }) => pipe),
    ["links", "off", "plain", "top_pages"],
  );
});

test("init writes a template that holds, and says what it leaves out and why", async () => {
  project("start", {
    ...GOOD,
    "endpoints/links.pipe": endpoint("branch-removes"),
    "endpoints/off.pipe": endpoint("switched-off"),
    "endpoints/other.pipe": endpoint("other-name"),
  });
  const { code, out, error } = await mintbird(["init", "--project", "start", "--tenant", "org_id"], options);
  assert.equal(code, 0, error);
  assert.match(
    error,
    /^start\/endpoints\/links\.pipe is left out: `GET .*\nstart\/endpoints\/other\.pipe is left out: .* did you mean `org`\?\n2 of 4/,
  );
  const document = JSON.parse(out);
  assert.deepEqual(
    document.scopes.map(({ resource, fixed_params }) => [resource, fixed_params]),
    [
      ["off", { org_id: "{org_id:Slug}" }],
      ["top_pages", { org_id: "{org_id:Slug}" }],
    ],
  );
  assert.deepEqual(document.refuse, { org_id: ["all"] });
  assert.match(await output(["check", file("start.json", out), "--project", "start"], options), /no error; in 2 of 2 endpoints/);
  const none = await mintbird(["init", "--project", "start", "--tenant", "customer"], options);
  assert.deepEqual([none.code, none.out], [1, ""]);
  assert.match(none.error, /`customer` cannot be pinned in any of the 4 endpoints\n$/);
  await misused(["init", "--project", "start", "--tenant", "a b"], /must be the name of a parameter/, options);
  await misused(["init", "--project", "start"], /--tenant/, options);
});

test("what cannot be read is one clear line, exit code 2", async () => {
  const check = (name, message) => misused(["check", TEMPLATE, "--project", name], message, options);
  await check("nowhere", /the project cannot be read: nowhere does not exist/);
  await check(project("empty", { "README.md": "" }), /no \.pipe or \.datasource in empty.*--generate/);
  await check("known.json", /known\.json is a file/);
  await check(project("binary", { ...GOOD, "endpoints/x.pipe": Buffer.from([0, 1, 2, 3]) }), /binary\/endpoints\/x\.pipe is a binary file/);
  await check(
    project("latin", { ...GOOD, "endpoints/x.pipe": Buffer.from("SELECT 'caf\xe9'", "latin1") }),
    /latin\/endpoints\/x\.pipe is not text in UTF-8/,
  );
  await check(project("large", { ...GOOD, "endpoints/x.pipe": " ".repeat(5_000_000) }), /is larger than/);
  await misused(["check"], /name a template, or a project/, options);
  await misused(["check", "--project", project("sdk", GOOD), "--generate"], /install @tinybirdco\/sdk/, options);
});

test("what a datafile should not have is one line with its place, exit code 2", async () => {
  for (const [name, files, message] of [
    ["mark", { "endpoints/x.pipe": `\ufeff${pipe("SELECT 1")}` }, /^mark\/endpoints\/x\.pipe:1:1: error datafile: .*byte order mark.*\.$/m],
    [
      "twice",
      { "pipes/top_pages.pipe": endpoint("pinned") },
      /^twice\/pipes\/top_pages\.pipe: error name-duplicate: .*twice\/endpoints\/top_pages\.pipe.*\.$/m,
    ],
    [
      "classic",
      { "endpoints/x.pipe": `INCLUDE "x.incl"\n${pipe("SELECT 1")}` },
      /^classic\/endpoints\/x\.pipe:1:1: error datafile: INCLUDE .*\.$/m,
    ],
  ]) {
    const { code, out, error } = await mintbird(["check", TEMPLATE, "--project", project(name, { ...GOOD, ...files })], options);
    assert.deepEqual([code, error], [2, ""], out);
    assert.match(out, message);
  }
});

test("pipes that read each other in a circle are undecided, never safe", async () => {
  project("circle", {
    ...EVENTS,
    "endpoints/top_pages.pipe": pipe("SELECT * FROM b WHERE org_id = {{String(org_id)}}"),
    "endpoints/b.pipe": pipe("SELECT * FROM top_pages"),
  });
  const { code, out } = await mintbird(["check", TEMPLATE, "--project", "circle"], options);
  assert.ok(code <= 1 && codes(out).includes("undecided"), out);
  assert.match(out, /circle/);
  assert.doesNotMatch(out, /pins every row/);
});

test("three folders deep, no link out of the project, no vendor, nothing hidden", async () => {
  project("deep", {
    ...EVENTS,
    "a/b/c/top_pages.pipe": endpoint("pinned"),
    "vendor/x/top_pages.pipe": "x",
    ".git/top_pages.pipe": "x",
    "a/b/c/d/top_pages.pipe": "x",
    ".tinyb": "{",
  });
  symlinkSync("..", join(folder, "deep/loop"));
  assert.match(await output(["check", TEMPLATE, "--project", "deep"], options), /^deep\/a\/b\/c\/top_pages\.pipe:6:29: org_id pins/);
  project("outside", EVENTS);
  symlinkSync(join(folder, "deep/a/b/c/top_pages.pipe"), join(folder, "outside/top_pages.pipe"));
  symlinkSync(join(folder, "deep/a"), join(folder, "outside/folder"));
  const { code, out, error } = await mintbird(["check", TEMPLATE, "--project", "outside"], options);
  assert.deepEqual([code, codes(out)], [1, ["pipe-unknown"]]);
  assert.match(error, /^outside\/top_pages\.pipe is a link out of the project/);
  project("inside", { ...EVENTS, "shared/top_pages.txt": endpoint("pinned") });
  symlinkSync("shared/top_pages.txt", join(folder, "inside/top_pages.pipe"));
  await output(["check", TEMPLATE, "--project", "inside"], options);
});

test("200 pipes are a matter of a moment", async () => {
  const files = { ...EVENTS };
  for (let index = 0; index < 200; index++)
    files[`endpoints/p${index}.pipe`] = endpoint(names.filter((name) => name !== "materialized")[index % 15]);
  cpSync(`${KNOWN}cascade/project/endpoints/org_events.pipe`, join(folder, project("many", files), "endpoints/org_events.pipe"));
  const scopes = Array.from({ length: 200 }, (_, index) => ({
    type: "PIPES:READ",
    resource: `p${index}`,
    fixed_params: { org_id: "{org_id}" },
  }));
  const template = file("many.json", JSON.stringify({ name: "n", ttl: 60, scopes }));
  // Processor time, Node's own start included: other programs hardly change it. It is told through the environment, on standard error.
  const tell = 'process.on("exit",()=>{const{user,system}=process.cpuUsage();process._rawDebug((user+system)/1000)})';
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tell)}` };
  const times = [];
  for (let round = 0; round < 5; round++) {
    const { code, error } = await mintbird(["check", template, "--project", "many"], { ...options, env });
    assert.equal(code, 1, error);
    times.push(Number(error));
  }
  const fastest = Math.min(...times);
  assert.ok(fastest < 300, `${times.join(", ")} ms`);
});
