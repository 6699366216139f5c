// Tinybird's own clients, unchanged, against createTokenApi.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { TinybirdError, createClient } from "@tinybirdco/sdk";
import { Verifier, generateLocalTokens, parseStaticToken } from "mintbird";
import { createTokenApi } from "mintbird/server";
import { listen, python, run, runTb } from "./processes.js";

const signingKey = generateLocalTokens().workspace_token;
const foreignKey = generateLocalTokens().workspace_token;
const workspaceId = parseStaticToken(signingKey).u;
const api = await listen(createTokenApi({ signingKey }));
after(api.stop);
const verifier = new Verifier({ keys: signingKey, workspaceId });
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

/** What the token says, but for when it expires, which is in an hour. */
function claimsOf(token) {
  const { exp, ...claims } = verifier.verify(token);
  assert.ok(Math.abs(exp - inAnHour()) < 60);
  return claims;
}

const scope = { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "acme", plan: "b" } };

test("tb token create jwt", async () => {
  const create = (key, ...args) => runTb(api.url, key, "token", "create", "jwt", ...args);

  const made = await create(
    signingKey,
    "N",
    "--ttl",
    "1h",
    "--scope",
    "PIPES:READ",
    "--resource",
    "top_pages",
    "--fixed-params",
    "org_id=acme,plan=b",
    "--scope",
    "DATASOURCES:READ",
    "--resource",
    "events",
    "--filter",
    "org_id = 'acme'",
  );
  assert.equal(made.code, 0, made.output);
  const [token] = /eyJ[\w.-]+/.exec(made.output);
  const claims = claimsOf(token);
  assert.deepEqual([claims.name, claims.workspace_id, claims.scopes[0]], ["N", workspaceId, scope]);

  const refused = await create(foreignKey, "N", "--ttl", "1h", "--scope", "PIPES:READ", "--resource", "top_pages");
  assert.notEqual(refused.code, 0);
  assert.doesNotMatch(refused.output, /eyJ/);
});

test("@tinybirdco/sdk", async () => {
  const client = (token) => createClient({ baseUrl: api.url, token }).tokens;
  const options = { name: "N", expiresAt: inAnHour(), scopes: [scope], limits: { rps: 10 } };
  const { token } = await client(signingKey).createJWT(options);
  assert.deepEqual(claimsOf(token), { workspace_id: workspaceId, name: "N", scopes: [scope], limits: { rps: 10 } });
  const date = await client(signingKey).createJWT({ ...options, expiresAt: new Date(inAnHour() * 1000) });
  assert.equal(claimsOf(date.token).name, "N");

  const fails = (token, options, status, body) =>
    assert.rejects(client(token).createJWT(options), (error) => {
      assert.ok(error instanceof TinybirdError);
      assert.equal(error.statusCode, status);
      assert.match(error.message, body);
      return true;
    });
  await fails(foreignKey, options, 403, /Permission denied.*workspace admin token is needed/);
  await fails(signingKey, { ...options, expiresAt: 1_700_000_000 }, 400, /Invalid JWT token request.*has passed/);
  await fails(signingKey, { ...options, scopes: [{ ...scope, fixed_params: { org_id: null } }] }, 400, /scopes\/0\/fixed_params\/org_id/);
});

test("tinybird-sdk for Python", async () => {
  const program = `
import json, sys
from tinybird_sdk.api.tokens import TokenApiError, create_jwt
url, key, other, expires = sys.argv[1:]
options = {"name": "N", "expires_at": int(expires), "limits": {"rps": 10},
           "scopes": [{"type": "PIPES:READ", "resource": "top_pages", "fixed_params": {"org_id": "acme", "plan": "b"}}]}
token = create_jwt({"base_url": url, "token": key}, options)["token"]
faults = []
for admin, changed in [(other, {}), (key, {"scopes": []})]:
    try:
        create_jwt({"base_url": url, "token": admin}, {**options, **changed})
    except TokenApiError as error:
        faults.append([error.status, str(error)])
print(json.dumps([token, faults]))`;
  const { code, output } = await run(python, ["-c", program, api.url, signingKey, foreignKey, String(inAnHour())]);
  assert.equal(code, 0, output);
  const [token, faults] = JSON.parse(output);
  assert.deepEqual(claimsOf(token), { workspace_id: workspaceId, name: "N", scopes: [scope], limits: { rps: 10 } });
  assert.deepEqual(
    faults.map(([status]) => status),
    [403, 400],
  );
  assert.match(faults[0][1], /admin token/);
  assert.match(faults[1][1], /scope/);
});

test("the documentation's curl line", async () => {
  const curl = (key) =>
    run("curl", [
      "-s",
      "-X",
      "POST",
      `${api.url}/v0/tokens/?name=N&expiration_time=${inAnHour()}`,
      "-H",
      `Authorization: Bearer ${key}`,
      "-d",
      JSON.stringify({ scopes: [scope] }),
    ]);
  const { output } = await curl(signingKey);
  assert.deepEqual(Object.keys(JSON.parse(output)), ["token"]);
  assert.deepEqual(claimsOf(JSON.parse(output).token), { workspace_id: workspaceId, name: "N", scopes: [scope] });
  assert.match(JSON.parse((await curl(foreignKey)).output).error, /admin token/);
});
