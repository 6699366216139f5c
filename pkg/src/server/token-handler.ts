import { closedOptions } from "../border/options.js";
import { secondsOf } from "../border/ttl.js";
import type { Minter } from "../full/minter.js";
import { MintbirdError } from "../types/error.js";
import type { Params, Ttl } from "../types/template.js";
import { type HeaderFields, json, refuse } from "./answer.js";
import { readBody, saysNoBody, withBody } from "./body.js";
import { checkCount, checkFunction, checkObject } from "./checks.js";
import { type CorsOptions, createCors } from "./cors.js";
import { type OnError, isForFramework, isResponse, notRequest, notify, throwAnswer } from "./faults.js";
import { type Lazy, once } from "./lazily.js";
import { isPromise } from "./within.js";

/** Who gets a token. */
export interface TokenHandlerOptions<Name extends string> {
  /**
   * Mints the tokens. A function that makes it, which may be async, is called with the first request, and again only if it failed: for
   * builds that import the handler where there is no key yet, as `next build` does, and for keys that a vault gives.
   */
  readonly minter: Lazy<Minter<Name>>;
  /**
   * Finds out who is asking, from a session, a cookie, a header or the body, and returns the template's params for that user; or
   * nothing, for somebody who must not get a token.
   */
  readonly authenticate: (request: Request) => Answer<Name> | Promise<Answer<Name>>;
  /** Lets pages of other origins ask for tokens. Without it they cannot read the response. */
  readonly cors?: CorsOptions | undefined;
  /** How long tokens live, instead of the template's `ttl`, and written as it is: seconds, or `"90s"`, `"10m"`, `"1h"`, `"7d"`. */
  readonly ttl?: Ttl | undefined;
  /** The longest body that `authenticate` is given, in bytes. 16 384 unless given, at most a mebibyte. */
  readonly maxBodyLength?: number | undefined;
  /**
   * Told of what `authenticate` and `mint` throw, of which the one who asked learns nothing but a 500. Written to the console unless
   * given.
   */
  readonly onError?: OnError | undefined;
}

/** Inferred from the minter alone: what `authenticate` returns must not add names. */
type Answer<Name extends string> = Params<[Name][Name extends unknown ? 0 : never]> | null | undefined | false;

const OPTIONS = ["minter", "authenticate", "cors", "ttl", "maxBodyLength", "onError"] as const;
const MAX_BODY_LENGTH = 1024 * 1024;
const NOT_JSON = "a body must be application/json";

/**
 * An app's `POST /token`: answers `{ "token": "eyJ…", "expires_at": 1700000600 }`, Unix seconds, to users that `authenticate`
 * knows. Else 400, 401, 405, 413, 415 or 500, with `{ "error": …, "code": … }`.
 *
 * What `authenticate` throws for the framework around it, such as Next's `redirect()`, is thrown on; a `Response` that it throws is the
 * answer.
 *
 * ```ts
 * export default {
 *   fetch: createTokenHandler({
 *     minter,
 *     authenticate: async (request) => {
 *       const user = await sessionOf(request);
 *       return user && { user_id: user.id, org_id: user.org };
 *     },
 *   }),
 * };
 * ```
 *
 * @throws `MintbirdError` with the code `option`
 */
