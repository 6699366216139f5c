import { closedOptions } from "../border/options.js";
import { MintbirdError } from "../types/error.js";
import { checkSeconds } from "../types/seconds.js";
import { unlessAborted, withTimeout } from "./abort.js";
import { type IssuedToken, TokenSourceError, failureOf, mayPass, read } from "./issuer.js";
import { Origins } from "./origins.js";

/** Seconds. */
const MAX_LEEWAY = 3600;
const MAX_TIMEOUT = 300;

/** Where tokens come from. */
export interface TokenSourceOptions {
  /**
   * Asks for a token: `(signal) => fetch("/token", { method: "POST", signal })`. With a response, the issuer's clock is taken
   * from its `Date` header; with `{ token, expires_at }` alone, this machine's clock must be right.
   */
  readonly fetchToken: (signal: AbortSignal) => Promise<Response | IssuedToken>;
  /** How much longer a token must live when it is returned, seconds. 10 unless given, at most 3600. */
  readonly leeway?: number | undefined;
  /** How often a failed request is retried, after 0.25 s, 0.5 s, 1 s, … with jitter. 4 unless given. */
  readonly retries?: number | undefined;
  /** How long one request may take, seconds. 10 unless given, at most 300. */
  readonly timeout?: number | undefined;
  /**
   * The origins to which `fetch` sends the token, such as `["https://gateway.example.com"]`, or `"*"` for all. Unless given: the page's
   * own and `https://*.tinybird.co`; and where there is no page, as in Node, the first other one that is called.
   */
  readonly origins?: "*" | readonly string[] | undefined;
}

const OPTIONS = ["fetchToken", "leeway", "retries", "timeout", "origins"] as const;
/** Of how many places it is remembered that they took a token. */
const MAX_PLACES = 1000;

/** How old a token must be, seconds, to be replaced because a URL refuses it that took it with another query. */
const MIN_AGE = 30;

/** A token with the times of this machine by which it is known to live. */
interface Held {
  readonly token: string;
  /** How long it lives from then on, seconds. */
  readonly lifetime: number;
  /** By a clock that is never set, and by one that continues while the machine sleeps. */
  readonly askedAt: { readonly steady: number; readonly wall: number };
  /** URLs that have taken it, with and without their queries. */
  readonly takenBy: Set<string>;
}

/**
 * Returns tokens that live at least `leeway` longer. All callers share one request. A token is replaced in the background once it
 * expires in less than twice the leeway, and callers wait for the new one once it expires in less than the leeway.
 *
 * ```ts
 * const tokens = new TokenSource({ fetchToken: (signal) => fetch("/token", { method: "POST", signal }) });
 *
 * await tokens.get();
 * createClient({ baseUrl, token: "from the source", fetch: tokens.fetch }); // Tinybird's TypeScript SDK
 * <ChartProvider queryConfig={{ token: "from the source", fetcher: tokens.fetchJson }}>…</ChartProvider> // Tinybird Charts
 * ```
 */
export class TokenSource {
  readonly #fetchToken: TokenSourceOptions["fetchToken"];
  readonly #leeway: number;
  readonly #retries: number;
  readonly #timeout: number;
  readonly #origins: Origins;
  /** Whether a token was replaced because it was refused. */
  #replaced = false;
  #held: Held | undefined;
  #pending: Promise<Held> | undefined;

  /** @throws `MintbirdError`: `option` */
  constructor(options: TokenSourceOptions) {
    const { fetchToken, leeway = 10, retries = 4, timeout = 10, origins } = closedOptions<TokenSourceOptions>(options, OPTIONS);
    if (typeof fetchToken !== "function") throw new MintbirdError("option", "option `fetchToken` must be a function");
    if (!Number.isInteger(retries) || retries < 0) throw new MintbirdError("option", "option `retries` must be a whole number, 0 or more");
    this.#fetchToken = fetchToken;
    this.#leeway = checkSeconds("leeway", leeway, { max: MAX_LEEWAY });
    this.#retries = retries;
    this.#timeout = checkSeconds("timeout", timeout, { max: MAX_TIMEOUT, positive: true });
    this.#origins = new Origins(origins);
  }

