// The unions of the types are the tables of the core.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const all = (text, pattern) => [...text.matchAll(pattern)].map(([, code]) => code);

function union(path, name) {
  const [, type] = new RegExp(`export type ${name} =([^;]+);`).exec(read(path));
  return all(type, /\| "([a-z0-9-]+)"/g);
}

test("IssueCode", () => {
  const rules = all(read("src/error/rule.rs"), /^ {4}\w+ = "([a-z0-9-]+)", (?:Info|Warning|Error);$/gm);
  assert.ok(rules.length >= 45, `${rules.length}`);
  assert.deepEqual(union("pkg/src/types/issue.ts", "IssueCode"), rules);
});

test("ProjectIssueCode", () => {
  const rules = all(read("src/project/issue.rs"), /^ {4}\w+ = "([a-z0-9-]+)", (?:Info|Warning|Error);$/gm);
  assert.ok(rules.length >= 18, `${rules.length}`);
  assert.deepEqual(union("pkg/src/types/project.ts", "ProjectIssueCode"), rules);
});

test("ErrorCode", () => {
  const [, table] = /pub fn code\(&self\)[^{]+\{([^}]+?\n {8}\})/s.exec(read("src/error/mod.rs").replaceAll("{ .. }", "(_)"));
  const codes = all(table, /=> "([a-z-]+)"/g);
  assert.ok(codes.length >= 16, `${codes.length}`);
  // The core knows nothing of how it is loaded.
  const thrown = union("pkg/src/types/error.ts", "ErrorCode").filter((code) => code !== "webassembly");
  assert.deepEqual(thrown, codes);
});
