/** The playground. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { serveStatic } from "@hono/node-server/serve-static";
import type { Hono } from "hono";

/** Beside the command in the published package. */
const PLAYGROUND = fileURLToPath(new URL("../playground", import.meta.url));

const DOCS = "https://mintbird.github.io/mintbird/docs/";

/** Only the published package has it: the page itself is built with the package. */
export function playground(app: Hono): void {
  if (!existsSync(PLAYGROUND)) return;
  // The page links to its own folder, where static hosts have the documentation. The package goes without.
  app
    .get("/docs", ({ redirect }) => redirect(DOCS))
    .get("/docs/*", ({ req, redirect }) => redirect(DOCS + req.path.slice("/docs/".length)));
  app.get("*", serveStatic({ root: PLAYGROUND }));
}
