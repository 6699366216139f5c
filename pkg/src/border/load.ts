/** What wasm-bindgen generates for bundlers: a module that waits to be given its instance. */
interface Glue {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

/** Gives the glue an instance of its module, synchronously: the module is small enough. */
export function load(glue: Glue, module: WebAssembly.Module): void {
  const { exports } = new WebAssembly.Instance(module, { "./mintbird_bg.js": glue as unknown as WebAssembly.ModuleImports });
  glue.__wbg_set_wasm(exports);
  (exports["__wbindgen_start"] as () => void)();
}

/** Compiles a module from the text that `scripts/assets.js` describes. */
export function compile(text: string, bytes: readonly number[]): WebAssembly.Module {
  const table = Uint8Array.from(bytes);
  // The bytes are written over the text, which is never shorter than what was read of it. `!` is 33, `}` is 125, and there are 92 between them.
  const buffer = new TextEncoder().encode(text);
  let length = 0;
  for (let index = 0; index < buffer.length; index++) {
    const char = buffer[index]!;
    buffer[length++] = table[char < 125 ? char - 33 : (char - 124) * 92 + buffer[++index]! - 33]!;
  }
  return new WebAssembly.Module(buffer.subarray(0, length));
}
