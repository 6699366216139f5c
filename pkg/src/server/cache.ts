import { checkSeconds } from "../types/seconds.js";

/** A day, in seconds. */
const MAX_TTL = 86_400;

/**
 * Where a gateway keeps answers: a `Cache` of the web platform, such as `caches.default` of Workers, or anything with these two
 * methods.
 */
export interface AnswerCache {
  readonly store: {
    match(url: string): Promise<Response | undefined>;
    put(url: string, answer: Response): Promise<unknown>;
  };
  /** How long an answer may be used, whole seconds, at most a day. */
  readonly ttl: number;
}

/** What Workers hand to a handler beside the request. */
export interface Context {
  waitUntil(promise: Promise<unknown>): void;
}

/**
 * The answers of one upstream, read with one static token. They are kept under the path that the upstream is called with, in
 * which two tenants differ or are asking for the very same; and under what the static token hashes to, since another workspace
 * may have an endpoint of that name too.
 */
export class Cached {
  readonly #store: AnswerCache["store"];
  readonly #ttl: number;
  readonly #base: string;
  readonly #staticToken: string;
  #prefix: Promise<string> | undefined;

  /** @throws `MintbirdError` with the code `option` */
  constructor({ store, ttl }: AnswerCache, { upstream, staticToken }: { readonly upstream: string; readonly staticToken: string }) {
    this.#store = store;
    this.#ttl = checkSeconds("cache.ttl", ttl, { max: MAX_TTL, positive: true, integer: true });
    this.#base = new URL(upstream).href.replace(/\/+$/, "");
    this.#staticToken = staticToken;
  }

  /** An answer from the cache, or from the upstream, then kept. A cache that fails is none. */
  async read(path: string, call: () => Promise<Response>, context: Context | undefined): Promise<Response> {
    const url = (await (this.#prefix ??= this.#hash())) + path;
    const known = await this.#match(url);
    if (known !== undefined) return forClient(known);
    const answer = await call();
    if (answer.status !== 200 || answer.body === null) return answer;
    const [kept, passed] = answer.body.tee();
    const headers = new Headers(answer.headers);
    headers.set("cache-control", `max-age=${this.#ttl}`);
    // The answer does not wait for it.
    const put = this.#put(url, new Response(kept, { headers }));
    context?.waitUntil(put);
    return new Response(passed, answer);
  }

  async #match(url: string): Promise<Response | undefined> {
    try {
      return await this.#store.match(url);
    } catch {
      return undefined;
    }
  }

  async #put(url: string, answer: Response): Promise<void> {
    try {
      await this.#store.put(url, answer);
    } catch {
      // Nothing is lost but time.
    }
  }

  async #hash(): Promise<string> {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(this.#staticToken)));
    return `${this.#base}/${Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  }
}

function forClient(known: Response): Response {
  const headers = new Headers({ "cache-control": "private, no-store" });
  for (const name of ["content-type", "content-disposition"]) {
    const value = known.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(known.body, { headers });
}
