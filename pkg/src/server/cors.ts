import { closedOptions } from "../border/options.js";
import { MintbirdError } from "../types/error.js";
import { checkSeconds } from "../types/seconds.js";
import type { HeaderFields } from "./answer.js";

/** A day, in seconds. */
const MAX_AGE = 86_400;

/** Which web pages may read the responses. */
export interface CorsOptions {
  /** Origins such as `https://app.example.com`, a function that decides, or `"*"` for every page. */
  readonly origins: "*" | readonly string[] | ((origin: string) => boolean);
  /** Whether the browser may send cookies. Not with `"*"`. */
  readonly credentials?: boolean | undefined;
  /** Headers that pages may send besides `Authorization` and `Content-Type`. */
  readonly headers?: readonly string[] | undefined;
  /** How long a browser may remember the preflight, seconds. A day unless given, and at most. */
  readonly maxAge?: number | undefined;
}

/** Cross-origin resource sharing, as in the Fetch standard. */
export interface Cors {
  /** The headers of every response to this request. */
  headers(request: Request): HeaderFields;
  /** The response to a preflight request. */
  preflight(request: Request): Response;
}

/** @param exposed the response headers that a page may read */
export function createCors(options: CorsOptions | undefined, methods: string, exposed: string): Cors | undefined {
  if (options === undefined) return undefined;
  const read = closedOptions<CorsOptions>(options, ["origins", "credentials", "headers", "maxAge"], "cors");
  const { credentials = false, headers: names = [], maxAge = MAX_AGE } = read;
  const headers = checkHeaders(names);
  const origins = checkOrigins(read.origins);
  if (typeof credentials !== "boolean") throw new MintbirdError("option", "option `cors.credentials` must be true or false");
  if (origins === "*" && credentials) {
    throw new MintbirdError(
      "option",
      'option `cors` must name the origins if it allows credentials; "*" would send cookies from every page',
    );
  }
  const named: (origin: string) => unknown = typeof origins === "function" ? origins : (origin) => origins.includes(origin);
  // Exactly `true`: an async function would answer with a promise, which is truthy.
  const allowed = (origin: string): boolean => named(origin) === true;
  const maxAgeField = String(checkSeconds("cors.maxAge", maxAge, { max: MAX_AGE, integer: true }));
  const fixed: HeaderFields = { "access-control-expose-headers": exposed };
  if (credentials) fixed["access-control-allow-credentials"] = "true";

  const cors: Cors = {
    headers(request) {
      if (origins === "*") return { ...fixed, "access-control-allow-origin": "*" };
      const origin = request.headers.get("origin");
      // Caches have to know that another origin gets another response.
      if (origin === null || !allowed(origin)) return { vary: "Origin" };
      return { ...fixed, "access-control-allow-origin": origin, vary: "Origin" };
    },
    preflight(request) {
      const answer = cors.headers(request);
      if ("access-control-allow-origin" in answer) {
        answer["access-control-allow-methods"] = methods;
        answer["access-control-allow-headers"] = ["authorization", "content-type", ...headers].join(", ");
        answer["access-control-max-age"] = maxAgeField;
      }
      return new Response(null, { status: 204, headers: { ...answer, allow: `${methods}, OPTIONS` } });
    },
  };
  return cors;
}

function checkOrigins(origins: CorsOptions["origins"] | undefined): CorsOptions["origins"] {
  if (Array.isArray(origins)) {
    (origins as readonly unknown[]).forEach(checkOrigin);
    return origins as readonly string[];
  }
  if (typeof origins === "function" || origins === "*") return origins;
  throw new MintbirdError("option", 'option `cors.origins` must be a list of origins, a function, or "*"');
}

function checkHeaders(headers: unknown): readonly string[] {
  const isName = (name: unknown): boolean => typeof name === "string" && /^[\w!#$%&'*+.^`|~-]+$/.test(name);
  if (Array.isArray(headers) && headers.every(isName)) return headers as readonly string[];
  throw new MintbirdError("option", "option `cors.headers` must be a list of names of headers");
}

function checkOrigin(origin: unknown): void {
  if (typeof origin === "string" && origin !== "*" && origin.includes("*")) {
    const form = '`(origin) => origin.endsWith(".example.com")`';
    throw new MintbirdError(
      "option",
      `option \`cors.origins\` must name each origin in full, not \`${origin}\`, or be a function: ${form}`,
    );
  }
  if (typeof origin !== "string" || !URL.canParse(origin) || new URL(origin).origin !== origin) {
    throw new MintbirdError(
      "option",
      `option \`cors\` names \`${String(origin)}\`; an origin is like https://app.example.com, without a path`,
    );
  }
}
