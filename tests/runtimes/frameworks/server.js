// usage: server.js NAME      The handlers behind a framework's own requests. Prints its port.
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { handle } from "./handle.js";

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
  async express() {
    const [{ default: express }, { createServerAdapter }] = await Promise.all([import("express"), import("@whatwg-node/server")]);
    const app = express();
    // Which reads the body before the handler does.
    app.use("/parsed", express.json());
    app.use(createServerAdapter(handle));
    return listen(app);
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
