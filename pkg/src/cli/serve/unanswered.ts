/** What asks for rows, and nothing here has them. */
import type { Hono } from "hono";
import { cors } from "hono/cors";
import { isLoopbackOrigin } from "./loopback.js";

const ROWS = ["/v0/pipes", "/v0/pipes/*", "/v0/sql", "/v0/datasources", "/v0/datasources/*", "/v0/events"];

/** Without it the Token API would answer, and say of a good JWT that it is no workspace admin token. */
export function unanswered(app: Hono, hasProject: boolean): void {
  const code = hasProject ? "not-found" : "no-project";
  const reason = hasProject
    ? "is not answered here: `mintbird serve` answers for endpoints, /v0/pipes/<name>.json, and for /v0/sql"
    : "needs a project, whose endpoints and data sources answer; `mintbird serve` was started without `--project`, and issues tokens only";
  for (const path of ROWS) {
    // So that a page can read why.
    app.use(
      path,
      cors({ origin: (origin) => (isLoopbackOrigin(origin) ? origin : null), allowHeaders: ["authorization", "content-type"] }),
    );
    app.all(path, ({ req, json }) => json({ error: `${req.path} ${reason}`, code }, 404, { "cache-control": "no-store" }));
  }
}
