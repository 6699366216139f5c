// Astro, built with its adapter for Node: an endpoint hands its request to the handlers. It needs Node 22 itself.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expectHandlers } from "../frameworks/cells.js";
import { node } from "../lib/consumer.js";
import { run, serving } from "../lib/process.js";
import { projectOf } from "../lib/project.js";

const modules = fileURLToPath(new URL("node_modules/", import.meta.url));

export async function slow(matrix) {
  const { version } = JSON.parse(await readFile(`${modules}astro/package.json`, "utf8"));
  const cwd = await projectOf("astro");
  const env = { ASTRO_TELEMETRY_DISABLED: "1", PORT: "0", HOST: "127.0.0.1" };
  await matrix.cell("Astro", version, "build", () => run(node(24), [`${modules}astro/bin/astro.mjs`, "build"], { cwd, env }));
  for (const major of [22, 24]) {
    await matrix.cell("Astro", version, `@astrojs/node, Node ${major}`, () =>
      serving(node(major), ["dist/server/entry.mjs"], { cwd, env, ready: /listening on http:\/\/127\.0\.0\.1:(\d+)/ }, async ([, port]) => {
        // It refuses what has no content type and comes from another origin itself, before any endpoint.
        await expectHandlers(port, { origin: `http://127.0.0.1:${port}` });
      }),
    );
  }
}
