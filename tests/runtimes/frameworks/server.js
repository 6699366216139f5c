// usage: server.js NAME      The handlers behind a framework's own requests. Prints its port.
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { Minter } from "mintbird";
import { createTokenApi, createTokenHandler } from "mintbird/server";
import { KEY } from "../suite.js";

const token = createTokenHandler({
  minter: () =>
    new Minter(
      { name: "u_{user_id}", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "p", fixed_params: { org_id: "{org_id}" } }] },
      KEY,
    ),
  authenticate: async (request) => {
    const text = await request.text();
    const body = text === "" ? { org_id: "none" } : JSON.parse(text);
    return { user_id: request.headers.get("x-user"), ...body };
  },
});
const api = createTokenApi({ signingKey: KEY });
const handle = (request) => (new URL(request.url).pathname === "/token" ? token(request) : api(request));

/** How each of them comes to a port. */
const FRAMEWORKS = {
  async "hono/node-server"() {
    const { serve } = await import("@hono/node-server");
    return new Promise((resolve) => serve({ fetch: handle, port: 0, hostname: "127.0.0.1" }, ({ port }) => resolve(port)));
  },
  async srvx() {
    const { serve } = await import("srvx");
    const server = serve({ fetch: handle, port: 0, hostname: "127.0.0.1", silent: true });
    await server.ready();
    return new URL(server.url).port;
  },
  async "whatwg-node/server"() {
    const { createServerAdapter } = await import("@whatwg-node/server");
    return listen(createServerAdapter(handle));
  },
  // As the Express adapter of Remix makes its requests.
  async "remix-run/web-fetch"() {
    const { Request } = await import("@remix-run/web-fetch");
    return listen(async (message, answer) => {
      const hasBody = message.headers["transfer-encoding"] !== undefined || message.headers["content-length"] !== undefined;
      const { method, headers } = message;
      const body = hasBody ? Readable.toWeb(message) : null;
      const response = await handle(new Request(`http://127.0.0.1${message.url}`, { method, headers, body, duplex: "half" }));
      answer.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
    });
  },
};

function listen(listener) {
  const server = createServer(listener);
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
}

console.log(`listening on ${await FRAMEWORKS[process.argv[2]]()}`);
