// Compiles types/ as users of TypeScript would, against the built declarations.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const types = fileURLToPath(new URL("types/", import.meta.url));

function tsc(compiler, ...args) {
  const bin = fileURLToPath(new URL(`../../pkg/node_modules/${compiler}/bin/tsc`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: types, encoding: "utf8" });
  assert.equal(status, 0, stdout + stderr);
}

test("moduleResolution node16", () => tsc("typescript", "-p", "node16.json"));
test("moduleResolution nodenext", () => tsc("typescript", "-p", ".", "--module", "nodenext"));
test("moduleResolution bundler", () => tsc("typescript", "-p", ".", "--module", "esnext", "--moduleResolution", "bundler"));
test("the oldest TypeScript that is supported", () => tsc("typescript-5.2", "-p", "node16.json"));
test("moduleResolution node10, which TypeScript 7 has no more", () => tsc("typescript-5.2", "-p", "node10.json"));
test("mintbird/server and mintbird/client", () => tsc("typescript", "-p", "web.json"));
test("the same with the oldest TypeScript", () => tsc("typescript-5.2", "-p", "web.json"));
