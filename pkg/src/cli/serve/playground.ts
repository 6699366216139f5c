/** The playground. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { serveStatic } from "@hono/node-server/serve-static";
import type { Hono } from "hono";

/** Beside the command in the published package. */
const PLAYGROUND = fileURLToPath(new URL("../playground", import.meta.url));

/** Only the published package has it: the page itself is built with the package. */
export function playground(app: Hono): void {
  if (existsSync(PLAYGROUND)) app.get("*", serveStatic({ root: PLAYGROUND }));
}
