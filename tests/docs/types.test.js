// Blocks of TypeScript compile in strict mode, against the types of the package and of Tinybird's libraries.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BLOCKS } from "./blocks.js";

const folder = new URL(".build-types/", import.meta.url);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
after(() => rmSync(folder, { recursive: true, force: true }));

const OPTIONS = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: "es2022",
    module: "preserve",
    moduleResolution: "bundler",
    lib: ["es2024", "esnext.disposable", "dom", "dom.iterable"],
    jsx: "react-jsx",
    types: ["node"],
    // The charts are written for React 18.
    skipLibCheck: true,
  },
};

test("TypeScript compiles", async () => {
  const blocks = BLOCKS.filter(({ language }) => language === "ts" || language === "tsx");
  assert.ok(blocks.length >= 2, `${blocks.length}`);
  blocks.forEach(({ language, code, name }, index) => {
    const given = ["const key: string", "const signingKey: string", "const token: string"].filter(
      (line) => !code.includes(line.slice(0, -8)),
    );
    writeFileSync(
      new URL(`block-${index}.${language}`, folder),
      `// ${name}\n${given.map((line) => `declare ${line};`).join("\n")}\n${code}\nexport {};\n`,
    );
  });
  writeFileSync(new URL("tsconfig.json", folder), JSON.stringify(OPTIONS));
  const tsc = fileURLToPath(new URL("node_modules/typescript/bin/tsc", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", "."], { cwd: fileURLToPath(folder) }).catch((error) => error);
  assert.equal(stdout, "");
});
