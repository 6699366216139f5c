// Type checks as a strict project does them: the package's own declarations are checked, too, and there are no others.
import { writeFile } from "node:fs/promises";
import { app, fileOf, node, versionOf } from "../lib/consumer.js";
import { run } from "../lib/process.js";

const RESOLUTIONS = {
  node16: { module: "node16", files: ["main.mts", "main.cts"] },
  nodenext: { module: "nodenext", files: ["main.mts", "main.cts"] },
  bundler: { module: "esnext", files: ["main.mts"] },
};
/** As it was before `exports`: TypeScript 7 has it no more. */
const NODE10 = { module: "commonjs", moduleResolution: "node10", files: ["main.cts", "main.ts"] };

export async function quick(matrix) {
  for (const name of ["typescript", "typescript5"]) {
    const version = await versionOf(name);
    for (const [moduleResolution, { module, files }] of Object.entries(RESOLUTIONS)) {
      await matrix.cell("TypeScript", version, moduleResolution, () => compile(name, { module, moduleResolution }, files));
    }
  }
  const { files, ...node10 } = NODE10;
  await matrix.cell("TypeScript", await versionOf("typescript5"), "node10", () => compile("typescript5", node10, files));
}

const STRICT = {
  target: "es2022",
  lib: ["es2022"],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
};

async function compile(compiler, options, files) {
  const project = `${app}/typescript/${compiler}-${options.moduleResolution}.json`;
  await writeFile(project, JSON.stringify({ compilerOptions: { ...STRICT, noEmit: true, ...options }, files }));
  await run(node(24), [fileOf(compiler, "bin/tsc"), "--project", project], { cwd: app });
}