  /**
   * A token that lives at least `leeway` longer.
   *
   * @throws `TokenSourceError` if the issuer refuses, cannot be reached, or issues tokens that expire too soon
   */
  async get(): Promise<string> {
    const left = this.#left();
    if (this.#held !== undefined && left >= this.#leeway) {
      // If this fails, only later callers need to know.
      if (left < 2 * this.#leeway) this.#renew().catch(() => undefined);
      return this.#held.token;
    }
    return (await this.#renew()).token;
  }

  /** Forgets the token, so that the next one is asked for: after a sign-in, say. */
  clear(): void {
    this.#held = undefined;
    this.#pending = undefined;
    this.#replaced = false;
  }

  /**
   * `fetch` with a token in the `Authorization` header, and none in the URL; to other origins than those of the options it goes as it is.
   * An arrow, to be handed on by itself.
   *
   * A token that is refused is replaced with the next call. Where its successor is refused, too, it is not the token's fault, and that one
   * is kept.
   *
   * @throws `TokenSourceError` as {@link TokenSource.get}; what `fetch` throws; an aborted call, at once, the reason of its signal
   */
  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    if (!this.#origins.include(request.url)) return fetch(request);
    const authorized = withoutToken(request);
    const token = await unlessAborted(request.signal, () => this.get());
    authorized.headers.set("authorization", `Bearer ${token}`);
    const response = await fetch(authorized);
    this.#note(token, authorized.url, response.status);
    return response;
  };

  /** The same, and parses the response as JSON: a `fetcher` for `@tinybirdco/charts`. */
  readonly fetchJson = async (input: RequestInfo | URL): Promise<unknown> => {
    const response = await this.fetch(input);
    if (response.ok) return response.json();
    const { status } = response;
    throw new TokenSourceError("endpoint-status", `the endpoint answered ${status}: ${(await response.text()).slice(0, 500)}`, { status });
  };

  /**
   * Notes whether a place has taken the token. Tinybird answers 403 to one that it does not take, whatever its clock says, and to one
   * that does not open the endpoint, for which there is no better one. A successor tells them apart; a URL that has taken the very token
   * before says that it has gone bad since. With another query the endpoint may refuse it for good, so then the token's age counts, too.
   */
  #note(token: string, url: string, status: number): void {
    const held = this.#held;
    // Another one may be here by now.
    if (held?.token !== token) return;
    const { takenBy, askedAt } = held;
    const path = url.replace(/[?#].*/s, "");
    if (status !== 401 && status !== 403) {
      if (takenBy.size < MAX_PLACES) takenBy.add(url).add(path);
    } else if (!this.#replaced || takenBy.has(url) || (takenBy.has(path) && elapsedSince(askedAt) > MIN_AGE)) {
      this.clear();
      this.#replaced = true;
    }
  }

  /** How long the token lives, seconds. */
  #left(): number {
    if (this.#held === undefined) return 0;
    return this.#held.lifetime - elapsedSince(this.#held.askedAt);
  }

  #renew(): Promise<Held> {
    if (this.#pending !== undefined) return this.#pending;
    const pending: Promise<Held> = this.#ask().then(
      (held) => {
        // Unless it was cleared in the meantime.
        if (this.#pending === pending) {
          this.#held = held;
          this.#pending = undefined;
        }
        return held;
      },
      (error: unknown) => {
        if (this.#pending === pending) this.#pending = undefined;
        throw error;
      },
    );
    this.#pending = pending;
    return pending;
  }

  async #ask(): Promise<Held> {
    for (let failures = 0; ; failures++) {
      try {
        return await this.#askOnce();
      } catch (error) {
        const failed = failureOf(error);
        if (!mayPass(failed) || failures >= this.#retries) throw failed;
        const pause = Math.max(failed.retryAfter, Math.min(30, 0.25 * 2 ** failures) * (0.75 + Math.random() / 2));
        await new Promise((resolve) => setTimeout(resolve, pause * 1000));
      }
    }
  }

  async #askOnce(): Promise<Held> {
    const askedAt = times();
    // Whoever does not look at the signal must not keep everybody waiting.
    const { token, expires_at, issuedAt } = await withTimeout(this.#timeout, async (signal) => read(await this.#fetchToken(signal)));
    // A `Date` has whole seconds: it may be one second later than it says.
    const lifetime = issuedAt === undefined ? expires_at - askedAt.wall : expires_at - issuedAt - 1;
    if (lifetime < this.#leeway) {
      throw new TokenSourceError(
        "issuer-lifetime",
        `the token lives for ${Math.floor(lifetime)} s, less than the leeway of ${this.#leeway} s`,
      );
    }
    return { token, lifetime, askedAt, takenBy: new Set() };
  }
}

/** The request without a token in its URL. Made anew only where it has to be: not every browser takes the body over. */
function withoutToken(request: Request): Request {
  // By its letters: React Native's `URL` has had no `searchParams` for long.
  if (!/[?&]token=/.test(request.url)) return request;
  const url = new URL(request.url);
  url.searchParams.delete("token");
  return new Request(url, request);
}

function elapsedSince({ steady, wall }: Held["askedAt"]): number {
  const now = times();
  return Math.max(now.steady - steady, now.wall - wall);
}

function times(): Held["askedAt"] {
  return { steady: performance.now() / 1000, wall: Date.now() / 1000 };
}
