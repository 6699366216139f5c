/** What `mintbird serve` answers. */
import { Hono } from "hono";
import type { Minter } from "../../full/minter.js";
import { createTokenApi } from "../../server/index.js";
import type { Issue } from "../../types/issue.js";
import { SERVE } from "../local/tinybird-local.js";
import type { Params } from "../params.js";
import type { Served } from "../engine/served.js";
import type { Terminal } from "../terminal.js";
import type { TinybirdLocalTokens } from "./local-tokens.js";
import { playground } from "./playground.js";
import { projectFiles } from "./project-files.js";
import { tokenEndpoint } from "./token-endpoint.js";
import { unanswered } from "./unanswered.js";

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
  /** That project. */
  readonly served: Served | undefined;
}

export function development({
  terminal,
  tokens,
  minter,
  param,
  refuseUnpinned,
  project,
  served,
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

  if (served !== undefined) {
    const files = projectFiles(served);
    app.get("/project", ({ req }) => files(req.raw));
  }

  unanswered(app, project !== undefined);
  const signingKey = tokens.workspace_admin_token;
  const api = createTokenApi({ signingKey, refuseUnpinned, onWarning, onError });
  app.all("/v0/*", ({ req }) => api(req.raw));
  app.all("/v1/*", ({ req }) => api(req.raw));

  if (minter === undefined) {
    app.all("/token", (context) =>
      context.json({ error: "start `mintbird serve` with a template for this endpoint", code: "not-found" }, 404),
    );
  } else {
    const token = tokenEndpoint({ minter, param, onError });
    app.all("/token", ({ req }) => token(req.raw));
  }

  playground(app);
  app.notFound((context) => context.json({ error: `nothing is served at ${context.req.path}`, code: "not-found" }, 404));
  return app.fetch;

  function onWarning({ path, message }: Issue): void {
    terminal.say(`warning: ${path.replace("/claims", "")}: ${message}`);
  }

  function onError(error: unknown, { method, url }: Request): void {
    terminal.say(`${method} ${new URL(url).pathname}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
