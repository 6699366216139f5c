// usage: node silence-panics.mjs MODULE.wasm
//
// A panic stops a release of the module, and says nothing to anybody. What std would say is seven kilobytes of texts and of what
// formats them: std is there since jwt-simple is built on it, and has no switch for it in a stable compiler. Here the functions
// that panic lose their bodies, and stop at once; wasm-opt then takes out what nobody calls any more.
import { readFile, writeFile } from "node:fs/promises";
import binaryen from "../.tools/node_modules/binaryen/index.js";

const [path] = process.argv.slice(2);
const module = binaryen.readBinary(await readFile(path));
for (let index = 0; index < module.getNumFunctions(); index++) {
  const ref = module.getFunctionByIndex(index);
  const { name, module: importedFrom } = binaryen.getFunctionInfo(ref);
  // Rust's names are demangled, with the hash of each crate behind its name.
  const panics = /\bpanicking::|_fail(ed)?$/.test(name) && !/^<?mintbird\b/.test(name);
  if (panics && !importedFrom) binaryen.Function.setBody(ref, module.unreachable());
}
await writeFile(path, module.emitBinary());
