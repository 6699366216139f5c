import { MintbirdError } from "../types/error.js";

/** What wasm-bindgen generates for bundlers: a module that waits to be given its instance. */
interface Glue {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

// At import, since no call could do without it; and before the glue is run, which fails without saying why where even more is missing.
if (typeof WebAssembly === "undefined") {
  throw new MintbirdError(
    "webassembly",
    "this runtime has no WebAssembly, as React Native and `node --jitless` have none; mint on a server. mintbird/client, mintbird/server and mintbird/explain work without it",
  );
}

/** Gives the glue an instance of its module, synchronously: the module is small enough. */
export function load(glue: Glue, module: WebAssembly.Module): void {
  const { exports } = new WebAssembly.Instance(module, { "./mintbird_bg.js": glue as unknown as WebAssembly.ModuleImports });
  glue.__wbg_set_wasm(exports);
  (exports["__wbindgen_start"] as () => void)();
}

/** Compiles a module from the text that `scripts/assets.js` describes. */
export function compile(text: string, bytes: readonly number[]): WebAssembly.Module {
  // `!` is 33, `}` is 125, and there are 92 between them.
  const module = new Uint8Array(text.length);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const char = text.charCodeAt(index);
    module[length++] = bytes[char < 125 ? char - 33 : (char - 124) * 92 + text.charCodeAt(++index) - 33]!;
  }
  const compiled = module.subarray(0, length);
  try {
    return new WebAssembly.Module(compiled);
  } catch (error) {
    throw refusal(error, WebAssembly.validate(compiled));
  }
}

/** Why a runtime does not compile the module: it must not, or, where the module is not valid to it, it cannot. */
function refusal(cause: unknown, valid: boolean): MintbirdError {
  const { message } = cause as Error;
  const help = valid
    ? "this runtime refuses to compile WebAssembly from bytes. " +
      "In a page, the Content-Security-Policy needs 'wasm-unsafe-eval' in its script-src. " +
      "In a Cloudflare Worker, bundle with the export condition `workerd`, as Wrangler does, or, from the compatibility date 2025-06-01 on, import mintbird at the top level; " +
      'for Next.js with OpenNext, set `serverExternalPackages: ["mintbird"]` in next.config and build with `next build --webpack`'
    : "this runtime is too old: it needs WebAssembly with SIMD, as browsers have it since 2023";
  return new MintbirdError("webassembly", `${help} (${message})`, [], { cause });
}
