// Vitest as it comes.
import { app, fileOf, node, versionOf } from "../lib/consumer.js";
import { run } from "../lib/process.js";

export async function quick(matrix) {
  const version = await versionOf("vitest");
  for (const environment of ["node", "jsdom"]) {
    await matrix.cell("Vitest", version, environment, () =>
      run(node(24), [fileOf("vitest", "vitest.mjs"), "run", "--root", `${app}/vitest`, `--environment=${environment}`], { cwd: app }),
    );
  }
}
