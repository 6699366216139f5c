import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { mintbird, output } from "./run.js";

const { version } = JSON.parse(readFileSync(new URL("../../../pkg/package.json", import.meta.url), "utf8"));
const commandsIn = (help) =>
  [...(/\nCommands:\n((?: {2}.+\n)+)/.exec(help)?.[1].matchAll(/^ {2}([\w-]+)/gm) ?? [])]
    .map(([, name]) => name)
    .filter((name) => name !== "help");

test("the version is the package's", async () => {
  assert.equal(await output(["--version"]), `${version}\n`);
});

test("every command teaches by example, and its examples are calls of it", async () => {
  const root = await output(["--help"]);
  const names = commandsIn(root);
  assert.ok(names.length >= 9, root);
  assert.ok(!names.includes("complete"));
  for (const name of names) {
    const help = await output([name, "--help"]);
    assert.ok(
      help.split("\n").every((line) => line.length <= 120),
      name,
    );
    const nested = commandsIn(help);
    for (const path of nested.length > 0 ? nested.map((inner) => [name, inner]) : [[name]]) {
      const text = await output([...path, "--help"]);
      assert.match(text, new RegExp(`(Examples|Install):\n[^]*mintbird ${path.join(" ")}`), path.join(" "));
    }
  }
});

test("the help of all says what there is around them", async () => {
  const help = await output(["--help"]);
  for (const part of [/TINYBIRD_SIGNING_KEY/, /TB_TOKEN/, /NO_COLOR/, /Exit codes:\n {2}0 .* 1 .* 2 /, /^https:\/\/\S+$/m])
    assert.match(help, part);
});

test("without a command it helps, and says by its exit code that nothing was done", async () => {
  const { code, out, error } = await mintbird([]);
  assert.deepEqual([code, out], [2, ""]);
  assert.match(error, /^Usage: mintbird/);
});
