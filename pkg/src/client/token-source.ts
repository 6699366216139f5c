import { MintbirdError } from "../types/error.js";
import { checkSeconds } from "../types/seconds.js";
import { type IssuedToken, TokenSourceError, aborted, read } from "./issuer.js";

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
}

/** A token, and when it was requested by this machine's clocks. */
interface Held {
  readonly token: string;
  /** How long it lives from then on, seconds. */
  readonly lifetime: number;
  /** By a clock that is never set, and by one that continues while the machine sleeps. */
  readonly askedAt: { readonly steady: number; readonly wall: number };
}

/**
 * Returns tokens that live at least `leeway` longer. All callers share one request. A token is replaced in the background once it
 * expires in less than twice the leeway, and callers wait for the new one once it expires in less than the leeway.
 *
 * ```ts
 * const tokens = new TokenSource({ fetchToken: (signal) => fetch("/token", { method: "POST", signal }) });
 *
 * await tokens.get();
 * createClient({ baseUrl, token: "from the source", fetch: tokens.fetch });            // @tinybirdco/sdk
 * <ChartProvider queryConfig={{ fetcher: tokens.fetchJson }}>…</ChartProvider>         // @tinybirdco/charts
 * ```
 */
export class TokenSource {
  readonly #fetchToken: TokenSourceOptions["fetchToken"];
  readonly #leeway: number;
  readonly #retries: number;
  readonly #timeout: number;
  #held: Held | undefined;
  #pending: Promise<Held> | undefined;

  /** @throws {@link MintbirdError} `option` */
  constructor({ fetchToken, leeway = 10, retries = 4, timeout = 10 }: TokenSourceOptions) {
    if (typeof fetchToken !== "function") throw new MintbirdError("option", "option `fetchToken` must be a function");
    if (!Number.isInteger(retries) || retries < 0) throw new MintbirdError("option", "option `retries` must be a whole number, 0 or more");
    this.#fetchToken = fetchToken;
    this.#leeway = checkSeconds("leeway", leeway, { max: MAX_LEEWAY });
    this.#retries = retries;
    this.#timeout = checkSeconds("timeout", timeout, { max: MAX_TIMEOUT, positive: true });
  }

  /**
   * A token that lives at least `leeway` longer.
   *
   * @throws {@link TokenSourceError} if the issuer refuses, cannot be reached, or issues tokens that expire too soon
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

  /** Forgets the token, so that a new one is requested: after a sign-in, or if the API refuses it. */
  clear(): void {
    this.#held = undefined;
    this.#pending = undefined;
  }

  /** `fetch` with a token in the `Authorization` header, and none in the URL. It is bound, so that it can be passed on. */
  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const named = url.searchParams.has("token");
    if (named) url.searchParams.delete("token");
    // A new request only if needed: not every browser takes the body over.
    const authorized = named ? new Request(url, request) : request;
    const token = await this.get();
    authorized.headers.set("authorization", `Bearer ${token}`);
    const response = await fetch(authorized);
    // Tinybird answers 403 to a token that it refuses, whatever the clock says. There may be a newer token by now.
    if ((response.status === 401 || response.status === 403) && this.#held?.token === token) this.clear();
    return response;
  };

  /** The same, and parses the response as JSON: a `fetcher` for `@tinybirdco/charts`. */
  readonly fetchJson = async (input: RequestInfo | URL): Promise<unknown> => {
    const response = await this.fetch(input);
    if (!response.ok) throw new TokenSourceError(`the endpoint answered ${response.status}: ${await response.text()}`, response.status);
    return response.json();
  };

  /** How much longer the token lives, seconds. */
  #left(): number {
    if (this.#held === undefined) return 0;
    const { lifetime, askedAt } = this.#held;
    const now = times();
    return lifetime - Math.max(now.steady - askedAt.steady, now.wall - askedAt.wall);
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
        const failed = error instanceof TokenSourceError ? error : new TokenSourceError("the token could not be fetched", undefined, error);
        if (!failed.mayPass || failures >= this.#retries) throw failed;
        const pause = Math.max(failed.retryAfter, Math.min(30, 0.25 * 2 ** failures) * (0.75 + Math.random() / 2));
        await new Promise((resolve) => setTimeout(resolve, pause * 1000));
      }
    }
  }

  async #askOnce(): Promise<Held> {
    const askedAt = times();
    const signal = AbortSignal.timeout(this.#timeout * 1000);
    // A `fetchToken` that ignores the signal must not keep everybody waiting.
    const { token, expires_at, issuedAt } = await Promise.race([this.#read(signal), aborted(signal)]);
    // `Date` has whole seconds, so that it may be up to one second later.
    const lifetime = issuedAt === undefined ? expires_at - askedAt.wall : expires_at - issuedAt - 1;
    if (lifetime < this.#leeway) {
      throw new TokenSourceError(`the token lives for ${Math.floor(lifetime)} s, less than the leeway of ${this.#leeway} s`);
    }
    return { token, lifetime, askedAt };
  }

  async #read(signal: AbortSignal): ReturnType<typeof read> {
    return read(await this.#fetchToken(signal));
  }
}

function times(): Held["askedAt"] {
  return { steady: performance.now() / 1000, wall: Date.now() / 1000 };
}
