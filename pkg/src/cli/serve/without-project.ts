/** What asks for rows, where there is no project whose endpoints could answer. */
import type { Hono } from "hono";
import { cors } from "hono/cors";
import { isLoopbackOrigin } from "./loopback.js";

const ROWS = ["/v0/pipes", "/v0/pipes/*", "/v0/sql", "/v0/datasources", "/v0/datasources/*", "/v0/events"];

/** Without it the Token API would answer, and say of a good JWT that it is no workspace admin token. */
export function withoutProject(app: Hono): void {
  for (const path of ROWS) {
    // So that a page can read why.
    app.use(
      path,
      cors({ origin: (origin) => (isLoopbackOrigin(origin) ? origin : null), allowHeaders: ["authorization", "content-type"] }),
    );
    app.all(path, ({ req, json }) =>
      json(
        {
          error: `${req.path} needs a project, whose endpoints and data sources answer: \`mintbird serve\` was started without one, and issues tokens only`,
          code: "no-project",
        },
        404,
        {
          "cache-control": "no-store",
        },
      ),
    );
  }
}
