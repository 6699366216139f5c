import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { misuse } from "../exit.js";
import { faultOf } from "../text-file.js";
import { isLoopback } from "./loopback.js";

/** A server that is up. */
export interface Listening {
  readonly url: string;
  /** Resolves when it is stopped. */
  readonly ended: Promise<void>;
}

const ADDRESS = "127.0.0.1";

/** Serves a handler on this machine, and nowhere else: under no other name, and in no other page's frame. */
export async function listen(fetch: (request: Request) => Response | Promise<Response>, port: number): Promise<Listening> {
  const respond = getRequestListener(fetch, { hostname: ADDRESS });
  // Node would refuse a request without a Host by itself, but not one with two.
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    response.setHeader("content-security-policy", "frame-ancestors 'none'");
    response.setHeader("x-frame-options", "DENY");
    response.setHeader("x-content-type-options", "nosniff");
    if (isForUs(request)) void respond(request, response);
    else misdirect(response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? misuse(`port ${port} is in use, perhaps by Tinybird Local; choose another with --port, or 0 for any free one`)
          : misuse(`cannot listen on port ${port}: it ${faultOf(error)}`),
      ),
    );
    server.listen(port, ADDRESS);
  });
  const address = server.address();
  const url = `http://${ADDRESS}:${typeof address === "object" && address !== null ? address.port : port}`;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      server.close(() => resolve());
      server.closeAllConnections();
    };
    process.once("SIGINT", end).once("SIGTERM", end);
  });
  return { url, ended };
}

/**
 * Whether the request says, once, that it is for this machine. A page of another site can make its own name mean 127.0.0.1, but not
 * the name that the browser then sends.
 */
function isForUs({ rawHeaders, url = "/" }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === "host");
  const [host = ""] = hosts;
  // The form of the target that is for proxies names a host of its own.
  return hosts.length === 1 && isLoopback(host) && (url.startsWith("/") || url === "*");
}

function misdirect(response: ServerResponse): void {
  response.writeHead(421, { "content-type": "application/json", connection: "close" });
  response.end('{"error":"this server answers to localhost only","code":"host"}');
}
