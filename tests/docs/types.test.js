// Blocks of TypeScript compile in strict mode, against the types of the package and of Tinybird's libraries; and so do the blocks of
// JavaScript that are pasted into a project first, which may be one in TypeScript.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { after, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BLOCKS, PAGES } from "./blocks.js";

const folder = new URL(".build-types/", import.meta.url);
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

const tsc = fileURLToPath(new URL("node_modules/typescript/bin/tsc", import.meta.url));

/** What the compiler says of all files in the folder. */
async function compile(options) {
  writeFileSync(new URL("tsconfig.json", folder), JSON.stringify({ compilerOptions: { ...OPTIONS.compilerOptions, ...options } }));
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", "."], { cwd: fileURLToPath(folder) }).catch((error) => error);
  return stdout;
}

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
});

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
  assert.equal(await compile(), "");
});

/** Packages and globals of runtimes that are not installed here, as far as the blocks use them. */
const RUNTIMES = `
declare module "@hono/node-server" { export function serve(options: object, then: (info: { port: number }) => void): void }
declare module "cloudflare:workers" { export const env: { readonly TINYBIRD_SIGNING_KEY: string } }
declare module "$env/dynamic/private" { export const env: { readonly [name: string]: string | undefined } }
declare const Deno: {
  readonly env: { get(name: string): string | undefined };
  serve(options: object, handler: (request: Request) => Response | Promise<Response>): void;
};
declare function sessionOf(request: Request): Promise<{ readonly id: string; readonly org: string } | undefined>;
`;

test("the first token's JavaScript compiles as TypeScript", async () => {
  const pages = ["README.md", "pkg/README.md", "docs/from-jose.md", ...PAGES.filter((page) => page.startsWith("docs/first-token/"))];
  const blocks = BLOCKS.filter(
    ({ page, language, code }) =>
      pages.includes(page) && language === "js" && /^import .*\b(Minter|sign)\b.* from "mintbird";$/m.test(code),
  );
  assert.ok(blocks.length >= 13, `${blocks.length}`);
  writeFileSync(new URL("runtimes.d.ts", folder), RUNTIMES);
  blocks.forEach(({ code, name, before }, index) => {
    const given = before.includes("workspaceId") ? "declare const workspaceId: string;\n" : "";
    writeFileSync(new URL(`block-${index}.ts`, folder), `// ${name}\n${given}${code}\nexport {};\n`);
  });
  // Types of its own parameters are for the reader to add.
  assert.equal(await compile({ noImplicitAny: false }), "");
});

test("a template that ends with `as const` tells what `authenticate` must return", async () => {
  const { code } = BLOCKS.find(({ kind }) => kind === "examples/next/token.js");
  const typed = code.replace(/^};$/m, "} as const;").replace(' org_id: "acme" }', " }");
  writeFileSync(new URL("token.ts", folder), typed);
  assert.match(await compile(), /^token\.ts.*\n[^]*'org_id' is missing/);
});
