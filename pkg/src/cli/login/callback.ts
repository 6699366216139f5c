/**
 * Takes the answer of Tinybird's login page, on this machine only. The browser is sent to `http://localhost:49160/?code=…`, and
 * the page that it gets there posts the code back, as the page of `tb` does. A GET, which any link can make, is no login: it has to
 * repeat the state, or somebody has to press the page's button. What another site's page has sent here is refused.
 */
import { randomBytes } from "node:crypto";
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import { misuse, refused } from "../exit.js";
import { faultOf } from "../text-file.js";
import { callbackPage } from "./page.js";

/** The port that Tinybird's login page sends the browser to. */
export const CALLBACK_PORT = 49160;

/** `localhost` may be either. */
const LOOPBACK = ["127.0.0.1", "::1"];
const HOSTS = ["localhost", "127.0.0.1", "[::1]"].map((host) => `${host}:${CALLBACK_PORT}`);

export interface Callback {
  /** What the answer has to repeat, where it has such a thing. */
  readonly state: string;
  /** The code, once; refused after `seconds`. */
  code(seconds: number): Promise<string>;
  close(): void;
}

export async function listenForCallback(authHost: string): Promise<Callback> {
  const state = randomBytes(16).toString("base64url");
  let take: (code: string) => void;
  const taken = new Promise<string>((resolve) => (take = resolve));
  const servers = await listen((request, response) => answer(request, response, { authHost, state, take }));
  return {
    state,
    async code(seconds) {
      let timer: NodeJS.Timeout | undefined;
      const never = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(late(seconds)), seconds * 1000);
      });
      return Promise.race([taken, never]).finally(() => clearTimeout(timer));
    },
    close() {
      for (const server of servers) {
        server.close();
        // Browsers open some in advance.
        server.closeAllConnections();
      }
    },
  };
}

function late(seconds: number): Error {
  return refused(`nobody has logged in within ${seconds} ${seconds === 1 ? "second" : "seconds"}; run mintbird login again`);
}

/** @throws `refused` */
export function nobody(seconds: number): never {
  throw late(seconds);
}

interface Context {
  readonly authHost: string;
  readonly state: string;
  readonly take: (code: string) => void;
}

function answer({ method, headers, url = "/" }: IncomingMessage, response: ServerResponse, { authHost, state, take }: Context): void {
  const send = (status: number, body: string, more = {}) =>
    response
      .writeHead(status, {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        // Elsewhere nothing is said; but with no-referrer a browser says nothing of the origin of our own form either.
        "referrer-policy": "same-origin",
        connection: "close",
        ...more,
      })
      .end(body);
  const host = headers.host ?? "";
  // Another name for this address is another site's, and another origin another page's.
  if (!HOSTS.includes(host) || (headers.origin !== undefined && headers.origin !== `http://${host}`))
    return void send(403, "Not from here.");
  if (method === "POST" && ![undefined, "same-origin", "none"].includes(headers["sec-fetch-site"])) return void send(403, "Not from here.");
  if (method === "GET" && !isReferredBy(authHost, headers.referer))
    return void send(403, "This does not come from the page of the login. Run mintbird login again, and log in there.");
  const { pathname, searchParams } = new URL(url, `http://${host}`);
  if (pathname !== "/") return void send(404, "Not here.");
  const code = searchParams.get("code");
  if (!code) return void send(400, "There is no code in this answer.");
  const states = searchParams.getAll("state");
  if (states.length > 1 || states.some((each) => each !== state)) return void send(403, "This is the answer to another login.");
  if (method === "GET") {
    const { body, policy } = callbackPage(authHost, searchParams, states.length === 1);
    return void send(200, body, { "content-security-policy": policy, "x-frame-options": "DENY" });
  }
  if (method !== "POST") return void send(405, "GET or POST.", { allow: "GET, POST" });
  response.once("finish", () => take(code));
  send(200, "You are logged in. Return to the terminal.");
}

/** A browser says where a link was; where it says nothing, the button has to do. */
function isReferredBy(authHost: string, referer: string | undefined): boolean {
  return referer === undefined || (URL.canParse(referer) && new URL(referer).origin === authHost);
}

async function listen(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server[]> {
  const servers: Server[] = [];
  for (const address of LOOPBACK) {
    const server = createServer(handler);
    const fault = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      server.once("error", resolve).listen(CALLBACK_PORT, address, () => resolve(undefined));
    });
    if (fault === undefined) servers.push(server);
    // There are machines without IPv6.
    else if (address === LOOPBACK[0] || !["EADDRNOTAVAIL", "EAFNOSUPPORT"].includes(fault.code ?? "")) {
      for (const other of servers) other.close();
      throw misuse(
        fault.code === "EADDRINUSE"
          ? `port ${CALLBACK_PORT}, to which Tinybird sends the browser, is taken; is another login running? If not, try again in a minute`
          : `cannot listen on port ${CALLBACK_PORT}: it ${faultOf(fault)}`,
      );
    }
  }
  return servers;
}
