// Every command with what it cannot use: one line that says what is wrong, exit code 2, no stack trace.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { KEY } from "../fixtures.js";
import { FILLED, MINTBIRD, TEMPLATE, file, folder, mintbird, misused, refused, run, token } from "./run.js";

const directory = join(folder, "directory");
mkdirSync(directory);
const binary = file("binary", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 0xff, 0xfe]));
const withNul = file("nul.json", '{"name": "a\0b"}');
const empty = file("empty.json", " \r\n");
const closed = file("closed.json", "{}");
chmodSync(closed, 0o000);

const FILES = [
  [join(folder, "missing.json"), /missing\.json does not exist/],
  [directory, /is a directory/],
  [join(TEMPLATE, "x"), /not a directory/],
  [binary, /binary file/],
  [withNul, /binary file/],
  [closed, /not permitted/],
];
const CUT = file("cut.json", '{"name": "a",');

test("templates", async () => {
  for (const command of [["mint"], ["check"], ["serve", "--port", "0"]]) {
    for (const [path, fault] of [...FILES, [empty, /the template is empty/]])
      await misused([...command, path], fault, { unprivileged: true });
  }
  await misused(["mint", "-"], /the template is empty: standard input/);
  await misused(["mint", "-"], /binary/, { input: Buffer.from([0, 255, 1]) });
  await misused(["mint", CUT], /JSON/);
  await misused(["serve", "--port", "0", CUT], /JSON/);
  assert.match(await refused(["check", CUT]), /template-json/);
});

test("key files", async () => {
  const jwt = await token();
  for (const command of [
    ["mint", TEMPLATE, ...FILLED],
    ["verify", jwt],
    ["authorize", jwt, "--pipe", "p"],
    ["explain-403", jwt],
  ]) {
    for (const [path, fault] of [...FILES, [empty, /empty; it must contain the workspace admin token/]]) {
      await misused([...command, "--key-file", path], fault, { unprivileged: true });
    }
  }
});

test("keys in the environment", async () => {
  const jwt = await token();
  const commands = [
    ["mint", TEMPLATE, ...FILLED],
    ["verify", jwt],
    ["authorize", jwt, "--pipe", "p"],
  ];
  for (const command of commands) {
    await misused(command, /no signing key: set TINYBIRD_SIGNING_KEY .*--key-file or --local/, { key: false });
    for (const key of ["", "\n", " \r\n"]) await misused(command, /TINYBIRD_SIGNING_KEY is empty/, { key });
    for (const key of ["correcthorsebattery", "-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkq\n", jwt]) {
      await misused(command, /key|PEM|JWT/, { key });
      assert.ok(!(await mintbird(command, { key })).error.includes(key.trim().slice(-16)));
    }
  }
  await misused(["explain-403", jwt], /TINYBIRD_SIGNING_KEY is empty/, { key: "" });
});

test("tokens from files", async () => {
  for (const command of [["inspect"], ["verify"], ["authorize", "--pipe", "p"], ["explain-403"]]) {
    for (const [path, fault] of FILES.slice(0, 5)) await misused([...command, path], fault);
    await misused([...command, "-"], /binary/, { input: Buffer.from([0, 255, 1]) });
    await misused([...command, "-"], /larger than/, { input: Buffer.alloc(1024 * 1024 + 1, "a") });
  }
});

test("what never ends, and what is no regular file", async () => {
  const call = (args, redirect) =>
    run(["bash", "-c", `'${process.execPath}' '${MINTBIRD}' ${args} ${redirect}`], { env: { TINYBIRD_SIGNING_KEY: KEY } });
  for (const [args, redirect, fault] of [
    ["check /dev/zero", "", /larger than/],
    ["check -", "< /dev/zero", /larger than/],
    ["inspect -", "< <(yes)", /larger than/],
    ["inspect -", `< '${directory}'`, /no token on standard input/],
    ["inspect -", "<&-", /no token on standard input|standard input/],
  ]) {
    const { code, out, error } = await call(args, redirect);
    assert.deepEqual([code, out], [2, ""], args);
    assert.match(error, /^mintbird: [^\n]+\n$/);
    assert.match(error, fault);
  }
  const { code, out } = await call(`verify ${await token()} --key-file`, `<(echo '${KEY}')`);
  assert.deepEqual([code, out.slice(0, 5)], [0, "valid"]);
});

