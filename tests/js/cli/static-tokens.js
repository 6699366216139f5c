// A stand-in for the part of Tinybird's API that static tokens are managed with, as `tb` asks it. It logs what it is asked.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { mintStaticToken } from "mintbird";

const WORKSPACE = "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c";

export async function startStaticTokens() {
  const tokens = [];
  const asked = [];
  const add = (name, scopes) => {
    const id = randomUUID();
    const entry = { id, name, token: mintStaticToken({ u: WORKSPACE, id }, "abcd"), scopes };
    tokens.push(entry);
    return entry;
  };
  const personal = add("admin zoe@example.com", [{ type: "ADMIN_USER" }]);
  const key = add("workspace admin token", [{ type: "ADMIN" }]);
  add("read pages", [{ type: "PIPES:READ", resource: "top_pages" }]);

  const find = (id) => tokens.find((each) => each.id === id || each.name === id);
  const server = createServer((request, response) => {
    const { pathname, searchParams: query } = new URL(request.url, "http://cloud");
    const call = `${request.method} ${decodeURIComponent(pathname)}`;
    asked.push(query.has("scope") ? `${call} ${query.get("name")} ${query.get("origin")} ${query.getAll("scope").join(" ")}` : call);
    const send = (status, body) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (![personal.token, key.token].includes(query.get("token"))) return send(403, { error: "invalid authentication token" });
    const [, id, action] = /^\/v0\/tokens\/([^/]+)(?:\/(\w+))?$/.exec(pathname) ?? [];
    const token = id && find(decodeURIComponent(id));
    if (pathname === "/v1/workspace") return send(200, { id: WORKSPACE, name: "analytics", user_email: "zoe@example.com" });
    if (pathname === "/v0/regions") return send(200, { regions: [] });
    if (call === "GET /v0/tokens") return send(200, { tokens });
    if (call === "POST /v0/tokens") {
      return send(
        200,
        add(
          query.get("name"),
          query.getAll("scope").map((text) => ({ type: text })),
        ),
      );
    }
    if (!token) return send(404, { error: `Token ${id} does not exist` });
    if (request.method === "DELETE") return (tokens.splice(tokens.indexOf(token), 1), send(200, { ok: true }));
    if (action === "refresh") token.token = mintStaticToken({ u: WORKSPACE, id: randomUUID() }, "abcd");
    send(200, token);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    asked,
    tokens,
    find,
    personal,
    key,
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  };
}
