// The handlers behind requests that are not the runtime's own: each is sent a body that is announced, one in chunks, and none.
import { app, node, versionOf } from "../lib/consumer.js";
import { post } from "../lib/post.js";
import { serving } from "../lib/process.js";
import { KEY } from "../suite.js";

const FRAMEWORKS = ["hono/node-server", "srvx", "whatwg-node/server", "express", "remix-run/web-fetch"];

export async function quick(matrix) {
  for (const name of FRAMEWORKS) {
    const version = await versionOf(name.includes("/") ? `@${name}` : name);
    for (const major of [20, 22, 24]) {
      await matrix.cell(name, version, `Node ${major}`, () =>
        serving(node(major), ["frameworks/server.js", name], { cwd: app, ready: /listening on (\d+)/ }, async ([, port]) => {
          await expectHandlers(port);
          if (name === "express") await expectParsed(port);
        }),
      );
    }
  }
}

/** Posts to the handler behind Express's parser of JSON. */
async function expectParsed(port) {
  const headers = { "x-user": "u_1", "content-type": "application/json" };
  for (const announced of ["by length", "in chunks"]) {
    expectTenant(
      await post(`http://127.0.0.1:${port}/parsed/token`, headers, '{"org_id":"ácme"}', announced),
      "ácme",
      `parsed, ${announced}`,
    );
  }
}

/** Posts to the handlers at a port; with `more` headers, where the framework itself asks for them. */
export async function expectHandlers(port, more = {}) {
  const scopes = [{ type: "PIPES:READ", resource: "p", fixed_params: { org_id: "ácme" } }];
  const exp = Math.floor(Date.now() / 1000) + 60;
  const json = { "content-type": "application/json" };
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const org_id = '{"org_id":"ácme"}';
  for (const [tried, path, headers, body, announced, status, org] of [
    ["no body, as curl -X POST", "/token", {}, "", "not", 200, "none"],
    ["no body, said so", "/token", {}, "", "by length", 200, "none"],
    ["an empty body in chunks", "/token", {}, "", "in chunks", 200, "none"],
    ["JSON", "/token", json, org_id, "by length", 200, "ácme"],
    ["JSON in chunks", "/token", json, org_id, "in chunks", 200, "ácme"],
    ["JSON that breaks off", "/token", json, '{"org_id":', "in chunks", 400],
    ["too long a body", "/token", json, " ".repeat(20_000), "by length", 413],
    ["too long a body in chunks", "/token", json, " ".repeat(20_000), "in chunks", 413],
    ["a form", "/token", form, "a=b", "by length", 415],
    ["claims", `/v0/tokens?expiration_time=${exp}`, {}, JSON.stringify({ name: "n", scopes }), "by length", 200, "ácme"],
    ["claims in chunks", `/v0/tokens?expiration_time=${exp}`, {}, JSON.stringify({ name: "n", scopes }), "in chunks", 200, "ácme"],
  ]) {
    const answer = await post(
      `http://127.0.0.1:${port}${path}`,
      { "x-user": "u_1", authorization: `Bearer ${KEY}`, ...more, ...headers },
      body,
      announced,
    );
    if (answer.status !== status) throw new Error(`${tried}: ${answer.status}, not ${status}: ${answer.text}`);
    if (org !== undefined) expectTenant(answer, org, tried);
  }
}

function expectTenant({ status, text }, org, tried) {
  if (status !== 200) throw new Error(`${tried}: ${status}: ${text}`);
  const [, payload] = JSON.parse(text).token.split(".");
  const { scopes } = JSON.parse(Buffer.from(payload, "base64url"));
  if (scopes[0].fixed_params.org_id !== org) throw new Error(`${tried}: the token is of ${scopes[0].fixed_params.org_id}`);
}
