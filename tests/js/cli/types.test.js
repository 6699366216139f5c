import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { TEMPLATE, file, misused, output } from "./run.js";

/** Where the package is found, as in a project of a user. */
const project = mkdtempSync(fileURLToPath(new URL("../node_modules/.types-", import.meta.url)));
process.on("exit", () => rmSync(project, { recursive: true, force: true }));

const compilerOptions = {
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  target: "es2022",
  lib: ["es2022"],
  types: [],
  module: "esnext",
  moduleResolution: "bundler",
  resolveJsonModule: true,
};

function compile(compiler, files) {
  const all = { ...files, "tsconfig.json": JSON.stringify({ compilerOptions, files: ["main.ts"] }) };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(project, name), text);
  const bin = fileURLToPath(new URL(`../../../pkg/node_modules/${compiler}/bin/tsc`, import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [bin, "--project", "."], { cwd: project, encoding: "utf8" });
  assert.equal(status, 0, stdout);
}

test("the type of a template's params, to be given to a minter of JSON", async () => {
  const written = await output(["types", TEMPLATE, "--name", "DashboardParams"], { key: false });
  assert.equal(
    written,
    `// Written by \`mintbird types\`, to be written again when the template changes.

/** What fills the placeholders of \`template.json\`: \`new Minter<DashboardParams>(template, signingKey)\`. */
export interface DashboardParams {
  /** \`{user_id}\` */
  readonly user_id: string | number | bigint | boolean;
  /** \`{org_id}\`, \`{org_id:String}\` */
  readonly org_id: string;
}
`,
  );
  const main = `import { Minter } from "mintbird";
import template from "./template.json";
import type { DashboardParams } from "./dashboard.params.js";

declare const key: string;
const minter = new Minter<DashboardParams>(template, key);
minter.mint({ user_id: 1, org_id: "acme" });
// @ts-expect-error: one is missing
minter.mint({ user_id: 1 });
// @ts-expect-error: a String
minter.mint({ user_id: 1, org_id: 7 });
// @ts-expect-error: one is unknown
minter.mint({ user_id: 1, org_id: "acme", page: 1 });
`;
  const template = await import(TEMPLATE, { with: { type: "json" } });
  const files = { "main.ts": main, "dashboard.params.ts": written, "template.json": JSON.stringify(template.default) };
  for (const compiler of ["typescript", "typescript-5.2"]) compile(compiler, files);
});

test("it is the type that the same template has inline, whatever its placeholders are", async () => {
  const types = ["String", "UUID", "Bool", "Date", "DateTime", "Float64", "Array(String)", "Array(Array(UInt8))"];
  for (const bits of [8, 16, 32, 64]) types.push(`Int${bits}`, `UInt${bits}`);
  const filter = types.map((type, n) => `c${n} = {p${n}:${type}}`).join(" AND ");
  const template = {
    name: "n_{user_id}_{both}",
    ttl: 60,
    scopes: [
      { type: "PIPES:READ", resource: "p", fixed_params: { a: "{slug:Slug}", b: "x{free}", c: "{both:Bool}", d: "{p0}", e: "{n}" } },
      { type: "DATASOURCES:READ", resource: "d", filter: `${filter} AND b = {both:String} AND n = {n:UInt64} AND m = {n:DateTime}` },
    ],
  };
  const path = file("all types.json", JSON.stringify(template));
  const written = await output(["types", path], { key: false });
  assert.match(written, /export interface AllTypesParams \{/);
  for (const type of types) assert.ok(written.includes(`:${type}}\``), type);
  compile("typescript", {
    "all.params.ts": written,
    "main.ts": `import type { ParamValues } from "mintbird";
import type { AllTypesParams } from "./all.params.js";

const template = ${JSON.stringify(template)} as const;
type Inline = ParamValues<typeof template>;
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same: { readonly [name in keyof Inline | keyof AllTypesParams]: Equal<Inline[name], AllTypesParams[name]> } = {
  ${[...types.map((_, n) => `p${n}`), "user_id", "both", "slug", "free", "n"].map((name) => `${name}: true`).join(", ")}
};
void same;
`,
  });
});

test("without placeholders nothing can be given; standard input, names of files and types", async () => {
  const fixed = '{"name":"app","ttl":60,"scopes":[{"type":"PIPES:READ","resource":"p"}]}';
  const written = await output(["types", "-"], { key: false, input: fixed });
  assert.match(written, /of the template: .*\nexport type TemplateParams = Record<never, never>;\n$/);
  compile("typescript", {
    "fixed.params.ts": written,
    "main.ts": `import { Minter } from "mintbird";
import type { TemplateParams } from "./fixed.params.js";

new Minter<TemplateParams>(${JSON.stringify(fixed)}, "").mint({});
// @ts-expect-error: there is nothing to fill
new Minter<TemplateParams>(${JSON.stringify(fixed)}, "").mint({ a: 1 });
`,
  });
  assert.match(await output(["types", file("2 top-pages.v2.json", fixed)]), /of `2 top-pages\.v2\.json`.*\nexport type TopPagesV2Params /);
  // What a file is called ends no comment.
  assert.doesNotMatch(await output(["types", file("*`x.json", fixed)]), /\*`x/);
  for (const name of ["a b", "class", "string", "unknown", "let", "ParamValue", "Record"]) {
    await misused(["types", TEMPLATE, "--name", name], /name of a type/);
  }
  await misused(["types", file("broken.json", '{"name":"{a}"}')], /cannot be used: add `ttl`.*; add `scopes`/);
  await misused(["types"], /missing required argument 'template'/);
});
