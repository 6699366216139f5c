/** What wasm-bindgen generates for bundlers: a module that waits to be given its instance. */
interface Glue {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

/** Gives the glue an instance of its module, at once: small modules compile and start without waiting. */
export function load(glue: Glue, module: WebAssembly.Module): void {
  const { exports } = new WebAssembly.Instance(module, { "./mintbird_bg.js": glue as unknown as WebAssembly.ModuleImports });
  glue.__wbg_set_wasm(exports);
  (exports["__wbindgen_start"] as () => void)();
}

/** Compiles a module that is carried as base64. */
export function compile(base64: string): WebAssembly.Module {
  return new WebAssembly.Module((Uint8Array as Partial<FromBase64> & Uint8ArrayConstructor).fromBase64?.(base64) ?? decode(base64));
}

/** What newer runtimes have: it takes a tenth of the time. */
interface FromBase64 {
  fromBase64(base64: string): Uint8Array<ArrayBuffer>;
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
