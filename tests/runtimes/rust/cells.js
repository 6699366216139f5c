// The crate as a dependency: natively, in a wasm32-wasip1 program, and in a wasm32-unknown-unknown module such as Rust workers
// are made of.
import { copyFile, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { repository } from "../lib/consumer.js";
import { run } from "../lib/process.js";
import { TOKEN } from "../suite.js";

const here = fileURLToPath(new URL(".", import.meta.url));
// Of its own: in a shared folder Cargo writes the library, which is a cdylib too, to one file for all sets of features.
const target = `${repository}target/consumers`;
const wasm32 = ["--lib", "--target", "wasm32-unknown-unknown"];
const built = `${target}/wasm32-unknown-unknown/debug/consumer.wasm`;

export async function quick(matrix) {
  const [, version] = /rustc (\S+)/.exec(await run("rustc", ["--version"]));
  await matrix.cell("Rust", version, "native", async () => {
    await build();
    expectToken(await run(`${target}/debug/consumer`, []));
  });
  await matrix.cell("Rust", version, "wasm32-wasip1", async () => {
    await build("--bin", "consumer", "--target", "wasm32-wasip1");
    expectToken(await run(process.execPath, [`${here}wasi.js`, `${target}/wasm32-wasip1/debug/consumer.wasm`]));
  });
  await matrix.cell("Rust", version, "wasm32-unknown-unknown", async () => {
    await build(...wasm32);
    // What the random numbers need of wasm-bindgen is its command's own; of mintbird there is no export.
    const folder = `${target}/runtimes`;
    await run("wasm-bindgen", ["--target", "bundler", "--out-dir", folder, built]);
    const module = await WebAssembly.compile(await readFile(`${folder}/consumer_bg.wasm`));
    expectExports(module, /^(memory|consumer_inspect|consumer_run|__.*)$/);
    const glue = await import(`${folder}/consumer_bg.js`);
    const { exports } = await WebAssembly.instantiate(module, { "./consumer_bg.js": glue });
    glue.__wbg_set_wasm(exports);
    exports.__wbindgen_start?.();
    expectToken(text(exports, exports.consumer_run()));
  });
  await matrix.cell("Rust", version, "wasm32-unknown-unknown, inspecting only", async () => {
    await build(...wasm32, "--no-default-features");
    const module = await WebAssembly.compile(await readFile(built));
    // Not even wasm-bindgen's descriptions of itself, which its command would take away.
    expectExports(module, /^(memory|consumer_inspect|__data_end|__heap_base)$/);
    if (WebAssembly.Module.imports(module).length > 0) throw new Error("it imports something");
    const { exports } = await WebAssembly.instantiate(module);
    const kind = text(exports, exports.consumer_inspect());
    if (kind !== "unknown") throw new Error(`no token is ${kind}`);
  });
}

/** Builds in the folder, and with the versions, that the crate and its dependencies are built in and with. */
async function build(...args) {
  await copyFile(`${repository}Cargo.lock`, `${here}Cargo.lock`);
  await run("cargo", ["build", "--quiet", "--manifest-path", `${here}Cargo.toml`, "--target-dir", target, ...args], { timeout: 600_000 });
}

function expectExports(module, expected) {
  const other = WebAssembly.Module.exports(module).filter(({ name }) => !expected.test(name));
  if (other.length > 0) throw new Error(`these should not be exported: ${other.map(({ name }) => name).join(", ")}`);
}

function expectToken(printed) {
  if (printed.trim() !== TOKEN) throw new Error(`not the token of the suite: ${printed}`);
}

/** The text at an address, up to its NUL. */
function text({ memory }, address) {
  const bytes = new Uint8Array(memory.buffer, address);
  return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
}
