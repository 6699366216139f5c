// What Vercel's builds, and Next's `standalone`, leave of a project: the files that @vercel/nft finds, and no others. It finds what the Node
// that it runs on would load.
import { cp, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { app, node, versionOf } from "../lib/consumer.js";
import { expectAll } from "../lib/matrix.js";
import { run } from "../lib/process.js";
import { WITHOUT_ESM } from "../node/cells.js";

export async function quick(matrix) {
  const version = await versionOf("@vercel/nft");
  for (const major of [20, 22, 24]) {
    for (const [way, file, env] of [
      ["import", "node/import.js"],
      // Its 20 is one that cannot require ES modules, as Vercel's is.
      ...(major > 20 ? [["require", "node/require.cjs"]] : []),
      ["require without ES modules", "node/require.cjs", WITHOUT_ESM],
    ]) {
      await matrix.cell("@vercel/nft", version, `${way}, Node ${major}`, async () => {
        const folder = `${app}/traced/${major}-${way.replaceAll(" ", "-")}`;
        for (const path of JSON.parse(await run(node(major), ["traced/trace.js", file], { cwd: app }))) {
          await mkdir(dirname(`${folder}/${path}`), { recursive: true });
          await cp(`${app}/${path}`, `${folder}/${path}`);
        }
        expectAll(await run(node(major), [file], { cwd: folder, env }));
      });
    }
  }
}
