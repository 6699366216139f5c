// The tables beside tokens.json, against the built package: templates, fills, claims, keys, requests, options and static tokens that must
// make no token and show no foreign row. tests/it/with_key/attacks/making.rs holds the crate to them.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as mintbird from "mintbird";
import { createGateway, createTokenApi, createTokenHandler } from "mintbird/server";
import { KEY, NOW } from "../fixtures.js";
import { text } from "./expression.js";

const { Minter, MintbirdError, RateLimiter, SigningKey, Template, Verifier, authorize, inspect, sign } = mintbird;
const at = { now: NOW };
const WORKSPACE = "47c5dbba-8063-4765-b2e7-4be1bce2370e";

const read = (name) => JSON.parse(readFileSync(new URL(`../../attacks/${name}.json`, import.meta.url), "utf8"));

/** A table's entry with the key in the place of KEY. */
const withKey = (value) =>
  typeof value === "string"
    ? value.replaceAll("KEY", KEY)
    : Array.isArray(value)
      ? value.map(withKey)
      : typeof value === "object" && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withKey(item)]))
        : value;

/** The code that a call is refused with, and the codes of severity error, sorted, each once; or `ok`. */
function refusal(run) {
  try {
    run();
    return { code: "ok", errors: "", message: "" };
  } catch (error) {
    assert.ok(MintbirdError.is(error), String(error));
    assert.ok(!error.message.includes(KEY.slice(4, 40)), error.message);
    const errors = new Set(error.issues.filter(({ severity }) => severity === "error").map(({ code }) => code));
    return { code: error.code, errors: [...errors].sort().join(" "), message: error.message };
  }
}

/** Fails with the entries that got another answer, and prints how many there are. */
function settle(table, count, wrong) {
  assert.deepEqual(wrong, []);
  console.log(`trust: attacks, ${table}, the npm package | ${count} entries | ${wrong.length} found`);
}

function templateOf(entry) {
  if (entry.text !== undefined) return entry.text;
  let scope = { type: "PIPES:READ", resource: "r" };
  if (entry.fixed !== undefined) scope.fixed_params = entry.fixed;
  if (entry.filter !== undefined) scope = { type: "DATASOURCES:READ", resource: "r", filter: entry.filter };
  return { name: "n", ttl: 60, refuse: entry.refuse, scopes: [entry.scope ?? scope], ...entry.template };
}

test("no template of the table compiles", () => {
  const { templates } = read("templates");
  const wrong = [];
  for (const entry of templates) {
    for (const make of [(template) => new Template(template), (template) => new Minter(template, KEY)]) {
      const { code, errors } = refusal(() => make(templateOf(entry)));
      if (code !== "template" || errors !== entry.errors) wrong.push({ name: entry.name, code, errors });
    }
  }
  settle("templates", templates.length, wrong);
});

test("no fill of the table makes a token", () => {
  const { fills } = read("fills");
  const wrong = [];
  for (const entry of fills) {
    const minter = new Minter(templateOf(entry), KEY);
    const params = withKey(entry.params);
    for (const mint of [() => minter.mint(params, at), () => minter.mintMany([params], at)]) {
      const { code } = refusal(mint);
      if (code !== entry.code) wrong.push({ name: entry.name, code });
    }
    minter.free();
  }
  settle("fills", fills.length, wrong);
});

