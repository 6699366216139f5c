import type { Granted } from "../types/access.js";
import { MintbirdError } from "../types/error.js";
import { checkSeconds } from "../types/seconds.js";
import { refuse } from "./answer.js";
import { readStream } from "./body.js";
import { checkFunction } from "./checks.js";
import { type OnError, notify } from "./faults.js";
import { Leak } from "./leak.js";
import { Late, within } from "./within.js";

/** Seconds, for whatever a gateway waits for. */
export const MAX_TIMEOUT = 300;
/** The longest error of an endpoint that is passed on, in bytes. */
const MAX_ERROR = 64 * 1024;

/** The upstream's headers that are passed on. Length and encoding belong to its own connection. */
const PASSED = ["content-type", "content-disposition", "retry-after"];

/** What is passed on is of one user, and of the type that it says. */
export const NOT_KEPT = { "cache-control": "private, no-store", "x-content-type-options": "nosniff" };

/** The API behind a gateway, and how it is called. */
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
  readonly #leak: Leak;

  /** @throws `MintbirdError` with the code `option` */
  constructor({ upstream, staticToken, fetch, timeout = 30 }: UpstreamOptions) {
    if (!isBase(upstream)) throw wrong("upstream", "a URL such as https://api.tinybird.co", upstream);
    if (/\/v0\/*$/.test(upstream)) {
      throw new MintbirdError("option", "option `upstream` must not end in /v0, which each request adds: https://api.tinybird.co");
    }
    if (typeof staticToken !== "string" || !/^p\.[\w-]+\.[\w-]+$/.test(staticToken)) {
      throw wrong("staticToken", "a static token, `p.…`", staticToken);
    }
    checkFunction("fetch", fetch, { optional: true });
    this.#base = upstream.replace(/\/+$/, "");
    // Called through the global each time: Workers refuse to call it as a method of another object.
    this.#fetch = fetch ?? ((url, init) => globalThis.fetch(url, init));
    this.#timeout = checkSeconds("timeout", timeout, { max: MAX_TIMEOUT, positive: true });
    this.#staticToken = staticToken;
    this.#leak = new Leak(staticToken);
  }

  /** Reads an endpoint. The response is streamed, and aborted when the client disconnects. */
  async read(path: string, request: Request, onError: OnError | undefined): Promise<Response> {
    const abort = new AbortController();
    const leave = (): void => abort.abort();
    // Not every framework's request has one.
    const signal = request.signal as AbortSignal | undefined;
    signal?.addEventListener("abort", leave);
    // While it was counted, say: that is not told again.
    if (signal?.aborted) leave();
    try {
      // Whoever does not look at the signal must not keep the client waiting.
      return await within(this.#timeout, "the upstream", this.#ask(path, request, abort.signal, onError));
    } catch (error) {
      signal?.removeEventListener("abort", leave);
      leave();
      if (signal?.aborted) return new Response(null, { status: 499 });
      notify(onError, error, request);
      if (error instanceof Late) return refuse(504, "upstream-timeout", "the endpoint took too long to answer", {});
      return refuse(502, "upstream", "the endpoint could not be reached", {});
    }
  }

  async #ask(path: string, request: Request, signal: AbortSignal, onError: OnError | undefined): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#staticToken}` };
    // A redirect would send the static token elsewhere.
    return this.#pass(await this.#fetch(this.#base + path, { headers, redirect: "manual", signal }), request, onError);
  }

  /** Passes on the rows, and errors about parameters and limits, but no error about our own token. */
  async #pass(response: Response, request: Request, onError: OnError | undefined): Promise<Response> {
    const { status } = response;
    let body: BodyInit | null = response.body;
    let fit = status >= 200 && status < 300;
    let fault = `the upstream answered ${status}`;
    if (status >= 400 && status < 500 && status !== 401 && status !== 403) {
      const bytes = await readStream(response.body, MAX_ERROR);
      body = bytes ?? null;
      if (bytes === undefined) fault += ` with more than ${MAX_ERROR} bytes`;
      else if (this.#leak.isIn(new TextDecoder().decode(bytes))) fault += " and repeated the static token";
      else fit = true;
    }
    if (!fit) {
      notify(onError, new Error(fault), request);
      await response.body?.cancel();
      return refuse(502, "upstream", "the endpoint failed", {});
    }
    const headers = new Headers(NOT_KEPT);
    for (const name of PASSED) {
      const value = response.headers.get(name);
      if (value !== null && !this.#leak.isIn(value)) headers.set(name, value);
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

/** An option that is not what it has to be. It may come from a variable that nobody has set, also as the text of that. */
function wrong(name: string, expected: string, value: unknown): MintbirdError {
  const isUnset = [undefined, null, "", "undefined", "null"].includes(value as string | null | undefined);
  return new MintbirdError("option", `option \`${name}\` must be ${expected}${isUnset ? "; is the environment variable set?" : ""}`);
}

/** Whether a path can be appended: an http(s) URL without a query, a fragment or a password. */
function isBase(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && !/[?#]/.test(text) && username + password === "";
}
