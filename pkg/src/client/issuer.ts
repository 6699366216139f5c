/** Those who issue tokens, as `createTokenHandler` does: what they answer, and why there may be none. */
import { MintbirdError } from "../types/error.js";

/** A token and when it expires, as `createTokenHandler` answers. */
export interface IssuedToken {
  readonly token: string;
  /** Unix seconds, by the issuer's clock. */
  readonly expires_at: number;
}

/** Why there is no token, or no answer. */
export type TokenSourceCode =
  /** The issuer answered with an error, such as 401. */
  | "issuer-status"
  /** The issuer could not be reached, or took too long; the reason is the `cause`. */
  | "issuer-unreachable"
  /** The issuer answered something else than a token: an HTML page, a time in milliseconds. */
  | "issuer-answer"
  /** The token lives for less than the leeway. */
  | "issuer-lifetime"
  /** `fetchToken` itself is wrong; the reason is the `cause`. */
  | "fetch-token"
  /** `fetchJson`: the endpoint answered with an error. */
  | "endpoint-status";

/** What a {@link MintbirdError} is made of, here with codes that the core does not have. */
const Base = MintbirdError as unknown as new (
  code: TokenSourceCode,
  message: string,
  issues?: readonly never[],
  options?: { readonly cause?: unknown },
) => Error & Pick<MintbirdError, "issues">;

/** Why there is no token. It is a {@link MintbirdError}, with codes of its own. */
export class TokenSourceError extends Base {
  declare readonly code: TokenSourceCode;
  /** What the issuer, or the endpoint, answered, if it did. */
  readonly status: number | undefined;
  /** How long the issuer asks to wait, seconds. */
  readonly retryAfter: number;

  constructor(code: TokenSourceCode, message: string, more: { status?: number; cause?: unknown; retryAfter?: number } = {}) {
    super(code, message, [], more.cause === undefined ? undefined : { cause: more.cause });
    this.status = more.status;
    this.retryAfter = more.retryAfter ?? 0;
  }
}

Object.defineProperty(TokenSourceError.prototype, "name", { value: "TokenSourceError", writable: true, configurable: true });

/** Whether it makes sense to ask again: it failed on the way, or on the other side, or there were too many. */
export function mayPass({ code, status = 0 }: TokenSourceError): boolean {
  return code === "issuer-unreachable" || (code === "issuer-status" && (status === 429 || status >= 500));
}

/** What `fetchToken` threw, told apart: neither a refusal nor a mistake will pass. */
export function failureOf(error: unknown): TokenSourceError {
  if (error instanceof TokenSourceError) return error;
  const cause = error ?? new Error(String(error));
  const status = statusOf(error);
  if (status !== undefined) return new TokenSourceError("issuer-status", `the issuer answered ${status}`, { status, cause });
  if (isMistake(error)) return new TokenSourceError("fetch-token", `\`fetchToken\` failed: ${textOf(error)}`, { cause });
  return new TokenSourceError("issuer-unreachable", `the token could not be fetched: ${textOf(error)}`, { cause });
}

/** The status that the errors of axios, ky and ofetch carry. */
function statusOf(error: unknown): number | undefined {
  const { response, status } = (error ?? {}) as { response?: { status?: unknown }; status?: unknown };
  const value = response?.status ?? status;
  return typeof value === "number" && value >= 400 && value <= 599 ? value : undefined;
}

/**
 * What the language throws, and `fetch` of a wrong URL. Where there is no connection, `fetch` throws a TypeError, too, in words that differ
 * from runtime to runtime; so one is a mistake only if it is worded like one.
 */
function isMistake(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return true;
  const { name, message, cause } = error as Partial<Error>;
  if (name === "TypeError") return MISTAKE.test(String(message)) || textOf(cause).includes("unknown scheme");
  return /^(?:Reference|Syntax|Range|URI|Eval)Error$/.test(String(name));
}

