// Jest as it comes, with nothing configured: it cannot load ES modules, and in jsdom there is neither TextEncoder nor TextDecoder.
import { app, bin, node, versionOf } from "../lib/consumer.js";
import { run } from "../lib/process.js";

export async function quick(matrix) {
  const version = await versionOf("jest");
  for (const major of [20, 24]) {
    for (const environment of ["node", "jsdom"]) {
      await matrix.cell("Jest", version, `${environment}, Node ${major}`, () =>
        run(node(major), [bin("jest"), "--ci", "--rootDir", `${app}/jest`, `--env=${environment}`], { cwd: app }),
      );
    }
  }
}
