import { app, bin, versionOf } from "../lib/consumer.js";
import { expectAll } from "../lib/matrix.js";
import { run } from "../lib/process.js";

export async function quick(matrix) {
  const version = await versionOf("bun");
  await matrix.cell("Bun", version, "run", async () => expectAll(await run(bin("bun"), ["bun/main.js"], { cwd: app })));
  await matrix.cell("Bun", version, "build --compile", async () => {
    await run(bin("bun"), ["build", "--compile", "bun/main.js", "--outfile", "bun/main"], { cwd: app });
    // Elsewhere: what was compiled needs no file of the project.
    expectAll(await run(`${app}/bun/main`, [], { cwd: "/" }));
  });
}