/** How Chromium, Firefox, Safari, React Native, Node, Deno and Bun word mistakes: of the language, of URLs, of bodies. */
const MISTAKE =
  /\b(?:is (?:not (?:an? |iterable|callable)|undefined|null\b|read-only)|of (?:undefined|null)\b|Cannot (?:read|set|access|destructure|convert|assign to|mix|construct|redefine|add|delete|define) |can't |cannot have|Failed to (?:parse|execute|construct)|Illegal |(?:Invalid|parse) URL|URL is (?:not valid|invalid|malformed)|(?:[Bb]ody|been|is) already|already been|unusable|is locked|or locked|circular|cyclic|BigInt|constant variable)/;

/** With the reason, where `fetch` tells it apart: of Node's "fetch failed", it says everything. */
function textOf(error: unknown): string {
  const { name, message, cause } = Object(error) as Partial<Error>;
  if (name === undefined && message === undefined) return String(error);
  const reason = (Object(cause) as Partial<Error>).message;
  return `${name ?? "Error"}: ${message ?? ""}${typeof reason === "string" && reason !== "" ? `: ${reason}` : ""}`;
}

/** Reads what the issuer answers. */
export async function read(answer: unknown): Promise<IssuedToken & { issuedAt?: number }> {
  if (!isResponse(answer)) return check(answer, "`fetchToken` must return");
  if (!answer.ok) {
    const wait = Number(answer.headers.get("retry-after"));
    await answer.body?.cancel();
    const retryAfter = wait >= 0 ? Math.min(wait, 60) : 0;
    throw new TokenSourceError("issuer-status", `the issuer answered ${answer.status}`, { status: answer.status, retryAfter });
  }
  const issuedAt = Date.parse(answer.headers.get("date") ?? "") / 1000;
  const issued = check(parse(await answer.text(), answer), "the issuer must answer");
  return Number.isNaN(issuedAt) ? issued : { ...issued, issuedAt };
}

/** By its form: `fetch` may be another realm's, or a polyfill. */
function isResponse(answer: unknown): answer is Response {
  const { ok, headers, text } = (answer ?? {}) as { [name: string]: unknown };
  return typeof ok === "boolean" && typeof text === "function" && typeof (headers as Partial<Headers> | undefined)?.get === "function";
}

function parse(text: string, { headers, redirected, url }: Response): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const type = headers.get("content-type")?.split(";")[0] ?? "no type";
    const from = redirected ? `, from ${url.replace(/[?#].*/s, "")}, where the request was redirected to` : "";
    const login = type === "text/html" ? "; is it a login page?" : "";
    throw new TokenSourceError("issuer-answer", `the issuer must answer JSON, and answered ${type}${from}${login}`, { cause });
  }
}

/** The end of the year 9999, Unix seconds; a time of today in milliseconds is later. */
const MAX_TIME = 253_402_300_799;
/** September 2001. */
const MIN_TIME = 1_000_000_000;
const EXAMPLE = '{ "token": "eyJ…", "expires_at": 1700000600 }';

/** @param who begins the sentence of what is expected */
function check(answer: unknown, who: string): IssuedToken {
  const { token, expires_at, expiresAt, expires_in, data } = (answer ?? {}) as { [name: string]: unknown };
  const wrong = (what: string) =>
    new TokenSourceError("issuer-answer", `${who} ${EXAMPLE}${who.includes("fetch") ? ", or the response" : ""}; ${what}`);
  if (typeof answer !== "object" || answer === null) {
    const kind = answer === null || answer === undefined ? String(answer) : `a ${typeof answer}`;
    throw wrong(`it ${who.includes("fetch") ? "returned" : "answered"} ${kind}`);
  }
  if (typeof token !== "string" || token === "") {
    throw wrong(
      typeof data === "object" && data !== null && "token" in data ? "the token is in its `data`: return that" : "it has no `token`",
    );
  }
  if (expires_at === undefined) {
    const near = expiresAt !== undefined ? "expiresAt" : expires_in !== undefined ? "expires_in" : undefined;
    throw wrong(`it has no \`expires_at\`${near === undefined ? "" : `, but \`${near}\``}`);
  }
  if (typeof expires_at !== "number" || !Number.isFinite(expires_at)) throw wrong("its `expires_at` is not a number");
  if (expires_at > MAX_TIME) throw wrong(`its \`expires_at\` must be seconds; ${expires_at} looks like milliseconds`);
  if (expires_at < MIN_TIME) throw wrong(`its \`expires_at\` must be Unix seconds; ${expires_at} looks like a duration`);
  return { token, expires_at };
}
