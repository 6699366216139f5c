// What others have written, in every command and form: it controls no terminal, forges no line, and stays what it is for programs.
// And what was typed by mistake: no secret is repeated.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sign } from "mintbird";
import { KEY, OTHER_KEY } from "../fixtures.js";
import { FILLED, TEMPLATE, file, folder, mintbird, run, token, MINTBIRD } from "./run.js";

const WORKSPACE = "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c";
const POINTS = [
  ...Array.from({ length: 0x20 }, (_, index) => index + 1),
  ...Array.from({ length: 0x21 }, (_, index) => 0x7f + index),
  ...[0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f],
  ...[0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069],
  ...[0x3164, 0xfeff, 0xffa0, 0xfff9, 0xe0001, 0xe0041],
];
const HOSTILE = `${String.fromCodePoint(...POINTS)}\nIssues\nForged: none.\r\nvalid: forged\n✓ forged`;
const VISIBLE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]*$/u;
const COLOURS = /\u001b\[\d+m/g;

/** Asserts that a text plays with nothing, and that no line of it is the hostile text's. */
function harmless(text, about) {
  for (const line of text.split("\n")) {
    assert.match(line, VISIBLE, about);
    assert.doesNotMatch(line, /^(Forged|valid: forged|✓ forged)/, about);
  }
}

const jwt = sign(
  {
    workspace_id: WORKSPACE,
    name: `n${HOSTILE}`,
    exp: Math.floor(Date.now() / 1000) + 3600,
    scopes: [
      { type: "PIPES:READ", resource: `r${HOSTILE}`, fixed_params: { org_id: HOSTILE } },
      { type: "DATASOURCES:READ", resource: "d", filter: `a = '${HOSTILE.replaceAll(/['\\]/g, "")}'` },
    ],
    [`c${HOSTILE}`]: HOSTILE,
  },
  KEY,
);
const pipe = ["--pipe", `r${HOSTILE.replaceAll("\0", "")}`];
const template = file(
  "hostile.json",
  JSON.stringify({
    workspace_id: WORKSPACE,
    name: `n{user_id}${HOSTILE}`,
    ttl: 60,
    scopes: [{ type: "PIPES:READ", resource: "p", fixed_params: { org_id: `{user_id}${HOSTILE}` }, [`c${HOSTILE}`]: 1 }],
  }),
);
const good = file(
  "hostile-good.json",
  JSON.stringify({
    workspace_id: WORKSPACE,
    name: `n{user_id}${HOSTILE}`,
    ttl: 60,
    scopes: [{ type: "PIPES:READ", resource: "p", fixed_params: { org_id: `{user_id}${HOSTILE}` } }],
  }),
);

const CALLS = [
  ["inspect", jwt],
  ["verify", jwt],
  ["verify", jwt, "-w", HOSTILE],
  ["authorize", jwt, ...pipe],
  ["authorize", jwt, "--pipe", "p", "--query", `a${encodeURIComponent(HOSTILE)}=${encodeURIComponent(HOSTILE)}`],
  ["authorize", jwt, "--datasource", "d"],
  ["explain-403", jwt, "--pipe", HOSTILE],
  ["explain-403", jwt, ...pipe],
  ["check", template],
  ["check", good],
  ["mint", good, "-p", `user_id=${HOSTILE}`],
  ["mint", template, "-p", "user_id=a"],
];

test("text", async () => {
  for (const call of CALLS) {
    for (const terminal of [false, true]) {
      const { out, error } = await mintbird(call, { terminal, env: { FORCE_COLOR: "1" } });
      assert.ok(`${out}${error}`.length > 20, call[0]);
      harmless(`${out}${error}`.replace(COLOURS, ""), `${call[0]}\n${out}${error}`);
    }
  }
});

test("JSON stays JSON, and says the same", async () => {
  for (const call of CALLS) {
    const { out, error } = await mintbird([...call, "-o", "json"]);
    harmless(out + error, call[0]);
    if (out !== "") JSON.parse(out);
  }
  const claims = async (...call) => JSON.parse((await mintbird([...call, "-o", "json"])).out);
  const { tokens } = await claims("inspect", jwt);
  for (const found of [tokens[0].claims, (await claims("verify", jwt)).claims]) {
    assert.deepEqual([found.name, found[`c${HOSTILE}`], found.scopes[0].resource], [`n${HOSTILE}`, HOSTILE, `r${HOSTILE}`]);
  }
  assert.equal((await claims("authorize", jwt, ...pipe)).params.org_id, HOSTILE);
  assert.equal((await claims("mint", good, "-p", "user_id=a")).name, `na${HOSTILE}`);
});

test("a token that was pasted among hostile text", async () => {
  const input = `${HOSTILE} https://api.tinybird.co/v0/pipes/${encodeURIComponent(HOSTILE)}.json?a=${encodeURIComponent(HOSTILE)} ${jwt}`;
  for (const command of [["inspect"], ["explain-403"], ["authorize"]]) {
    for (const form of ["text", "json"]) {
      const { out, error } = await mintbird([...command, "-", "-o", form], { input });
      harmless(out + error, command[0]);
    }
  }
  const { out } = await mintbird(["inspect", "-"], { input: HOSTILE });
  harmless(out, "no token");
});

test("what is exported is still what it was", async () => {
  const source = (id) => ["--map", `user_id={{${id}}}`];
  const clerk = await mintbird(["export", "clerk", good, ...source("user.id")]);
  harmless(clerk.out + clerk.error, "clerk");
  assert.equal(JSON.parse(clerk.out).name, `n{{user.id}}${HOSTILE}`);
  const auth0 = await mintbird(["export", "auth0", good, ...source("user.user_id")]);
  harmless(auth0.out + auth0.error, "auth0");
  assert.equal(auth0.code, 0, auth0.error);
  const name = /name: (.*),$/m.exec(auth0.out.replaceAll('"name"', "name"))?.[1];
  assert.equal(Function("params", `return ${name}`)({ user_id: "u" }), `nu${HOSTILE}`);
});

test("names of files, options and commands", async () => {
  const cwd = mkdtempSync(join(folder, "names-"));
  const name = HOSTILE.replaceAll("/", "").slice(0, 60);
  writeFileSync(join(cwd, name), '{"name":"","ttl":0,"scopes":[]}');
  for (const call of [
    [HOSTILE],
    [`--${HOSTILE}`],
    ["check", name],
    ["check", `missing${HOSTILE}`],
    ["mint", TEMPLATE, "-p", HOSTILE],
    ["mint", TEMPLATE, ...FILLED, "-p", `x${HOSTILE}=1`],
    ["mint", TEMPLATE, ...FILLED, "--key-file", `missing${HOSTILE}`],
    ["mint", TEMPLATE, ...FILLED, "-o", HOSTILE],
    ["export", "clerk", TEMPLATE, "--map", `user_id={{${HOSTILE}}}`],
    ["export", HOSTILE],
    ["login", "--host", HOSTILE],
    ["serve", TEMPLATE, "--port", "0", "-p", `x${HOSTILE}=1`],
    ["whoami", HOSTILE],
  ]) {
    const { out, error } = await mintbird(call, { cwd });
    harmless(out + error, `${JSON.stringify(call)}\n${out}${error}`);
    assert.ok((out + error).length > 10);
  }
});

test(".tinyb", async () => {
  const cwd = mkdtempSync(join(folder, "tinyb-"));
  writeFileSync(join(cwd, ".tinyb"), JSON.stringify({ token: KEY, name: HOSTILE, user_email: HOSTILE, host: HOSTILE }));
  for (const form of ["text", "json"]) {
    const { code, out, error } = await mintbird(["whoami", "-o", form], { cwd });
    assert.equal(code, 0, error);
    harmless(out + error, form);
    if (form === "json") assert.equal(JSON.parse(out).workspace.name, HOSTILE);
  }
});

/** Where a secret may stand in a call by mistake, `§` being the secret. */
const WAYS = [
  ...["§", "x§", "-K§", "-x§", "-l§", "-k§", "--ke§", "--kep.§", "--§", "-§", "local§", "mint§", "MINT=§"].map((word) => [word]),
  ...[
    "-K§",
    "-x§",
    "-l§",
    "-p§",
    "-p=§",
    "-t§",
    "-n§",
    "-o§",
    "--ke§",
    "--keep§",
    "--kep=§",
    "--param=§",
    "--ttl=§",
    "--count=§",
    "--§",
    "§",
    "a=§",
  ].map((word) => ["mint", TEMPLATE, word]),
  ...[
    ["-p", "§"],
    ["-p", "x=§"],
    ["-p", "x:=§"],
    ["-t", "§"],
    ["-n", "§"],
    ["-o", "§"],
    ["--host", "§"],
    ["-k", "§"],
    ["-k", "x§/y"],
  ].map((words) => ["mint", TEMPLATE, ...words]),
  ["mint", "§"],
  ["mint", "x§.json"],
  ["check", "§"],
  ["check", "x§"],
  ["check", "a/§/b.json"],
  ["check", TEMPLATE, "§"],
  ["inspect", "x§/y.json"],
  ["inspect", TEMPLATE, "§"],
  ["inspect", "-o", "§"],
  ["verify", "§", "§"],
  ["verify", "x", "-w", "§"],
  ["authorize", "x", "--pip§", "y"],
  ["authorize", "§", "--pipe", "a", "--datasource", "§"],
  ["explain-403", "--pipe§"],
  ["whoami", "§"],
  ["whoami", "--x§"],
  ["whoami", "-o§"],
  ["login", "§"],
  ["login", "--host", "§"],
  ["login", "--host", "http://§"],
  ["login", "--timeout", "7§"],
  ["login", "--method", "§"],
  ["serve", "x", "--port", "7181§"],
  ["serve", "x§"],
  ["serve", TEMPLATE, "-p", "x§=1", "--port", "0"],
  ["export", "§", TEMPLATE],
  ["export", "clerk", TEMPLATE, "-m", "§"],
  ["export", "clerk", TEMPLATE, "-m", "user_id={{§}}"],
  ["export", "clerk", TEMPLATE, "-w", "§", "-m", "user_id={{user.id}}"],
  ["local", "§"],
  ["local", "generate-tokens", "§"],
  ["local", "generate-tokens", "-o", "§"],
  ["completion", "§"],
  ["key", "§"],
  ["key", "--x§"],
  ["token", "§"],
  ["token", "ls", "§"],
  ["token", "ls", "--mtch", "§"],
  ["help", "§"],
];

test("no wrong call has a static token or a signature repeated", async () => {
  const jwt = await token();
  const [, payload, mac] = OTHER_KEY.split(".");
  const signature = jwt.split(".")[2];
  const calls = WAYS.flatMap((words) =>
    [
      // A token, the same in a URL, broken over two lines, and without its first letters.
      ...[OTHER_KEY, OTHER_KEY.replaceAll(".", "%2E"), OTHER_KEY.replace(/(?<=\..*)\./, "\n."), `.${payload}.${mac}`].map((text) => [
        text,
        [payload, mac],
      ]),
      [jwt, [signature]],
      [`${OTHER_KEY},${jwt}`, [payload, mac, signature]],
    ].map(([text, secrets]) => [words.map((word) => word.replaceAll("§", text)), secrets]),
  );
  assert.ok(calls.length > 400);
  const script = file(
    "calls.sh",
    `${calls.map(([words]) => `timeout 20 "$1" "$2" ${words.map(quoted).join(" ")} </dev/null 2>&1; printf '\\0'`).join("\n")}\n`,
  );
  const cwd = mkdtempSync(join(folder, "calls-"));
  const { out } = await run(["bash", script, process.execPath, MINTBIRD], {
    cwd,
    env: { TINYBIRD_SIGNING_KEY: KEY },
  });
  const said = out.split("\0");
  assert.equal(said.length, calls.length + 1);
  calls.forEach(([words, secrets], index) => {
    for (const secret of secrets) {
      // Nor the better part of it.
      for (let start = 0; start + 20 <= secret.length; start += 10)
        assert.ok(!said[index].includes(secret.slice(start, start + 20)), `mintbird ${words.join(" ")}\n${said[index]}`);
    }
  });
});

function quoted(word) {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
