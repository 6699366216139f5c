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
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return new WebAssembly.Module(bytes);
}
