// What the guides show of ClickHouse is what happens, in a folder in which chdb is installed, as the guides say.
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { BLOCKS, root } from "../docs/blocks.js";
import { commandsOf, pattern } from "../docs/console.js";
import { check, project, read, serve } from "./projects.js";

const AsyncFunction = (async () => {}).constructor;
const folder = project(read(join(root, "examples/project")));
symlinkSync(fileURLToPath(new URL("node_modules", import.meta.url)), join(folder, "node_modules"));

const tried = BLOCKS.filter(({ language }) => language === "console")
  .flatMap(commandsOf)
  .filter(([command]) => command.endsWith(" --run"));
assert.ok(tried.length > 0);
for (const [command, text] of tried) {
  test(command, async () => {
    const { out } = await check(command.split(" ").slice(2), { cwd: folder });
    assert.match(out, pattern(text));
  });
}

test("a page reads rows from `mintbird serve --project`, each request being a line", async () => {
  const guide = BLOCKS.filter(({ page }) => page === "docs/without-an-account.md");
  const [page] = guide.filter(({ kind }) => kind === "serve");
  const [line] = guide.filter(({ language }) => language === "text");
  const args = ["token.json", "--project", ".", "--param", "user_id=u_1", "--param", "org_id=acme"];
  const server = await serve(args, { cwd: folder });
  try {
    await new AsyncFunction("assert", page.code.replaceAll("http://127.0.0.1:7181", server.url) + page.after)(assert);
    const withoutTime = (text) => text.replaceAll(/[\d.]+ ms/g, "ms");
    assert.ok(withoutTime(server.log()).includes(withoutTime(line.code)), server.log());
  } finally {
    await server.stop();
  }
});
