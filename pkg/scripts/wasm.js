// Puts what wasm-bindgen has generated into dist/: the glue as it is, the module as a file and as base64.
import { cp, readFile, writeFile } from "node:fs/promises";

for (const name of ["full", "inspect"]) {
  const built = new URL(`../../target/pkg/${name}/`, import.meta.url);
  const dist = new URL(`../dist/${name}/`, import.meta.url);
  await cp(new URL("mintbird_bg.js", built), new URL("mintbird_bg.js", dist));
  await cp(new URL("mintbird_bg.wasm", built), new URL("mintbird.wasm", dist));
  const base64 = await readFile(new URL("mintbird_bg.wasm", built), "base64");
  await writeFile(new URL("mintbird_wasm.js", dist), `export const base64 = "${base64}";\n`);
}
