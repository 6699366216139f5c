import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { runInThisContext } from "node:vm";
import { Minter, Verifier } from "mintbird";
import { KEY } from "../fixtures.js";
import { TEMPLATE, file, mintbird, misused, output } from "./run.js";

const WORKSPACE = "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c";
const template = {
  workspace_id: WORKSPACE,
  name: "dashboard_{user_id}",
  ttl: "10m",
  scopes: [
    {
      type: "PIPES:READ",
      resource: "top_pages",
      fixed_params: { org_id: "{org_id}", both: "{org_id}/{user_id}!", literal: "a {{1}}", n: 7, on: true },
    },
    { type: "DATASOURCES:READ", resource: "events", filter: "kind = 'click'" },
  ],
  limits: { rps: 10 },
};
/** What no tenant is called. */
const BLANK = [" ", "\t\n", "\u001f", "\u0000", "\u00a0", "\u00ad", "\u200b", "\u202e", "\u2800", "\u3164", "\ufeff", "\ufe0f"];
let count = 0;
const path = (changes = {}) => file(`export-${count++}.json`, JSON.stringify({ ...template, ...changes }));
const scoped = (fixed_params) => path({ scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params }] });
const maps = (map) => Object.entries(map).flatMap(([name, source]) => ["--map", `${name}=${source}`]);
const CLERK = maps({ user_id: "{{user.id}}", org_id: "{{org.id || 'none'}}" });
const AUTH0 = maps({ user_id: "{{user.user_id}}", org_id: "{{organization.id}}" });

test("clerk: claims with shortcodes, and its settings in words", async () => {
  const { code, out, error } = await mintbird(["export", "clerk", path(), ...CLERK], { key: false });
  assert.equal(code, 0, error);
  const { ttl, ...claims } = template;
  const [pipe, source] = claims.scopes;
  const fixed_params = {
    ...pipe.fixed_params,
    org_id: "{{org.id || 'none'}}",
    both: "{{org.id || 'none'}}/{{user.id}}!",
    literal: "a {1}",
  };
  assert.deepEqual(JSON.parse(out), { ...claims, name: "dashboard_{{user.id}}", scopes: [{ ...pipe, fixed_params }, source] });
  assert.match(error, /lifetime to 600 seconds/);
  assert.match(error, /HS256, with the workspace admin token/);
});

