// Runs the examples of docs/codes/errors.js: what each throws, denies or answers.
import { once } from "node:events";
import { createServer } from "node:http";
import * as mintbird from "mintbird";
import * as client from "mintbird/client";
import * as server from "mintbird/server";

const { Minter, RateLimiter, Verifier, generateLocalTokens } = mintbird;
const [signingKey, otherKey] = [generateLocalTokens().workspace_token, generateLocalTokens().workspace_token];
const pinned = (org_id) => ({ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id } });
const minter = new Minter({ name: "dashboard_{user_id}", ttl: "10m", scopes: [pinned("{org_id}")], limits: { rps: 10 } }, signingKey);
const authenticate = () => ({ user_id: "u_1", org_id: "acme" });
const token = minter.mint(authenticate());
const verifier = new Verifier({ keys: signingKey });
const claims = verifier.verify(token);
const url = "https://app.example.com/token";
const onError = () => undefined;
const rules = { verifier, limiter: new RateLimiter(), upstream: "https://api.tinybird.co", staticToken: otherKey, onError };

const names = {
  ...mintbird,
  ...client,
  ...server,
  ...{ signingKey, otherKey, pinned, minter, authenticate, token, verifier, claims, url, onError },
  post: (body, type) => new Request(url, { method: "POST", body, headers: type ? { "content-type": type } : {} }),
  get: (path, init) => new Request(`https://gateway.example.com${path}`, { headers: { authorization: `Bearer ${token}` }, ...init }),
  ask: (path, token, body) =>
    new Request(`https://tokens.example.com${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    }),
  gateway: (options) => server.createGateway({ ...rules, fetch: async () => new Response("{}"), ...options }),
  fetchToken: async () => ({ token, expires_at: claims.exp }),
};

/** The code and the message of what an example comes to. */
export async function tryError(run) {
  const origin = await listening();
  const all = { ...names, origin };
  try {
    const result = await new Function(...Object.keys(all), `return ${run}`)(...Object.values(all));
    if (result instanceof Response) {
      const { code, error } = await result.json();
      return { code, message: error, status: result.status };
    }
    return result;
  } catch (error) {
    return { code: error.code, message: error.message };
  }
}

let endpoint;
/** An endpoint that is not there, at an origin of its own. */
async function listening() {
  if (endpoint === undefined) {
    endpoint = createServer((_, response) => response.writeHead(404).end('{"error":"The pipe does not exist"}')).listen(0, "127.0.0.1");
    endpoint.unref();
    await once(endpoint, "listening");
  }
  return `http://127.0.0.1:${endpoint.address().port}`;
}
