// The consoles of README and the guides are what happens: the commands of a block are run, in one shell, and print what it says. A block
// names the folder that it is run in, a copy of it. What needs ClickHouse, `--run`, is run by tests/e2e/guides.test.js.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { KEY } from "../explain-cases.js";
import { localTokens } from "../fixtures.js";
import { BLOCKS, root } from "../../docs/blocks.js";
import { commandsOf, pattern, settled } from "../../docs/console.js";
import { BROWSER, callbackPortIsFree, startCloud } from "./cloud.js";
import { MINTBIRD, folder, output, run } from "./run.js";

const bin = join(folder, "bin");
mkdirSync(bin);
writeFileSync(join(bin, "mintbird"), `#!/bin/sh\nexec '${process.execPath}' '${MINTBIRD}' "$@"\n`);
chmodSync(join(bin, "mintbird"), 0o755);

/** Each block's commands, with what is printed below them. */
const blocks = BLOCKS.filter(({ language }) => language === "console").map((block) => ({
  name: block.name,
  folder: block.kind,
  shown: commandsOf(block).filter(([command]) => !command.endsWith(" --run")),
}));
const shown = blocks.flatMap(({ shown }) => shown);

const isServe = ([command]) => command.startsWith("mintbird serve ");
/** Say more on standard error, or need somebody to log in. */
const isApart = ([command]) => /^mintbird (export|init|login|whoami|key|token)\b/.test(command);

for (const { name, folder: from, shown } of blocks) {
  const rest = shown.filter((each) => !isServe(each) && (from !== undefined || !isApart(each)));
  if (rest.length === 0) continue;
  test(`${name}: each command prints what it is said to print`, async () => {
    const cwd = from === undefined ? root : mkdtempSync(join(folder, "console-"));
    if (from !== undefined) cpSync(join(root, from), cwd, { recursive: true });
    const script = rest.map(([command]) => `${command}\nprintf '\\0'\n`).join("");
    const { out, error } = await run(["bash", "--norc", "-c", script], {
      cwd,
      env: { PATH: `${bin}:${process.env.PATH}`, TINYBIRD_SIGNING_KEY: KEY },
    });
    // `init` says there what it leaves out.
    if (!rest.some(isApart)) assert.equal(error, "");
    const printed = out.split("\0");
    assert.equal(printed.length, rest.length + 1);
    rest.forEach(([command, text], index) => assert.match(settled(printed[index]), pattern(text), command));
  });
}

test("serve, but for the port", async () => {
  const [[command, text], ...others] = shown.filter(isServe);
  assert.deepEqual(others, []);
  const child = spawn(process.execPath, [MINTBIRD, ...command.split(" ").slice(1), "--port", "0"], {
    cwd: root,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const lines = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line.replace(/:\d+(?=\/)/, ":7181").replace(/(template=)[\w-]+/, "$1…"));
    if (lines.length === text.trimEnd().split("\n").length) break;
  }
  child.kill();
  await once(child, "exit");
  assert.deepEqual(lines, text.trimEnd().split("\n"));
});

/** `GET /v0/tokens`. */
function listTokens(_, response) {
  const token = (name, token) => ({ id: randomUUID(), name, token, scopes: [{ type: "ADMIN" }] });
  const tokens = [
    token("admin zoe@example.com", localTokens[0].workspace_token),
    token("workspace admin token", localTokens[1].workspace_token),
  ];
  response.end(JSON.stringify({ tokens }));
}

test("who logs in, and what is exported", async (t) => {
  const cloud = await startCloud(localTokens[0], { name: "analytics", user_email: "zoe@example.com", rest: listTokens });
  t.after(() => cloud.stop());
  await callbackPortIsFree();
  const PATH = `${bin}:${process.env.PATH}`;
  const cwd = mkdtempSync(join(folder, "readme-"));
  for (const [command, text] of blocks
    .filter((block) => block.folder === undefined)
    .flatMap((block) => block.shown)
    .filter(isApart)) {
    const readsExamples = /^mintbird (export|init) /.test(command);
    const hosts = command === "mintbird login" ? ` --host ${cloud.url} --auth-host ${cloud.url}` : "";
    const { code, out, error } = await run(["bash", "--norc", "-c", command + hosts], {
      cwd: readsExamples ? root : cwd,
      env: { PATH, BROWSER },
    });
    assert.equal(code, 0, error);
    assert.match(out.replaceAll(cloud.url, "https://api.us-east.tinybird.co"), pattern(text), command);
  }
});

test("no command is left out", async () => {
  const help = await output(["--help"]);
  const names = [.../\nCommands:\n((?: {2}.+\n)+)/.exec(help)[1].matchAll(/^ {2}([\w-]+)/gm)].map(([, name]) => name);
  for (const name of names.filter((name) => !["help", "completion"].includes(name))) {
    assert.ok(
      shown.some(([command]) => new RegExp(`\\bmintbird ${name}\\b`).test(command)),
      name,
    );
  }
});
