// Puts into the package what is made or kept elsewhere: wasm-bindgen's glue as it is, the modules as files and as text, the
// licences.
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";

for (const name of ["full", "inspect", "project"]) {
  const built = new URL(`../../target/pkg/${name}/`, import.meta.url);
  const [module, glue] = ["mintbird_bg.wasm", "mintbird_bg.js"].map((file) => new URL(file, built));
  await cp(module, at(`dist/entry/${name}/mintbird.wasm`));
  const { text, bytes } = asText(await readFile(module));
  for (const folder of ["dist", ".build"]) {
    await cp(glue, at(`${folder}/${name}/mintbird_bg.js`));
    await mkdir(at(`${folder}/entry/${name}`), { recursive: true });
    await writeFile(at(`${folder}/entry/${name}/mintbird_wasm.js`), `export const text = "${text}";\nexport const bytes = [${bytes}];\n`);
  }
}

for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) {
  await cp(at(`../${name}`), at(name));
}

/** A place in the package. */
function at(path) {
  return new URL(`../${path}`, import.meta.url);
}

/**
 * A module as text: its most frequent bytes are a character each, the others two, of which the first is `}` or `~`. Two equal
 * runs of bytes are equal as text, so that a compressed script is as small as a compressed module: in base64 it would be a third
 * larger. No character needs an escape in any kind of quotes, or can end a script in HTML.
 *
 * `bytes` has the byte of each character, counted from `!`, then of each behind `}`, then of each behind `~`.
 */
function asText(module) {
  const [first, prefixes] = ["!".charCodeAt(0), ["", "}", "~"]];
  const columns = prefixes[1].charCodeAt(0) - first;
  const counts = new Uint32Array(256);
  for (const byte of module) counts[byte]++;
  const byFrequency = [...counts.keys()].sort((one, other) => counts[other] - counts[one]);

  const [texts, bytes] = [[], []];
  for (const [row, prefix] of prefixes.entries()) {
    for (let column = 0; column < columns && byFrequency.length > 0; column++) {
      const char = String.fromCharCode(first + column);
      if ("\"$'<\\`".includes(char)) continue;
      const byte = byFrequency.shift();
      texts[byte] = prefix + char;
      bytes[row * columns + column] = byte;
    }
  }
  return { text: Array.from(module, (byte) => texts[byte]).join(""), bytes: Array.from(bytes, (byte) => byte ?? 0) };
}
