/** What `mintbird serve --project` answers beside tokens: the project's endpoints and data sources, to whom the token lets read them. */
import { bearer, createCors, RATE_LIMIT_HEADERS, refuse } from "../../server/parts.js";
import { RateLimiter, Verifier, generateLocalTokens } from "../../entry/full/inline.js";
import { createGateway } from "../../server/index.js";
import { isLoopbackOrigin } from "../serve/loopback.js";
import type { Terminal } from "../terminal.js";
import { line } from "../line.js";
import { dataSource } from "./data-source.js";
import { endpoint } from "./endpoint.js";
import { NO_ENGINE } from "./open.js";
import { tell, told } from "./request.js";
import type { Served } from "./served.js";

/** Nobody is called by this name: the gateway's requests are answered here. */
const UPSTREAM = "http://project.localhost";
/** How long a request may wait for its turn and for its answer, seconds. */
const PATIENCE = 120;

type Handler = (request: Request) => Promise<Response>;

/** @param signingKey what the tokens are signed with that may read */
export function projectHandler(terminal: Terminal, served: Served, signingKey: string): Handler {
  const verifier = new Verifier({ keys: signingKey });
  const limiter = new RateLimiter();
  const cors = { origins: isLoopbackOrigin };
  const gateway = createGateway({
    verifier,
    limiter,
    upstream: UPSTREAM,
    staticToken: generateLocalTokens().user_token,
    timeout: PATIENCE,
    cors,
    allow: ({ name, pipe }, request) => {
      const fixed = verifier.authorize(bearer(request, new URL(request.url).searchParams), { pipe });
      const pinned = fixed.allowed ? Object.entries(fixed.params).map(([param, value]) => `${param}=${String(value)}`) : [];
      tell({ name, what: pipe, pinned: pinned.join(" ") || "nothing is pinned" });
      return served.runs || { status: 501, code: "engine", message: NO_ENGINE };
    },
    fetch: (url, { signal }) => served.use((state) => endpoint(state, new URL(url), signal ?? undefined)),
    onError: say,
  });
  const readCors = createCors(cors, "GET", RATE_LIMIT_HEADERS)!;
  const sql: Handler = async (request) => {
    if (request.method === "OPTIONS") return readCors.preflight(request);
    let response: Response;
    try {
      response = await dataSource({ served, verifier, limiter }, request);
    } catch (error) {
      say(error);
      response = refuse(502, "upstream", "the data source could not be read", {});
    }
    for (const [name, value] of Object.entries(readCors.headers(request))) response.headers.set(name, value);
    return response;
  };
  return (request) => told(terminal, request, () => (new URL(request.url).pathname.startsWith("/v0/sql") ? sql : gateway)(request));

  function say(error: unknown): void {
    const { message, cause } = error instanceof Error ? error : { message: String(error), cause: undefined };
    terminal.say(line`${terminal.paintError("red", "error")}: ${message}${cause instanceof Error ? `: ${cause.message}` : ""}`);
  }
}
