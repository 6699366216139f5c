// A stand-in for Tinybird Local, as far as clients ask it which workspaces and tokens there are. It logs what it is asked.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { generateLocalTokens, mintStaticToken } from "mintbird";

const staticToken = (u) => mintStaticToken({ u, id: randomUUID() }, "abcd");

/** @param names of the workspaces that are there, beside the default one */
export async function startTinybirdLocal(names = []) {
  const { user_token, workspace_token } = generateLocalTokens();
  const admin_token = staticToken(randomUUID());
  const organization = randomUUID();
  const workspaces = [];
  const asked = [];
  const add = (name, key) => {
    const id = randomUUID();
    // The user's own token is the one of the listing; the key is another.
    const workspace = { id, name, token: staticToken(id), key: key ?? staticToken(id) };
    workspaces.push(workspace);
    return workspace;
  };
  add("Tinybird_Local_Testing", workspace_token);
  names.forEach((name) => add(name));

  const answers = {
    "GET /tokens": () => ({ user_token, admin_token, workspace_admin_token: workspace_token }),
    "GET /v1/user/workspaces": ({ token }) =>
      token === admin_token && {
        organization_id: organization,
        workspaces: workspaces.map(({ id, name, token }) => ({ id, name, token, is_branch: false })),
      },
    "POST /v1/workspaces": ({ token, name, assign_to_organization_id }) =>
      token === user_token && assign_to_organization_id === organization && add(name),
    "GET /v0/tokens": ({ token }) => {
      const workspace = workspaces.find((each) => each.token === token);
      return (
        workspace && {
          tokens: [
            { id: randomUUID(), name: "admin zoe@example.com", token: workspace.token, scopes: [{ type: "ADMIN_USER" }] },
            { id: randomUUID(), name: "workspace admin token", token: workspace.key, scopes: [{ type: "ADMIN" }] },
            { id: randomUUID(), name: "read pages", token: staticToken(workspace.id), scopes: [{ type: "PIPES:READ", resource: "p" }] },
          ],
        }
      );
    },
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://local");
    const query = Object.fromEntries(searchParams);
    const call = `${request.method} ${pathname}`;
    const whose = workspaces.find(({ token }) => token === query.token)?.name;
    asked.push([call, query.name ?? whose].filter(Boolean).join(" "));
    const answer = answers[call]?.(query);
    response.writeHead(answer ? 200 : answers[call] ? 403 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(answer || { error: "no" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  return {
    asked,
    answers,
    workspaces,
    keyOf: (name) => workspaces.find((each) => each.name === name)?.key,
    env: { TB_LOCAL_HOST: "127.0.0.1", TB_LOCAL_PORT: String(port) },
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  };
}
