import { MintbirdError } from "../types/error.js";
import type { Minter } from "../full/minter.js";
import type { Params } from "../types/template.js";
import { type HeaderFields, type OnError, json, notify, refuse } from "./answer.js";
import { bounded, saysNoBody } from "./body.js";
import { type CorsOptions, createCors } from "./cors.js";

/** Who gets a token. */
export interface TokenHandlerOptions<Name extends string> {
  readonly minter: Minter<Name>;
  /**
   * Finds out who is asking, from a session, a cookie, a header or the body, and returns the template's params for that user; or
   * nothing, for somebody who must not get a token.
   */
  readonly authenticate: (request: Request) => Answer<Name> | Promise<Answer<Name>>;
  /** Lets pages of other origins ask for tokens. Without it they cannot read the response. */
  readonly cors?: CorsOptions | undefined;
  /** Seconds to live, instead of the template's. */
  readonly ttl?: number | undefined;
  /** The longest body that `authenticate` is given, in bytes. 16 384 unless given. */
  readonly maxBodyLength?: number | undefined;
  /** Called with what `authenticate` and `mint` throw; the client only sees a 500. */
  readonly onError?: OnError | undefined;
}

/** Inferred from the minter alone: what `authenticate` returns must not add names. */
type Answer<Name extends string> = Params<[Name][Name extends unknown ? 0 : never]> | null | undefined | false;

/**
 * An app's `POST /token`: answers `{ "token": "eyJ…", "expires_at": 1700000600 }`, Unix seconds, to users that `authenticate`
 * knows. Else 401, 405, 413, 415 or 500, with `{ "error": …, "code": … }`.
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
 * @throws {@link MintbirdError} `option`
 */
export function createTokenHandler<Name extends string>(
  options: TokenHandlerOptions<Name>,
): (request: Request) => Response | Promise<Response> {
  const { minter, authenticate, ttl = options.minter.ttl, maxBodyLength = 16_384, onError } = options;
  if (typeof authenticate !== "function") throw new MintbirdError("option", "option `authenticate` must be a function");
  const cors = createCors(options.cors, "POST", "Date");

  function answer(params: Answer<Name>, headers: HeaderFields): Response {
    if (params === null || params === undefined || params === false) {
      return refuse(401, "unauthenticated", "sign in to get a token", headers);
    }
    const now = Math.floor(Date.now() / 1000);
    const token = minter.mint(params, { now, ttl });
    // `Date` shows the client how far its own clock is off.
    headers["date"] = dateOf(now);
    return json(200, `{"token":"${token}","expires_at":${now + ttl}}`, headers);
  }

  async function readAndAnswer(request: Request, isJson: boolean, headers: HeaderFields): Promise<Response> {
    const asked = await bounded(request, isJson ? maxBodyLength : 0);
    if (asked !== undefined) return answer(await authenticate(asked), headers);
    if (!isJson) return refuse(415, "content-type", NOT_JSON, headers);
    return refuse(413, "body", `the body must not be longer than ${maxBodyLength} bytes`, headers);
  }

  // Synchronously where nothing has to be awaited: a promise costs a server more than the token.
  return (request) => {
    let headers: HeaderFields = {};
    const fail = (error: unknown): Response => {
      notify(onError, error, request);
      return refuse(500, "internal", "no token could be made", headers);
    };
    try {
      headers = cors?.headers(request) ?? headers;
      if (request.method !== "POST") {
        if (request.method === "OPTIONS" && cors !== undefined) return cors.preflight(request);
        return refuse(405, "method", "ask for a token with POST", { ...headers, allow: cors ? "POST, OPTIONS" : "POST" });
      }
      const type = request.headers.get("content-type");
      if (type !== null && !/^application\/json *(;|$)/i.test(type)) return refuse(415, "content-type", NOT_JSON, headers);
      // On Node, looking for a body takes longer than minting.
      if (type !== null || !saysNoBody(request)) return readAndAnswer(request, type !== null, headers).catch(fail);
      const params = authenticate(request);
      if (!isPromise(params)) return answer(params, headers);
      return Promise.resolve(params)
        .then((params) => answer(params, headers))
        .catch(fail);
    } catch (error) {
      return fail(error);
    }
  };
}

const NOT_JSON = "a body has to be application/json";

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
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
