// What differs with who reads: a terminal, a pipe, a pipe that nobody reads from any more.
import assert from "node:assert/strict";
import { test } from "node:test";
import { KEY } from "../fixtures.js";
import { FILLED, MINTBIRD, TEMPLATE, file, mintbird, run, token } from "./run.js";

const FAULTY = file("faulty.json", '{"name":"","ttl":0,"scopes":[]}');
const commands = async () => [
  ["inspect", await token()],
  ["verify", await token()],
  ["verify", "hello"],
  ["authorize", await token(), "--pipe", "top_pages"],
  ["explain-403", await token(), "--pipe", "x"],
  ["check", FAULTY],
  ["--help"],
];
const COLOURS = /\u001b\[\d+m/g;

test("colours on a terminal, none in a pipe, the same words", async () => {
  for (const command of await commands()) {
    const [piped, seen] = [await mintbird(command), await mintbird(command, { terminal: true })];
    assert.doesNotMatch(piped.out, COLOURS, command[0]);
    assert.match(seen.out, COLOURS, command[0]);
    assert.equal(seen.code, piped.code);
    if (command[0] !== "--help") assert.equal(sameTime(seen.out.replace(COLOURS, "")), sameTime(piped.out), command[0]);
  }
});

/** Two runs may see two seconds. */
function sameTime(text) {
  return text.replace(/\d+ (hour|minute|second)s?/g, "").replace(/ +/g, " ");
}

test("NO_COLOR and FORCE_COLOR", async () => {
  const command = ["check", FAULTY];
  for (const [env, terminal, coloured] of [
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, true, true],
    [{ TERM: "dumb" }, true, false],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "0" }, true, false],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, false, true],
  ]) {
    const { out } = await mintbird(command, { env, terminal });
    assert.equal(COLOURS.test(out), coloured, JSON.stringify(env));
    COLOURS.lastIndex = 0;
  }
});

test("what is for programs has no colour on a terminal either", async () => {
  for (const command of [
    ["mint", TEMPLATE, ...FILLED],
    ["inspect", await token(), "-o", "json"],
    ["local", "generate-tokens"],
    ["completion", "bash"],
  ]) {
    const { code, out } = await mintbird(command, { terminal: true });
    assert.equal(code, 0);
    assert.doesNotMatch(out, COLOURS, command[0]);
  }
});

test("who sits before it is told what to paste", async () => {
  const { code, out } = await mintbird(["inspect"], { terminal: true, input: `${await token()}\n\u0004` });
  assert.equal(code, 0, out);
  assert.match(out, /Paste a token, .*Ctrl-D/);
  assert.match(out, /A JWT, \d+ bytes/);
});

test("a reader that stops is no error", async () => {
  const call = (args) => [process.execPath, MINTBIRD, ...args].map((word) => `'${word}'`).join(" ");
  const many = ["mint", TEMPLATE, ...FILLED, "--count", "3000"];
  for (const command of [...(await commands()), many, ["local", "generate-tokens"], ["completion", "zsh"]]) {
    const expected = command === many ? 0 : (await mintbird(command)).code;
    for (const reader of ["head -0", "head -1", "true"]) {
      const { out, error } = await run(["bash", "-c", `${call(command)} | ${reader} > /dev/null; echo "\${PIPESTATUS[0]}"`], {
        env: { TINYBIRD_SIGNING_KEY: KEY },
      });
      assert.equal(error, "", `${command[0]} | ${reader}`);
      assert.ok([expected, 0].includes(Number(out)), `${command[0]} | ${reader}: ${out}`);
    }
  }
});

test("standard error that nobody reads is no error", async () => {
  const { out } = await run(["bash", "-c", `'${process.execPath}' '${MINTBIRD}' frob 2> >(true); echo $?`]);
  assert.equal(out, "2\n");
});
