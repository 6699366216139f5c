import { app, bin, versionOf } from "../lib/consumer.js";
import { expectAll } from "../lib/matrix.js";
import { run } from "../lib/process.js";

export async function quick(matrix) {
  await matrix.cell("Deno", await versionOf("deno"), "no permissions", async () =>
    expectAll(await run(bin("deno"), ["run", "--no-prompt", "deno/main.js"], { cwd: app })),
  );
}
