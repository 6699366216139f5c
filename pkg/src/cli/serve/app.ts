/** What `mintbird serve` answers. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import type { Minter } from "../../full/minter.js";
import { createTokenApi, createTokenHandler } from "../../server/index.js";
import type { Issue } from "../../types/issue.js";
import type { Params as TemplateParams } from "../../types/template.js";
import { SERVE } from "../local/tinybird-local.js";
import type { Params } from "../params.js";
import type { Terminal } from "../terminal.js";
import { isLoopbackOrigin } from "./loopback.js";
import type { TinybirdLocalTokens } from "./local-tokens.js";

interface Development {
  readonly terminal: Terminal;
  readonly tokens: TinybirdLocalTokens;
  /** Of the token endpoint, if there is one. */
  readonly minter: Minter | undefined;
  /** What fills its template where the request does not. */
  readonly param: Params;
  /** Whether the Token API refuses scopes that pin no rows. */
  readonly refuseUnpinned: boolean;
  /** Answers for the endpoints and data sources of a project, if there is one. */
  readonly project: ((request: Request) => Promise<Response>) | undefined;
}

/** Beside the command in the published package. */
const PLAYGROUND = fileURLToPath(new URL("../playground", import.meta.url));

export function development({
  terminal,
  tokens,
  minter,
  param,
  refuseUnpinned,
  project,
}: Development): (request: Request) => Response | Promise<Response> {
  const app = new Hono();

  // Before what follows: it says more of each request than a path.
  if (project !== undefined)
    app.all("/v0/pipes/:endpoint{.+\\..+}", ({ req }) => project(req.raw)).all("/v0/sql", ({ req }) => project(req.raw));

  app.use(async (context, next) => {
    await next();
    // Not the query: it may hold a token.
    terminal.say(terminal.paintError("dim", `${context.res.status} ${context.req.method} ${context.req.path}`));
  });

  app.get("/tokens", (context) => context.json(tokens, 200, { "cache-control": "no-store", server: SERVE }));

  const signingKey = tokens.workspace_admin_token;
  const api = createTokenApi({ signingKey, refuseUnpinned, onWarning, onError });
  app.all("/v0/*", ({ req }) => api(req.raw));
  app.all("/v1/*", ({ req }) => api(req.raw));

  if (minter === undefined) {
    app.all("/token", (context) =>
      context.json({ error: "start `mintbird serve` with a template for this endpoint", code: "not-found" }, 404),
    );
  } else {
    const token = createTokenHandler({
      minter,
      // No check: on their own machine, developers are who they say they are.
      authenticate: async (request) => ({ ...Object.fromEntries(param), ...(await bodyOf(request)) }),
      cors: { origins: isLoopbackOrigin, credentials: true },
      onError,
    });
    app.all("/token", ({ req }) => token(req.raw));
  }

  // Only the published package has it: the page itself is built with the package.
  if (existsSync(PLAYGROUND)) app.get("*", serveStatic({ root: PLAYGROUND }));
  app.notFound((context) => context.json({ error: `nothing is served at ${context.req.path}`, code: "not-found" }, 404));
  return app.fetch;

  function onWarning({ path, message }: Issue): void {
    terminal.say(`warning: ${path.replace("/claims", "")}: ${message}`);
  }

  function onError(error: unknown, { method, url }: Request): void {
    terminal.say(`${method} ${new URL(url).pathname}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The parameters that a front end sends: a JSON object, or nothing. */
async function bodyOf(request: Request): Promise<TemplateParams> {
  const text = await request.text();
  const body: unknown = text === "" ? {} : JSON.parse(text);
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new TypeError('the body must be a JSON object, such as {"org_id": "acme"}');
  return body as TemplateParams;
}
