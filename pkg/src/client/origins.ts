import { MintbirdError } from "../types/error.js";

/** Tinybird's own API, in all of its regions. */
const TINYBIRD = /^https:\/\/(?:[a-z0-9-]+\.)*tinybird\.co$/;

/** The origins that may see a token. */
export class Origins {
  readonly #given: "*" | readonly string[] | undefined;
  /** The page's own, or the first that is called where there is no page. */
  #own: string | undefined;
  readonly #warned = new Set<string>();

  /** @throws `MintbirdError`: `option` */
  constructor(origins: unknown) {
    if (origins !== undefined && origins !== "*" && !(Array.isArray(origins) && origins.every(isOrigin))) {
      throw new MintbirdError(
        "option",
        'option `origins` must be a list such as ["https://gateway.example.com"], each in full and without a path, or "*"',
      );
    }
    this.#given = origins as "*" | readonly string[] | undefined;
    this.#own = originOf((globalThis as { location?: { origin?: unknown } }).location?.origin);
  }

  /** Whether the origin of a URL is one of them. Of the first call to one that is none, the console hears. */
  include(url: string): boolean {
    const origin = originOf(url);
    if (this.#given === "*") return true;
    if (origin !== undefined) {
      if (this.#given !== undefined) {
        if (this.#given.some((given) => originOf(given) === origin)) return true;
      } else if (TINYBIRD.test(origin) || origin === (this.#own ??= origin)) {
        return true;
      }
    }
    this.#warn(origin ?? "an unknown origin");
    return false;
  }

  /** A call without a token is a 401 that explains nothing. */
  #warn(origin: string): void {
    if (this.#warned.has(origin)) return;
    this.#warned.add(origin);
    console.warn(`mintbird: no token was sent to ${origin}; name it in the option \`origins\` of the TokenSource if it may have one`);
  }
}

/** By its letters: React Native's `URL` has had no `origin` for long. */
function originOf(url: unknown): string | undefined {
  const [origin] = /^https?:\/\/[^/?#]+/i.exec(String(url)) ?? [];
  return origin?.toLowerCase().replace(/^(http:.*):80$|^(https:.*):443$/, "$1$2");
}

function isOrigin(value: unknown): boolean {
  return typeof value === "string" && /^https?:\/\/[^/?#@*\s]+$/i.test(value);
}