test("no claims of the table are signed, nor by the Token API", async () => {
  const { claims } = read("claims");
  const api = createTokenApi({ signingKey: KEY, onWarning: () => {} });
  const verifier = new Verifier({ keys: KEY });
  const wrong = [];
  for (const entry of claims) {
    const scope = entry.scope ?? { type: "PIPES:READ", resource: "r", fixed_params: { org_id: "acme" } };
    const good = { workspace_id: WORKSPACE, name: "n", exp: NOW + 600, scopes: [withKey(scope)], ...withKey(entry.claims) };
    const written = entry.text ?? JSON.stringify(good);
    const { errors } = refusal(() => sign(written, KEY));
    const foreign = jws(written);
    const verify = refusal(() => verifier.verify(foreign, at)).code;
    if (errors !== entry.sign || verify !== entry.verify) wrong.push({ name: entry.name, errors, verify });
    const told = inspect(foreign, at).issues.map(({ code }) => code);
    assert.ok(
      errors.split(" ").some((code) => told.includes(code)),
      `inspect says nothing of ${entry.name}`,
    );
    // What the Token API takes of a caller: the expiry and the workspace are its own.
    if (entry.text === undefined && !["exp", "nbf", "workspace_id", "sub"].some((name) => name in (entry.claims ?? {}))) {
      const { name, scopes, limits } = good;
      const exp = Math.floor(Date.now() / 1000) + 60;
      const response = await api(
        new Request(`https://api.example/v0/tokens?expiration_time=${exp}`, {
          method: "POST",
          headers: { authorization: `Bearer ${KEY}` },
          body: JSON.stringify({ name, scopes, limits }),
        }),
      );
      if (response.status !== 400) wrong.push({ name: entry.name, status: response.status });
    }
  }
  settle("claims", claims.length, wrong);
});

/** Signed by another program. */
function jws(payload) {
  const input = [`{"alg":"HS256","typ":"JWT"}`, payload].map((part) => Buffer.from(part).toString("base64url")).join(".");
  return `${input}.${createHmac("sha256", KEY).update(input).digest("base64url")}`;
}

test("no key of the table is a signing key, wherever one is taken", () => {
  const { keys } = read("keys");
  const definitions = read("tokens").let;
  const template = { workspace_id: WORKSPACE, name: "n", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "r" }] };
  const claims = { workspace_id: WORKSPACE, name: "n", exp: NOW, scopes: template.scopes };
  const wrong = [];
  for (const entry of keys) {
    const key = text(entry.key, { definitions, each: 0 });
    for (const take of [
      () => new SigningKey(key),
      () => new Minter(template, key),
      () => sign(claims, key),
      () => new Verifier({ keys: key }),
      () => new Verifier({ keys: [KEY, key] }),
      () => createTokenApi({ signingKey: key, workspaceId: WORKSPACE }),
    ]) {
      const { code, errors } = refusal(take);
      if (code !== "key" || (errors !== (entry.issue ?? "") && errors !== "")) wrong.push({ name: entry.name, take: String(take), code });
    }
    const { errors } = refusal(() => new SigningKey(key));
    if (errors !== (entry.issue ?? "")) wrong.push({ name: entry.name, errors });
  }
  settle("keys", keys.length, wrong);
});

test("no request of the table chooses its tenant, nor through the gateway", async () => {
  const { requests } = read("requests");
  const verifier = new Verifier({ keys: KEY });
  const wrong = [];
  for (const entry of requests) {
    const { pipe = "top_pages", datasource, query, allow } = entry;
    const scopes = entry.scopes ?? [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "acme" } }];
    const exp = Math.floor(Date.now() / 1000) + 600;
    const claims = { workspace_id: WORKSPACE, name: "n", exp, scopes };
    const token = entry.elsewhere ? signedElsewhere(claims) : sign(claims, KEY);
    const request = datasource === undefined ? { pipe, params: query, allow } : { datasource, params: query, allow };
    const decisions = [verifier.authorize(token, request), ...(entry.elsewhere ? [] : [authorize(claims, request)])];
    const answers = decisions.map((decision) =>
      decision.allowed ? { passes: String(new URLSearchParams(pairs(decision.params))) } : { denied: decision.code },
    );
    if (datasource === undefined && /^\w+$/.test(pipe)) {
      const answer = await throughGateway(verifier, token, pipe, query, allow);
      if (entry.gateway === undefined) answers.push(answer);
      else assert.deepEqual(answer, { denied: entry.gateway });
    }
    for (const answer of answers) {
      if (answer.denied !== entry.denied || sorted(answer.passes) !== sorted(entry.passes)) wrong.push({ name: entry.name, answer });
    }
  }
  settle("requests", requests.length, wrong);
});

