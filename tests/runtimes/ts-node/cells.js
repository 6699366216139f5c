// ts-node in a CommonJS project, where Node requires no ES modules.
import { writeFile } from "node:fs/promises";
import { app, fileOf, node, versionOf } from "../lib/consumer.js";
import { expectAll } from "../lib/matrix.js";
import { run } from "../lib/process.js";
import { WITHOUT_ESM } from "../node/cells.js";

export async function quick(matrix) {
  const version = await versionOf("ts-node");
  const folder = `${app}/ts-node`;
  const compilerOptions = { module: "commonjs", moduleResolution: "node10", target: "es2022", lib: ["es2022"], types: [], strict: true };
  await writeFile(`${folder}/package.json`, '{ "private": true }\n');
  await writeFile(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions }));
  for (const major of [20, 24]) {
    await matrix.cell("ts-node", version, `Node ${major}`, async () => {
      const args = [fileOf("ts-node", "dist/bin.js"), "--compiler", fileOf("typescript5", ""), "main.ts"];
      expectAll(await run(node(major), args, { cwd: folder, env: WITHOUT_ESM }));
    });
  }
}
