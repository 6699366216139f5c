// The page of codes: every code of every table has a section, whose examples come to what they say; none is written about that is not there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readdirSync } from "node:fs";
import { CAUSES } from "../../docs/codes/causes.js";
import { DENIALS, ERRORS, GATEWAY, SOURCES, TOKEN_API, TOKEN_HANDLER } from "../../docs/codes/errors.js";
import { ISSUES, PROJECT } from "../../docs/codes/issues.js";
import { RUN, SERVE } from "../../docs/codes/serve.js";
import { codesPage, rulesOf, sections } from "../../docs/scripts/codes-page.js";
import { read, root } from "./blocks.js";

const union = (path, name) => {
  const text = read(path).replaceAll(/^ *\/\*\*.*\*\/$|Exclude<[^>]+>/gm, "");
  const [, type] = new RegExp(`export type ${name} =([^;]+);`).exec(text);
  return [...type.matchAll(/\| "([a-z0-9-]+)"/g)].map(([, code]) => code).sort();
};
const names = (table) => Object.keys(table).sort();

test("the tables of the core are read whole", async () => {
  for (const [path, type, file] of [
    ["src/error/rule.rs", "IssueCode", "pkg/src/types/issue.ts"],
    ["src/project/issue.rs", "ProjectIssueCode", "pkg/src/types/project.ts"],
  ]) {
    const rules = (await rulesOf(path)).map(({ code }) => code).sort();
    assert.deepEqual(rules, union(file, type));
  }
});

test("each code has an example, and each example a code", () => {
  assert.deepEqual(names(ISSUES), union("pkg/src/types/issue.ts", "IssueCode"));
  assert.deepEqual(names(PROJECT.codes), union("pkg/src/types/project.ts", "ProjectIssueCode"));
  assert.deepEqual(names(ERRORS), union("pkg/src/types/error.ts", "ErrorCode"));
  assert.deepEqual(names(SOURCES), union("pkg/src/client/issuer.ts", "TokenSourceCode"));
  assert.deepEqual(names(DENIALS), union("pkg/src/types/access.ts", "DenialCode"));
  const answered = (file) =>
    [...new Set([...read(file).matchAll(/\b(?:refuse|refusal)\(\d+, "([a-z-]+)"/g)].map(([, code]) => code))].sort();
  assert.deepEqual(names(TOKEN_HANDLER), answered("pkg/src/server/token-handler.ts"));
  const gateway = [...answered("pkg/src/server/gateway.ts"), ...answered("pkg/src/server/upstream.ts")];
  assert.deepEqual(names(GATEWAY), gateway.filter((code) => code !== "internal").sort());
  const [, byStatus] = /const code = \{(.+?)\}/.exec(read("pkg/src/server/token-api.ts"));
  assert.deepEqual(names(TOKEN_API), [...byStatus.matchAll(/"([a-z-]+)"/g)].map(([, code]) => code).sort());
  assert.deepEqual(names(CAUSES), union("pkg/src/explain/case.ts", "CauseCode"));
});

test("each code that the command line answers has a section", async () => {
  const known = await sections();
  const sources = ["engine", "serve", "leak"].flatMap((name) =>
    readdirSync(`${root}pkg/src/cli/${name}`).map((file) => read(`pkg/src/cli/${name}/${file}`)),
  );
  const text = sources.join("\n");
  const answered = new Map();
  for (const [, status, code] of text.matchAll(/\b(?:refuse|fault)\((\d+), "([a-z-]+)"/g)) answered.set(code, Number(status));
  for (const [, code] of text.matchAll(/\bcode = \w+ \? "[a-z-]+" : "([a-z-]+)"/g)) answered.set(code, 404);
  for (const [, code] of text.matchAll(/\bcode"?: ?"([a-z-]+)"/g)) if (!answered.has(code)) answered.set(code, undefined);
  assert.ok(answered.size >= 15, [...answered.keys()].join());
  for (const code of answered.keys()) assert.ok(known.has(code), code);
  for (const [code, { status }] of Object.entries(SERVE)) {
    assert.ok(answered.has(code), code);
    assert.equal(answered.get(code) ?? status, status, code);
  }
  for (const code of Object.keys(RUN)) assert.ok(answered.has(code), code);
});

test("only what cannot be made to happen has no example", () => {
  const without = Object.entries({ ...ERRORS, ...DENIALS, ...SOURCES, ...TOKEN_HANDLER, ...GATEWAY }).filter(
    ([, { run }]) => run === undefined,
  );
  assert.deepEqual(
    without.map(([code]) => code),
    ["randomness", "webassembly"],
  );
});

test("every example comes to its code, and every mended one does not", async () => {
  // It throws for one that does not.
  const found = await sections();
  const all = [ERRORS, ISSUES, PROJECT.codes, RUN, DENIALS, TOKEN_HANDLER, TOKEN_API, GATEWAY, SERVE, SOURCES].flatMap(Object.keys);
  const causes = Object.keys(CAUSES).map((code) => `cause-${code}`);
  assert.deepEqual([...found.keys()].sort(), [...new Set([...all, ...causes])].sort());
});

test("each code has one anchor, and its example, what to do, and the message", async () => {
  const page = await codesPage();
  const anchors = [...page.matchAll(/^### (\S+) \{#(\S+)\}$/gm)];
  assert.deepEqual(
    anchors.map(([, , anchor]) => anchor),
    [...(await sections()).keys()],
  );
  for (const [, code, anchor] of anchors) assert.equal(anchor.replace(/^cause-/, ""), code);
  assert.equal(new Set(anchors.map(([, , anchor]) => anchor)).size, anchors.length);
  assert.doesNotMatch(page, /^```\w+\n\s*```$/m, "an example shows nothing");
  assert.match(page, /\/\/ no "exp"/);
  assert.doesNotMatch(page, /undefined\.|\[object Object\](?!`)|NaN/);
});
