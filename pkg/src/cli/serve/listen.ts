import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { misuse } from "../exit.js";
import { faultOf } from "../text-file.js";

/** A server that is up. */
export interface Listening {
  readonly url: string;
  /** Resolves when it is stopped. */
  readonly ended: Promise<void>;
}

/** Serves a handler on this machine, and nowhere else. */
export async function listen(fetch: (request: Request) => Response | Promise<Response>, port: number): Promise<Listening> {
  const server = serve({ fetch, port, hostname: "127.0.0.1" }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? misuse(`port ${port} is in use, perhaps by Tinybird Local; choose another with --port, or 0 for any free one`)
          : misuse(`cannot listen on port ${port}: it ${faultOf(error)}`),
      ),
    );
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : port}`;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      server.close(() => resolve());
      server.closeAllConnections();
    };
    process.once("SIGINT", end).once("SIGTERM", end);
  });
  return { url, ended };
}
