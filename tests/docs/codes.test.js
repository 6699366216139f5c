// The page of codes: every code of every table has a section, whose examples come to what they say; none is written about that is not there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DENIALS, ERRORS, GATEWAY, SOURCES, TOKEN_HANDLER } from "../../docs/codes/errors.js";
import { ISSUES, PROJECT } from "../../docs/codes/issues.js";
import { codesPage, rulesOf, sections } from "../../docs/scripts/codes-page.js";
import { read } from "./blocks.js";

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
  const all = [ERRORS, ISSUES, PROJECT.codes, DENIALS, TOKEN_HANDLER, GATEWAY, SOURCES].flatMap(Object.keys);
  assert.deepEqual([...found.keys()].sort(), [...new Set(all)].sort());
});

test("each code has one anchor, and its example, what to do, and the message", async () => {
  const page = await codesPage();
  const anchors = [...page.matchAll(/^### (\S+) \{#(\S+)\}$/gm)];
  assert.deepEqual(
    anchors.map(([, code]) => code),
    [...(await sections()).keys()],
  );
  for (const [, code, anchor] of anchors) assert.equal(anchor, code);
  assert.equal(new Set(anchors.map(([, , anchor]) => anchor)).size, anchors.length);
  assert.doesNotMatch(page, /undefined\.|\[object Object\](?!`)|NaN/);
});
