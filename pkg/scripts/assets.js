// Puts into the package what is made or kept elsewhere: wasm-bindgen's glue as it is, the modules as files and as base64, the
// licences.
import { cp, readFile, writeFile } from "node:fs/promises";

for (const name of ["full", "inspect"]) {
  const built = new URL(`../../target/pkg/${name}/`, import.meta.url);
  const dist = new URL(`../dist/${name}/`, import.meta.url);
  await cp(new URL("mintbird_bg.js", built), new URL("mintbird_bg.js", dist));
  await cp(new URL("mintbird_bg.wasm", built), new URL("mintbird.wasm", dist));
  const base64 = await readFile(new URL("mintbird_bg.wasm", built), "base64");
  await writeFile(new URL("mintbird_wasm.js", dist), `export const base64 = "${base64}";\n`);
}

for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) {
  await cp(new URL(`../../${name}`, import.meta.url), new URL(`../${name}`, import.meta.url));
}
