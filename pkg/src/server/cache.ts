import { closedOptions } from "../border/options.js";
import { checkSeconds } from "../types/seconds.js";
import { checkObject } from "./checks.js";
import { inBackground, isResponse } from "./faults.js";
import { NOT_KEPT } from "./upstream.js";
import { within } from "./within.js";

/** A day, in seconds. */
const MAX_TTL = 86_400;

/**
 * Where a gateway keeps responses: a `Cache` of the web platform, such as `caches.default` of Workers, or anything with these two
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

/** Where the answers come from. */
interface Source {
  readonly upstream: string;
  readonly staticToken: string;
  /** How long the store may take, seconds. */
  readonly timeout: number;
}

/**
 * The responses of one upstream, read with one static token. The key is the path that the upstream is called with, which is the
 * same for two tenants only if they ask for the same rows, and a hash of the static token, because another workspace may have an
 * endpoint of that name too.
 */
export class Cached {
  readonly #store: AnswerCache["store"];
  readonly #ttl: number;
  readonly #timeout: number;
  readonly #base: string;
  readonly #staticToken: string;
  #prefix: Promise<string> | undefined;

  /** @throws `MintbirdError` with the code `option` */
  constructor(options: AnswerCache, { upstream, staticToken, timeout }: Source) {
    const { store, ttl } = closedOptions<AnswerCache>(options, ["store", "ttl"], "cache");
    this.#ttl = checkSeconds("cache.ttl", ttl, { max: MAX_TTL, positive: true, integer: true });
    this.#store = checkObject("cache.store", store, ["match", "put"], "`caches.default` of Workers");
    this.#timeout = timeout;
    this.#base = new URL(upstream).href.replace(/\/+$/, "");
    this.#staticToken = staticToken;
  }

  /**
   * An answer from the cache, or from the upstream, then kept. A cache that fails, is slow, or answers something else than a
   * response that can still be read, is none.
   *
   * @param waitUntil what keeps a Worker alive until the answer is kept
   */
  async read(path: string, call: () => Promise<Response>, waitUntil: (promise: Promise<unknown>) => void): Promise<Response> {
    const url = (await (this.#prefix ??= this.#hash())) + path;
    const known = await this.#match(url);
    if (known !== undefined) return known;
    const answer = await call();
    if (answer.status !== 200 || answer.body === null) return answer;
    const [kept, passed] = answer.body.tee();
    const headers = new Headers(answer.headers);
    headers.set("cache-control", `max-age=${this.#ttl}`);
    // The answer does not wait for it.
    waitUntil(inBackground(() => this.#store.put(url, new Response(kept, { headers }))));
    return new Response(passed, answer);
  }

  async #match(url: string): Promise<Response | undefined> {
    try {
      const known: unknown = await within(this.#timeout, "the cache", this.#store.match(url));
      return isResponse(known) && known.status === 200 && !known.bodyUsed && known.body?.locked !== true ? forClient(known) : undefined;
    } catch {
      return undefined;
    }
  }

  async #hash(): Promise<string> {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(this.#staticToken)));
    return `${this.#base}/${Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  }
}

function forClient(known: Response): Response {
  const headers = new Headers(NOT_KEPT);
  for (const name of ["content-type", "content-disposition"]) {
    const value = known.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(known.body, { headers });
}