export function createTokenHandler<Name extends string>(
  options: TokenHandlerOptions<Name>,
): (request: Request) => Response | Promise<Response> {
  const read = closedOptions<TokenHandlerOptions<Name>>(options, OPTIONS);
  const { maxBodyLength: maxLength = 16_384 } = read;
  const minterOf = checkMinter(read.minter);
  const authenticate = checkFunction("authenticate", read.authenticate)!;
  const ttl = read.ttl === undefined ? undefined : secondsOf(read.ttl);
  const maxBodyLength = checkCount("maxBodyLength", maxLength, MAX_BODY_LENGTH, "bytes");
  const onError = checkFunction("onError", read.onError, { optional: true });
  const cors = createCors(read.cors, "POST", "Date");

  function answer(params: Answer<Name>, headers: HeaderFields): Response | Promise<Response> {
    // Returned or thrown, it is a refusal in the app's own words; a template without placeholders would make a token of it.
    throwAnswer(params);
    if (params === null || params === undefined || params === false) {
      return refuse(401, "unauthenticated", "sign in to get a token", headers);
    }
    if (typeof params !== "object") {
      throw new MintbirdError("option", `\`authenticate\` must return an object of names and values, or nothing, not a ${typeof params}`);
    }
    const minter = minterOf();
    return isPromise(minter) ? minter.then((minter) => mint(minter, params, headers)) : mint(minter, params, headers);
  }

  function mint(minter: Minter<Name>, params: Params<Name>, headers: HeaderFields): Response {
    const lifetime = ttl ?? minter.ttl;
    const now = Math.floor(Date.now() / 1000);
    // With its unit, since the number has been looked at.
    const token = minter.mint(params, { now, ttl: `${lifetime}s` });
    // The client learns from `Date` how far its own clock is off.
    headers["date"] = dateOf(now);
    return json(200, `{"token":"${token}","expires_at":${now + lifetime}}`, headers);
  }

  async function readAndAnswer(request: Request, isJson: boolean, headers: HeaderFields, body: { empty: boolean }): Promise<Response> {
    const bytes = await readBody(request, isJson ? maxBodyLength : 0);
    if (bytes === undefined) {
      if (!isJson) return refuse(415, "content-type", NOT_JSON, headers);
      return refuse(413, "body", `a body must be no longer than ${maxBodyLength} bytes`, headers);
    }
    const text = new TextDecoder().decode(bytes).trim();
    body.empty = text === "";
    if (!body.empty && !parses(text)) return refuse(400, "json", "the body is not JSON", headers);
    return answer(await authenticate(withBody(request, bytes)), headers);
  }

  // Synchronously where nothing has to be awaited: a promise costs a server more than the token.
  return (request) => {
    let headers: HeaderFields = {};
    const body = { empty: true };
    const odd = notRequest(request);
    if (odd !== undefined) {
      notify(onError, odd, request);
      return refuse(500, "internal", "no token could be made", headers);
    }
    const fail = (error: unknown): Response => {
      if (isResponse(error)) return error;
      if (isForFramework(error)) throw error;
      notify(onError, error, request);
      // What `request.json()` throws; nothing else here reads what the caller sent.
      if (body.empty && isOfNoJson(error)) return refuse(400, "json", "a JSON body is needed", headers);
      return refuse(500, "internal", "no token could be made", headers);
    };
    try {
      headers = cors?.headers(request) ?? headers;
      if (request.method !== "POST") {
        if (request.method === "OPTIONS" && cors !== undefined) return cors.preflight(request);
        return refuse(405, "method", "ask for a token with POST", { ...headers, allow: cors ? "POST, OPTIONS" : "POST" });
      }
      const type = request.headers.get("content-type");
      const isJson = type !== null && /^application\/json *(;|$)/i.test(type);
      // On Node it takes longer to look for a body than to mint.
      if (isJson || !saysNoBody(request)) {
        if (type !== null && !isJson) return refuse(415, "content-type", NOT_JSON, headers);
        return readAndAnswer(request, isJson, headers, body).catch(fail);
      }
      const params = authenticate(request);
      const answered = isPromise(params) ? Promise.resolve(params).then((params) => answer(params, headers)) : answer(params, headers);
      return isPromise(answered) ? answered.catch(fail) : answered;
    } catch (error) {
      return fail(error);
    }
  };
}

/** Gives the minter, which a function makes once. */
function checkMinter<Name extends string>(
  option: TokenHandlerOptions<Name>["minter"] | undefined,
): () => Minter<Name> | Promise<Minter<Name>> {
  const check = (value: Minter<Name> | undefined) => checkObject("minter", value, ["mint"], "`new Minter(template, signingKey)`");
  if (typeof option !== "function") {
    const minter = check(option);
    return () => minter;
  }
  let minter: Minter<Name> | undefined;
  const made = once(async () => (minter = check(await option())));
  return () => minter ?? made();
}

/** Whether a parser of JSON found nothing, in whatever words and from whatever realm. */
function isOfNoJson(error: unknown): boolean {
  const { name, message } = Object(error) as Partial<Error>;
  return name === "SyntaxError" && /unexpected (?:end|eof)/i.test(String(message));
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

let second = 0;
let date = "";

/** A time as HTTP writes it. It is the same for a second. */
function dateOf(now: number): string {
  if (now !== second) {
    second = now;
    date = new Date(now * 1000).toUTCString();
  }
  return date;
}