test("clerk: each source that can be null needs a last resort", async () => {
  const tried = (source) => ["export", "clerk", path(), ...maps({ user_id: "{{user.id}}", org_id: source })];
  for (const source of [
    "{{org.slug||'none'}}",
    "{{ user.public_metadata.org || org.id || 'none' }}",
    "{{user.public_metadata.org || -1}}",
    "{{org.id || user.id}}",
  ]) {
    assert.ok((await output(tried(source))).includes(source), source);
  }
  for (const [source, message] of [
    ["{{org.id}}", /is null where a user has none.*\{\{org\.id \|\| 'none'\}\}/],
    ["{{org.id || org.slug}}", /is null where/],
    ["{{org.id || false}}", /is not a Clerk shortcode/],
    ["{{org.id || ''}}", /is not a Clerk shortcode/],
    ["{{org.id || ' '}}", /is not a Clerk shortcode/],
    ["{{org.id || '\u00a0'}}", /is not a Clerk shortcode/],
    ["{{org.id || '\u200b'}}", /is not a Clerk shortcode/],
    ["{{org.id || '\u3164'}}", /is not a Clerk shortcode/],
    ["{{org.id || '\ufe0f'}}", /is not a Clerk shortcode/],
    ["{{user.unsafe_metadata.org || 'none'}}", /users set themselves.*--allow-user-editable/],
    ...["first_name", "last_name", "full_name", "username", "image_url", "primary_email_address", "new_field"].map((field) => [
      `{{user.${field} || 'none'}}`,
      /users set themselves/,
    ]),
    ["{{org.name || 'none'}}", /users set themselves/],
    ["{{org.id || user.username || 'none'}}", /user\.username is what users set themselves/],
    ["{{user.public_metadata.__proto__ || 'none'}}", /__proto__, which is nobody's data/],
    ["{{user.constructor.name || 'none'}}", /constructor, which/],
    ["{{user.public_metadata.org.toString || 'none'}}", /toString, which/],
    ["{{user.public_metadata || 'none'}}", /whole object/],
    ["{{session.id || 'none'}}", /is not a Clerk shortcode/],
    ["{{org.id || 'a\"b'}}", /is not a Clerk shortcode/],
    ["{{user}}", /is not a Clerk shortcode/],
    ["{{}}", /is not a Clerk shortcode/],
    ["{{user.id}}{{user.id}}", /is not a Clerk shortcode/],
  ])
    await misused(tried(source), message);
});

test("clerk: what would become a shortcode, or cannot live that long, is refused", async () => {
  for (const value of ["{{{{user.id}}}}", "{{{{", "}}}}", "{{{user_id}", "{user_id}}}"]) {
    await misused(
      ["export", "clerk", scoped({ value }), "--map", "user_id={{user.id}}"],
      /\/scopes\/0\/fixed_params\/value(?: has braces|: .* another system)/,
    );
  }
  await misused(
    ["export", "clerk", scoped({ "{{user.id}}": 1 }), "--map", "user_id={{user.id}}"],
    /no endpoint has a parameter of this name/,
  );
  await misused(["export", "clerk", path({ ttl: 29 }), ...CLERK], /from 30 seconds/);
});

/** The exported Action, as Auth0 runs it: what it puts into the ID token, and what it logs. */
async function act(code, event) {
  const [claims, logged, exports] = [{}, [], {}];
  runInThisContext(`(exports, require, console) => {${code}}`)(exports, createRequire(import.meta.url), {
    log: (line) => logged.push(line),
  });
  await exports.onExecutePostLogin(event, { idToken: { setCustomClaim: (name, value) => (claims[name] = value) } });
  return { token: claims["https://app.tinybird.co"], logged };
}

const secrets = { TINYBIRD_SIGNING_KEY: ` ${KEY}\n` };

test("auth0: an Action that makes a token", async () => {
  const code = await output(["export", "auth0", path(), ...AUTH0], { key: false });
  const user = { user_id: 'auth0|"${x}"\\' };
  const { token, logged } = await act(code, { secrets, user, organization: { id: "org_1" } });
  assert.deepEqual(logged, []);
  const { exp, ...claims } = new Verifier({ keys: KEY, workspaceId: WORKSPACE }).verify(token);
  assert.ok(Math.abs(exp - Date.now() / 1000 - 600) < 60);
  const { ttl, ...expected } = template;
  const [pipe, source] = expected.scopes;
  const fixed_params = { ...pipe.fixed_params, org_id: "org_1", both: `org_1/${user.user_id}!`, literal: "a {1}" };
  assert.deepEqual(claims, { ...expected, name: `dashboard_${user.user_id}`, scopes: [{ ...pipe, fixed_params }, source] });
  const numbered = await act(code, { secrets, user, organization: { id: 7 } });
  assert.equal(new Verifier({ keys: KEY }).verify(numbered.token).scopes[0].fixed_params.org_id, 7);
});

test("auth0: a value that is missing makes no token, and does not end the login", async () => {
  const code = await output(["export", "auth0", path(), ...AUTH0]);
  const user = { user_id: "u" };
  for (const organization of [
    undefined,
    {},
    { id: "" },
    { id: null },
    { id: ["a"] },
    { id: NaN },
    { id: {} },
    ...BLANK.map((id) => ({ id })),
  ]) {
    assert.deepEqual(await act(code, { secrets, user, organization }), {
      token: undefined,
      logged: ["No Tinybird token: org_id has no value"],
    });
  }
  for (const secrets of [{}, { TINYBIRD_SIGNING_KEY: " " }]) {
    assert.deepEqual(await act(code, { secrets, user, organization: { id: "o" } }), {
      token: undefined,
      logged: ["No Tinybird token: the secret TINYBIRD_SIGNING_KEY is not set"],
    });
  }
});

test("auth0: a value in which minting sees nothing makes no token, either", async () => {
  const minter = new Minter({ ...template, scopes: [template.scopes[0]] }, KEY);
  const isBlank = (character) => {
    try {
      minter.mint({ user_id: "u", org_id: character });
      return false;
    } catch {
      return true;
    }
  };
  const codes = [...Array(0x10000).keys(), ...Array.from({ length: 0x1000 }, (_, code) => 0xe0000 + code)];
  const characters = codes.map((code) => String.fromCodePoint(code)).filter((each) => each.isWellFormed());
  const blank = characters.filter(isBlank);
  assert.ok(blank.length > 4000);
  const code = await output(["export", "auth0", path(), ...AUTH0]);
  const { token } = await act(code, { secrets, user: { user_id: "u" }, organization: { id: blank.join("") } });
  assert.equal(token, undefined);
});

test("auth0: sources are properties of the event that users do not write", async () => {
  const tried = (source) => ["export", "auth0", path(), ...maps({ user_id: "{{user.user_id}}", org_id: source })];
  for (const source of ["{{event.organization.id}}", "{{ user.app_metadata.org }}", "{{client.client_id}}"]) await output(tried(source));
  for (const [source, message] of [
    ["{{user.id}}", /user\.user_id/],
    ["{{user.user_metadata.org}}", /users set themselves.*--allow-user-editable/],
    ...["nickname", "name", "given_name", "family_name", "username", "email", "picture", "new_field"].map((field) => [
      `{{user.${field}}}`,
      /users set themselves/,
    ]),
    ["{{user.app_metadata.__proto__}}", /__proto__, which/],
    ["{{user.constructor.name}}", /constructor, which/],
    ["{{user.app_metadata.org.length}}", /length, which/],
    ["{{user.user_id.length}}", /length, which/],
    ["{{organization.id.hasOwnProperty}}", /hasOwnProperty, which/],
    ["{{user.app_metadata}}", /whole object/],
    ["{{request.query.org}}", /is not a property of Auth0/],
    ["{{event.secrets.X}}", /is not a property of Auth0/],
    ["{{organization.id || 'x'}}", /is not a property of Auth0/],
    ["{{user.a;alert(1)}}", /is not a property of Auth0/],
    ["{{user}}", /is not a property of Auth0/],
  ])
    await misused(tried(source), message);
  const proto = readFileSync(scoped({ x: "{user_id}" }), "utf8").replace('"x":', '"__proto__":');
  await misused(["export", "auth0", file("proto.json", proto), "--map", "user_id={{user.user_id}}"], /__proto__/);
});

test("what users may edit can be asked for, and is warned of", async () => {
  for (const [provider, id, source] of [
    ["clerk", "user.id", "{{user.username || 'none'}}"],
    ["clerk", "user.id", "{{user.unsafe_metadata.theme || 'none'}}"],
    ["auth0", "user.user_id", "{{user.nickname}}"],
  ]) {
    const map = maps({ user_id: `{{${id}}}`, org_id: source });
    const { code, error } = await mintbird(["export", provider, path(), ...map, "--allow-user-editable"]);
    assert.equal(code, 0, error);
    assert.match(error, /^warning: users may choose org_id themselves/);
    assert.doesNotMatch(error, /choose user_id/);
  }
  const proto = maps({ user_id: "{{user.id}}", org_id: "{{user.constructor.name || 'none'}}" });
  await misused(["export", "clerk", path(), ...proto, "--allow-user-editable"], /nobody's data/);
});

test("what neither can express, all at once", async () => {
  const { code, error } = await mintbird(["export", "clerk", TEMPLATE, "--map", "nobody={{user.id}}", "--map", "user_id={{x}}"]);
  assert.equal(code, 2);
  for (const part of [
    /\/scopes\/1\/filter has \{org_id\}.*no value is safe in SQL/,
    /the placeholder org_id has no source/,
    /nobody=\{\{user\.id\}\} fills no placeholder/,
    /user_id=\{\{x\}\} is not a Clerk shortcode; use one such as/,
  ]) {
    assert.match(error, part);
  }
  for (const [provider, id] of [
    ["clerk", "user.id"],
    ["auth0", "user.user_id"],
  ]) {
    const typed = path({ scopes: [{ type: "DATASOURCES:READ", resource: "events", filter: "a = {n:UInt8} AND d > {d:Date}" }] });
    await misused(["export", provider, typed, "--map", `user_id={{${id}}}`], /\/scopes\/0\/filter has \{n\}, \{d\}/);
    const big = readFileSync(scoped({ n: 1 }), "utf8").replace('"n":1', '"n":12345678901234567890');
    await misused(["export", provider, file("big.json", big), "--map", `user_id={{${id}}}`], /\/scopes\/0\/fixed_params\/n is a number/);
    for (const [number, rounded] of [
      ["0.12345678901234567890123", true],
      ["9007199254740993", true],
      ["9007199254740991", false],
      ["-0.10", false],
      ["1.5e2", false],
      ["0.0", false],
    ]) {
      const written = readFileSync(scoped({ n: 1, s: 'a "1e999\\' }), "utf8").replace('"n":1', `"n":${number}`);
      const { code, error } = await mintbird(["export", provider, file("digits.json", written), "--map", `user_id={{${id}}}`]);
      assert.equal(code, rounded ? 2 : 0, number + error);
      assert.equal(/fixed_params\/n is a number/.test(error), rounded, number);
    }
  }
});

test("what nobody would check there is not exported: types, and values that are refused", async () => {
  for (const [provider, map] of [
    ["clerk", CLERK],
    ["auth0", AUTH0],
  ]) {
    const typed = path({
      scopes: [{ type: "PIPES:READ", resource: "r", fixed_params: { org_id: "{org_id:UUID}", n: "a{user_id:Slug}" } }],
    });
    const { code, error } = await mintbird(["export", provider, typed, ...map]);
    assert.equal(code, 2);
    assert.match(error, /\{org_id:UUID\} has a type.*\{user_id:Slug\} has a type/);
    await misused(["export", provider, path({ refuse: { org_id: ["all", "*"] } }), ...map], /values of org_id are refused/);
    await misused(["export", provider, path({ name: "{user_id:String}" }), ...map], /\{user_id:String\} has a type/);
    assert.equal((await mintbird(["export", provider, path({ refuse: { org_id: [] } }), ...map])).code, 0);
  }
});

test("a fixed parameter named `filter` is no filter", async () => {
  const named = scoped({ filter: "{org_id}" });
  const { out, error, code } = await mintbird(["export", "clerk", named, ...CLERK]);
  assert.equal(code, 0, error);
  assert.equal(JSON.parse(out).scopes[0].fixed_params.filter, "{{org.id || 'none'}}");
});

test("the workspace is said", async () => {
  const without = path({ workspace_id: undefined });
  await misused(["export", "clerk", without, ...CLERK], /add --workspace-id/);
  await misused(["export", "clerk", without, ...CLERK, "--workspace-id", "x"], /add --workspace-id/);
  assert.equal(JSON.parse(await output(["export", "clerk", without, ...CLERK, "-w", WORKSPACE])).workspace_id, WORKSPACE);
});

test("what is no call", async () => {
  await misused(["export", "okta", TEMPLATE], /okta/);
  await misused(["export", "clerk", file("faulty-export.json", "{}")], /template cannot be used/);
  for (const map of ["user_id", "user_id=", "=x", "user_id={{user.id", "user_id=user.id"])
    await misused(["export", "clerk", TEMPLATE, "--map", map], /It must look like user_id=\{\{user\.id\}\}/);
  await misused(["export", "clerk", TEMPLATE, ...CLERK, "--map", "user_id={{user.id}}"], /given twice/);
});
