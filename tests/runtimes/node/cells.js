import { app, node } from "../lib/consumer.js";
import { expectAll } from "../lib/matrix.js";
import { run } from "../lib/process.js";

export async function quick(matrix) {
  for (const major of [20, 22, 24, 26]) {
    const version = (await run(node(major), ["--version"])).trim().slice(1);
    for (const [way, file] of [
      ["import", "node/import.js"],
      ["require", "node/require.cjs"],
    ]) {
      await matrix.cell("Node", version, way, async () => expectAll(await run(node(major), [file], { cwd: app })));
    }
  }
}
