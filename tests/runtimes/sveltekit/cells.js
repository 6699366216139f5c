// SvelteKit, built with its adapter for Node: a route hands its request to the handlers. It needs Node 22 itself.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expectHandlers } from "../frameworks/cells.js";
import { node } from "../lib/consumer.js";
import { run, serving } from "../lib/process.js";
import { projectOf } from "../lib/project.js";

const modules = fileURLToPath(new URL("node_modules/", import.meta.url));

export async function slow(matrix) {
  const { version } = JSON.parse(await readFile(`${modules}@sveltejs/kit/package.json`, "utf8"));
  const cwd = await projectOf("sveltekit");
  await matrix.cell("SvelteKit", version, "build", () => run(node(24), [`${modules}vite/bin/vite.js`, "build"], { cwd }));
  for (const major of [22, 24]) {
    const options = { cwd, env: { PORT: "0", HOST: "127.0.0.1" }, ready: /Listening on http:\/\/127\.0\.0\.1:(\d+)/ };
    await matrix.cell("SvelteKit", version, `adapter-node, Node ${major}`, () =>
      serving(node(major), ["build/index.js"], options, async ([, port]) => {
        // It refuses forms of other origins itself, before any route.
        await expectHandlers(port, { origin: `https://127.0.0.1:${port}` });
      }),
    );
  }
}
