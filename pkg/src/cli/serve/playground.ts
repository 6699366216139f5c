/** The playground, which opens with what is served here. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { serveStatic } from "@hono/node-server/serve-static";
import type { Hono } from "hono";
import type { ParamValue } from "../../types/template.js";

/** What the page reads from its own text; the page is no other origin's to read. */
interface Served {
  readonly key: string;
  /** JSON text. */
  readonly template: string | undefined;
  readonly values: { readonly [param: string]: ParamValue };
}

/** Beside the command in the published package. */
const PLAYGROUND = fileURLToPath(new URL("../playground", import.meta.url));

/** Only the published package has it: the page itself is built with the package. */
export function playground(app: Hono, served: Served): void {
  if (!existsSync(PLAYGROUND)) return;
  const page = withServed(readFileSync(`${PLAYGROUND}/index.html`, "utf8"), served);
  for (const path of ["/", "/index.html"]) app.get(path, ({ html }) => html(page, 200, { "cache-control": "no-store" }));
  app.get("*", serveStatic({ root: PLAYGROUND }));
}

/** Data, which no policy takes for a script. */
function withServed(page: string, served: Served): string {
  const data = JSON.stringify(served).replaceAll("<", "\\u003c");
  return page.replace("</head>", () => `<script type="application/json" id="served">${data}</script></head>`);
}