function signedElsewhere(claims) {
  const input = [{ alg: "HS256" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${input}.${createHmac("sha256", KEY).update(input).digest("base64url")}`;
}

/** The gateway puts the parameters in order, so that a cache knows a request again. */
function sorted(query) {
  const params = new URLSearchParams(query);
  params.sort();
  return String(params);
}

const pairs = (params) => Object.entries(params).flatMap(([name, value]) => [value].flat().map((item) => [name, String(item)]));

/** What the upstream is asked, or the code of the refusal. */
async function throughGateway(verifier, token, pipe, query, passParams = []) {
  let asked;
  const gateway = createGateway({
    verifier,
    limiter: new RateLimiter(),
    upstream: "https://upstream.example",
    staticToken: "p.read.token",
    passParams,
    fetch: async (url) => {
      asked = new URL(url);
      return Response.json({ data: [] });
    },
  });
  const headers = { authorization: `Bearer ${token}` };
  const response = await gateway(new Request(`https://gateway.example/v0/pipes/${pipe}.json?${query}`, { headers }));
  if (response.status === 200) return { passes: asked.search.slice(1) };
  assert.equal(asked, undefined);
  return { denied: (await response.json()).code };
}

test("no option of the table is taken", () => {
  const { options } = read("options");
  const minter = new Minter({ name: "n", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "top_pages" }] }, KEY);
  const verifier = new Verifier({ keys: KEY });
  const token = minter.mint({});
  const gateway = { verifier, limiter: new RateLimiter(), upstream: "https://api.tinybird.co", staticToken: "p.static.token" };
  const calls = {
    mint: (options) => minter.mint({}, options),
    mintMany: (options) => minter.mintMany([{}], options),
    verify: (options) => verifier.verify(token, options),
    authorize: (options) => verifier.authorize(token, { pipe: "top_pages" }, options),
    request: (options) => verifier.authorize(token, options),
    Verifier: (options) => new Verifier(options),
    RateLimiter: (options) => new RateLimiter(options),
    createTokenHandler: (options) => createTokenHandler({ minter, authenticate: () => ({}), ...options }),
    createTokenApi: (options) => createTokenApi({ signingKey: KEY, ...options }),
    createGateway: (options) => createGateway({ ...gateway, ...options }),
    mintStaticToken: (options) =>
      mintbird.mintStaticToken({ u: WORKSPACE, id: "489d1355-e9e3-4b61-9982-f5f45c3fee21", ...options }, "abcd"),
  };
  const wrong = [];
  for (const { call, options: given, names, code = "option" } of options) {
    const answer = refusal(() => calls[call](withKey(given)));
    if (answer.code !== code || (names !== undefined && !answer.message.includes(`\`${names}\`?`))) wrong.push({ call, given, answer });
  }
  settle("options", options.length, wrong);
});

test("no static token of the table is Tinybird's", () => {
  const { tokens, scopes } = read("static-tokens");
  const wrong = [];
  for (const { name, payload, parse, verify } of tokens) {
    const encoded = Buffer.from(payload).toString("base64url");
    const token = `p.${encoded}.${createHmac("sha256", "abcd").update(encoded).digest("base64url")}`;
    const found = [() => mintbird.parseStaticToken(token), () => mintbird.verifyStaticToken(token, "abcd")].map((run) => refusal(run).code);
    if (found[0] !== parse || found[1] !== verify) wrong.push({ name, found });
  }
  for (const { text } of scopes) {
    if (refusal(() => mintbird.parseStaticScope(text)).code !== "option") wrong.push({ text });
  }
  settle("static tokens", tokens.length + scopes.length, wrong);
});