test("standard output that cannot be written", async () => {
  const { code, error } = await run(["bash", "-c", `'${process.execPath}' '${MINTBIRD}' local generate-tokens > /dev/full; echo $? >&2`]);
  assert.deepEqual([code, error], [0, "mintbird: standard output is on a device that is full\n2\n"]);
});

test("wrong calls", async () => {
  for (const [args, fault] of [
    [["frob"], /unknown command 'frob'; see mintbird --help/],
    [["mnit"], /Did you mean .*mint/],
    [["mint"], /missing required argument 'template'; see mintbird mint --help/],
    [["mint", TEMPLATE, "--out", "json"], /unknown option '--out'/],
    [["check", TEMPLATE, "-o", "yaml"], /Allowed choices are text, json/],
    [["check", TEMPLATE, TEMPLATE], /too many arguments/],
    [["local", "generate-tokens", "-o", "xml"], /see mintbird local generate-tokens --help/],
    [["local", "start"], /unknown command 'start'/],
    [["completion", "tcsh"], /bash, zsh, fish/],
    [["completion"], /missing required argument 'shell'/],
    [["serve", "--port", "80000"], /number from 0 to 65535/],
    [["serve", "--port", "x"], /number from 0 to 65535/],
    [["verify", "--key-file"], /argument missing/],
    [["authorize", "x", "--pipe", "a", "--pipe", "b"], /option '--pipe <name>' is given twice/],
    [["mint", TEMPLATE, "--ttl", "1h", "-t", "2h"], /is given twice/],
    [["check", TEMPLATE, "-o", "json", "--output=text"], /is given twice/],
    [["decode", "x"], /did you mean mintbird inspect\?/],
    [["403"], /did you mean mintbird explain-403\?/],
    [["explain"], /did you mean mintbird explain-403\?/],
    [["eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln"], /unknown command 'eyJ…'; to look at a token: mintbird inspect/],
    [["p.eyJ1IjogIngifQ.c2ln"], /unknown command 'p\.…'; to look at a token: mintbird inspect/],
    [["-v"], /unknown option '-v'; the version is -V/],
    [["mint", TEMPLATE, "--key", "x"], /keys are not accepted as arguments.*set TINYBIRD_SIGNING_KEY, or use --key-file/],
    [["mint", TEMPLATE, "org_id=acme", "user_id=1"], /what fills a placeholder is --param org_id=acme/],
    [["mint", TEMPLATE, "--param", "user_id"], /invalid\. It must look like org_id=acme or page:=7; see mintbird mint --help/],
    [["constructor"], /unknown command 'constructor'; see/],
    [["generate"], /did you mean mintbird mint\?/],
    [["local", "generate"], /unknown command 'generate'; did you mean mintbird local generate-tokens\?; see mintbird local --help/],
    [["token", "sign"], /unknown command 'sign'; see mintbird token --help/],
    [["token", "delete", "ci"], /did you mean mintbird token rm\?/],
    [["token", "create", "jwt", "x"], /unknown command 'jwt'; JWTs are minted from a template: mintbird mint; see/],
  ])
    await misused(args, fault);
});

test("no part of a key is repeated, however its dots are written", async () => {
  for (const dot of ["\\u002e", "%2e", "%252E", "%25252e"]) {
    for (const typed of [[`--${KEY.replaceAll(".", dot)}`], [KEY.replaceAll(".", dot)]]) {
      const { code, error } = await mintbird(["mint", TEMPLATE, ...typed]);
      assert.notEqual(code, 0);
      for (let at = 6; at + 20 <= KEY.length; at += 10) assert.ok(!error.includes(KEY.slice(at, at + 20)), error);
    }
  }
});
