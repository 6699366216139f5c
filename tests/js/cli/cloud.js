// A stand-in for the documented endpoints of Tinybird's cloud that a login asks, on this machine; and the browser of somebody who
// logs in there.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** For `BROWSER`: `tb` and `mintbird` read the same form. */
export const BROWSER = `${process.execPath} ${fileURLToPath(new URL("browser.js", import.meta.url))} %s`;

/**
 * Waits until a login can listen. Any connection within this machine may have been given the port of the callback for its own
 * end, and Linux keeps such an end for a minute after the connection was closed.
 */
export async function callbackPortIsFree() {
  for (let seconds = 0; ; seconds++) {
    const server = createTcpServer().listen(49160, "127.0.0.1");
    try {
      await once(server, "listening");
      return await new Promise((resolve) => server.close(() => resolve()));
    } catch (fault) {
      if (fault.code !== "EADDRINUSE" || seconds === 90) throw fault;
      await delay(1000);
    }
  }
}

/**
 * @param tokens the pair that a login is given
 * @param options `exchange(answer)` changes what a code is exchanged for; `repeatsState`, whether the answer has the state of the
 *   question; `rest(request, response)` answers what is not of a login; what else there is is said of the workspace
 */
export async function startCloud(
  { workspace_token, user_token },
  { exchange = (answer) => answer, repeatsState = false, rest, ...said } = {},
) {
  const codes = new Set();
  const workspace = {
    id: randomUUID(),
    name: "analytics_é",
    user_email: "zoë@example.com",
    user_id: randomUUID(),
    scope: "admin",
    ...said,
  };
  const asked = [];
  /** One-time codes of machines without a browser, and whether somebody has logged in with them. */
  const typed = new Map();
  const answers = {
    "/api/cli-login": (query) => {
      if (query.get("method") === "code") {
        if (query.has("code")) return (typed.set(query.get("code"), true), { body: "You may close this page." });
        return { body: typed.get(query.get("cliCode")) ? exchange({ workspace_token, user_token, api_host: url }) : {} };
      }
      if (!query.has("code")) {
        const code = randomUUID();
        codes.add(code);
        const params = new URLSearchParams({ code, workspace: workspace.name, provider: "gcp", region: "europe-west2" });
        if (repeatsState) params.set("state", query.get("state"));
        return { status: 302, location: `http://localhost:49160/?${params}` };
      }
      // Good for once.
      return codes.delete(query.get("code"))
        ? { body: exchange({ workspace_token, user_token, api_host: url }) }
        : { status: 401, body: {} };
    },
    "/gcp/europe-west2/cli-login": () => ({ body: "You are logged in." }),
    "/v1/workspace": (query) => (query.get("token") === workspace_token ? { body: workspace } : { status: 403, body: { error: "no" } }),
    "/v0/auth": (query) => ({ body: { is_valid: query.get("token") === user_token, is_user: query.get("token") === user_token } }),
    "/v0/regions": () => ({ body: { regions: [] } }),
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://cloud");
    asked.push(`${request.method} ${pathname}`);
    const answer = answers[pathname]?.(searchParams);
    if (answer === undefined && rest !== undefined) return rest(request, response);
    const { status = 200, location, body = "" } = answer ?? { status: 404 };
    response.writeHead(status, {
      "content-type": typeof body === "string" ? "text/html" : "application/json",
      ...(location && { location }),
    });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  return { url, workspace, asked, stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))) };
}
