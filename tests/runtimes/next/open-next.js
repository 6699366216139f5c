// Next.js on Cloudflare: OpenNext, with the one setting and the one flag that it needs.
import { cp, mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { app, node } from "../lib/consumer.js";
import { expectAll } from "../lib/matrix.js";
import { run, serving } from "../lib/process.js";

const modules = fileURLToPath(new URL("node_modules/", import.meta.url));

/** Builds a Node route in a folder from which Next and the package are found, and asks it under `wrangler dev`. */
export async function openNext(folder) {
  await mkdir(folder, { recursive: true });
  await cp(`${app}/suite.js`, `${folder}/suite.js`);
  for (const path of ["app/node", "app/layout.js"]) await cp(`${app}/next/${path}`, `${folder}/${path}`, { recursive: true });
  const files = {
    "package.json": JSON.stringify({ name: "app", private: true, type: "module", scripts: { build: "next build --webpack" } }),
    "next.config.js": 'export default { serverExternalPackages: ["mintbird"] };\n',
    "open-next.config.ts": 'import { defineCloudflareConfig } from "@opennextjs/cloudflare";\n\nexport default defineCloudflareConfig();\n',
    "wrangler.json": JSON.stringify({
      name: "app",
      main: ".open-next/worker.js",
      compatibility_date: "2026-01-01",
      compatibility_flags: ["nodejs_compat"],
      assets: { directory: ".open-next/assets", binding: "ASSETS" },
    }),
  };
  for (const [path, text] of Object.entries(files)) await writeFile(`${folder}/${path}`, text);

  const env = { PATH: `${modules}.bin:${process.env.PATH}` };
  await run(node(24), [`${modules}@opennextjs/cloudflare/dist/cli/index.js`, "build"], { cwd: folder, env, timeout: 600_000 });
  const wrangler = [`${modules}wrangler/bin/wrangler.js`, "dev", "--ip=127.0.0.1", "--port=0", "--inspector-port=0"];
  const options = { cwd: folder, ready: /Ready on (http:\/\/127\.0\.0\.1:\d+)/, broken: /Build failed/, timeout: 120_000 };
  await serving(node(24), [...wrangler, "--show-interactive-dev-session=false"], options, async ([, origin]) =>
    expectAll(await (await fetch(`${origin}/node`)).text()),
  );
}
