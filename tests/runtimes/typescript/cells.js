// Type checks as a strict project does them: the package's own declarations are checked, too, and there are no others.
import { writeFile } from "node:fs/promises";
import { app, fileOf, node, versionOf } from "../lib/consumer.js";
import { run } from "../lib/process.js";

const RESOLUTIONS = {
  node16: { module: "node16", files: ["main.mts"] },
  nodenext: { module: "nodenext", files: ["main.mts", "main.cts"] },
  bundler: { module: "esnext", files: ["main.mts"] },
};

export async function quick(matrix) {
  for (const name of ["typescript", "typescript5"]) {
    const version = await versionOf(name);
    for (const [moduleResolution, { module, files }] of Object.entries(RESOLUTIONS)) {
      await matrix.cell("TypeScript", version, moduleResolution, async () => {
        const project = `${app}/typescript/${name}-${moduleResolution}.json`;
        const compilerOptions = {
          module,
          moduleResolution,
          target: "es2022",
          lib: ["es2022"],
          types: [],
          strict: true,
          exactOptionalPropertyTypes: true,
          skipLibCheck: false,
          noEmit: true,
        };
        await writeFile(project, JSON.stringify({ compilerOptions, files }));
        await run(node(24), [fileOf(name, "bin/tsc"), "--project", project], { cwd: app });
      });
    }
  }
}
