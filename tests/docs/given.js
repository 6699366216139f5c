// What the blocks of the guides take for granted, beside what they import. A name that a block declares itself is its own.
import { once } from "node:events";
import { createServer } from "node:http";
import { Minter, Verifier, generateLocalTokens } from "mintbird";

export const { workspace_token: key, user_token: staticToken } = generateLocalTokens();
export const { workspace_token: otherKey } = generateLocalTokens();

export const template = {
  name: "dashboard_{user_id}",
  ttl: "10m",
  scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}" } }],
  limits: { rps: 10 },
};
export const minter = new Minter(template, key);
export const token = minter.mint({ user_id: "u_1", org_id: "acme" });
export const verifier = new Verifier({ keys: key });

/** What Tinybird's API, which stands here for it, was asked: paths, and the header with the token. */
export const asked = [];
const api = createServer(({ url, headers }, response) => {
  asked.push([url, headers.authorization]);
  response.setHeader("content-type", "application/json");
  response.end('{"meta":[],"data":[],"rows":0,"statistics":{"elapsed":0,"rows_read":0,"bytes_read":0}}');
}).listen(0, "127.0.0.1");
await once(api, "listening");
api.unref();
export const upstream = `http://127.0.0.1:${api.address().port}`;
