import type { Granted } from "../types/access.js";
import { MintbirdError } from "../types/error.js";
import { checkSeconds } from "../types/seconds.js";
import { type OnError, notify, refuse } from "./answer.js";

/** Seconds. */
const MAX_TIMEOUT = 300;

/** The upstream's headers that are passed on. Length and encoding belong to its own connection. */
const PASSED = ["content-type", "content-disposition", "retry-after"];

/** The API behind a gateway, and how to call it. */
export interface UpstreamOptions {
  /** The API behind the gateway, such as `https://api.tinybird.co`. */
  readonly upstream: string;
  /** A static token that may read the endpoints. It is sent to the upstream only. */
  readonly staticToken: string;
  /** How the upstream is called. The runtime's own `fetch` unless given. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** How long the upstream may take to start its response, seconds. 30 unless given, at most 300. */
  readonly timeout?: number | undefined;
}

/** The API behind a gateway. */
export class Upstream {
  readonly #base: string;
  readonly #fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly #timeout: number;
  readonly #staticToken: string;

  constructor({ upstream, staticToken, fetch, timeout = 30 }: UpstreamOptions) {
    if (!isBase(upstream)) {
      throw new MintbirdError("option", "option `upstream` must be a URL such as https://api.tinybird.co");
    }
    if (typeof staticToken !== "string" || !/^[\x21-\x7e]+$/.test(staticToken)) {
      throw new MintbirdError("option", "option `staticToken` must be a token, `p.…`; is the environment variable set?");
    }
    this.#base = upstream.replace(/\/+$/, "");
    // Called through the global each time: Workers refuse to call it as a method of another object.
    this.#fetch = fetch ?? ((url, init) => globalThis.fetch(url, init));
    this.#timeout = checkSeconds("timeout", timeout, { max: MAX_TIMEOUT, positive: true });
    this.#staticToken = staticToken;
  }

  /** Reads an endpoint. The response is streamed, and aborted when the client disconnects. */
  async read(path: string, request: Request, onError: OnError | undefined): Promise<Response> {
    const abort = new AbortController();
    const leave = (): void => abort.abort();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      abort.abort();
    }, this.#timeout * 1000);
    request.signal.addEventListener("abort", leave);
    // It may have been aborted before the listener was there, for example while it was counted.
    if (request.signal.aborted) leave();
    try {
      const headers = { authorization: `Bearer ${this.#staticToken}` };
      // A redirect would send the static token elsewhere.
      const response = await this.#fetch(this.#base + path, { headers, redirect: "manual", signal: abort.signal });
      return await this.#pass(response, request, onError);
    } catch (error) {
      request.signal.removeEventListener("abort", leave);
      if (request.signal.aborted) return new Response(null, { status: 499 });
      notify(onError, error, request);
      if (late) return refuse(504, "upstream-timeout", "the endpoint took too long to answer", {});
      return refuse(502, "upstream", "the endpoint could not be reached", {});
    } finally {
      clearTimeout(timer);
    }
  }

  /** Passes on the rows, and errors about parameters and limits, but no error about our own token. */
  async #pass(response: Response, request: Request, onError: OnError | undefined): Promise<Response> {
    const { status } = response;
    let body: BodyInit | null = response.body;
    let fit = status >= 200 && status < 300;
    if (status >= 400 && status < 500 && status !== 401 && status !== 403) {
      body = await response.text();
      fit = !body.includes(this.#staticToken);
    }
    if (!fit) {
      notify(onError, new Error(`the upstream answered ${status}`), request);
      await (response.bodyUsed ? undefined : response.body?.cancel());
      return refuse(502, "upstream", "the endpoint failed", {});
    }
    const headers = new Headers({ "cache-control": "private, no-store" });
    for (const name of PASSED) {
      const value = response.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    return new Response(body, { status, headers });
  }
}

/** The endpoint's path and query. Equal params give an equal path, in any order. */
export function pathOf(pipe: string, format: string, params: Granted["params"]): string {
  const query = new URLSearchParams();
  for (const name of Object.keys(params).sort()) {
    const value = params[name]!;
    for (const item of typeof value === "object" ? value : [value]) query.append(name, String(item));
  }
  return `/v0/pipes/${pipe}.${format}${query.size > 0 ? `?${query}` : ""}`;
}

/** Whether a path can be appended: an http(s) URL without a query, a fragment or a password. */
function isBase(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && !/[?#]/.test(text) && username + password === "";
}
