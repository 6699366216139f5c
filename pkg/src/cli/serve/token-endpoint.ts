/** `POST /token`, which tells what was wrong: on their own machine, there is nobody to keep it from. */
import type { Minter } from "../../full/minter.js";
import { createTokenHandler } from "../../server/index.js";
import { MintbirdError } from "../../entry/full/inline.js";
import type { Params as TemplateParams } from "../../types/template.js";
import type { Params } from "../params.js";
import { isLoopbackOrigin } from "./loopback.js";

interface TokenEndpoint {
  readonly minter: Minter;
  /** What fills its template where the request does not. */
  readonly param: Params;
  readonly onError: (error: unknown, request: Request) => void;
}

export function tokenEndpoint({ minter, param, onError }: TokenEndpoint): (request: Request) => Promise<Response> {
  const faults = new WeakMap<Request, unknown>();
  const handler = createTokenHandler({
    minter,
    // No check: on their own machine, developers are who they say they are.
    authenticate: async (request) => ({ ...Object.fromEntries(param), ...(await bodyOf(request)) }),
    cors: { origins: isLoopbackOrigin, credentials: true },
    onError(error, request) {
      faults.set(request, error);
      onError(error, request);
    },
  });
  return async (request) => {
    const answer = await handler(request);
    const error = faults.get(request);
    return answer.status === 500 && error instanceof Error ? told(error, answer) : answer;
  };
}

/** The same answer, for its headers, with the reason in it. */
function told(error: Error, { headers }: Response): Response {
  if (error instanceof MintbirdError && error.code === "param")
    return Response.json(
      { error: `${error.message}; the body is what fills the template, beside --param`, code: error.code },
      { status: 400, headers },
    );
  if (error instanceof NoParams) return Response.json({ error: error.message, code: "body" }, { status: 400, headers });
  return Response.json({ error: error.message, code: "internal" }, { status: 500, headers });
}

class NoParams extends Error {}

/** The parameters that a front end sends: a JSON object, or nothing. */
async function bodyOf(request: Request): Promise<TemplateParams> {
  const text = await request.text();
  const body: unknown = text === "" ? {} : JSON.parse(text);
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new NoParams('the body must be a JSON object, such as {"org_id": "acme"}');
  return body as TemplateParams;
}
