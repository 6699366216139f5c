import { MintbirdError } from "../types/error.js";

/** What wasm-bindgen generates for bundlers: a module that waits to be given its instance. */
interface Glue {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

const memories = new WeakMap<object, WebAssembly.Memory>();

// At import, since no call could do without it; and before the glue is run, which fails without saying why where even more is missing.
if (typeof WebAssembly === "undefined") {
  throw new MintbirdError(
    "webassembly",
    "this runtime has no WebAssembly, as React Native and `node --jitless` have none; mint on a server. mintbird/client and mintbird/explain work without it",
  );
}

/** Gives the glue an instance of its module, synchronously: the module is small enough. */
export function load(glue: Glue, module: WebAssembly.Module): void {
  const { exports } = instantiate(glue, module);
  glue.__wbg_set_wasm(exports);
  memories.set(glue, exports["memory"] as WebAssembly.Memory);
  // A module that keeps no value of JavaScript's has nothing to prepare.
  (exports["__wbindgen_start"] as (() => void) | undefined)?.();
}

/** The memory of the instance that this glue was given. */
export function memoryOf(glue: object): WebAssembly.Memory {
  return memories.get(glue)!;
}

function instantiate(glue: Glue, module: WebAssembly.Module): WebAssembly.Instance {
  try {
    return new WebAssembly.Instance(module, { "./mintbird_bg.js": glue as unknown as WebAssembly.ModuleImports });
  } catch (error) {
    // Safari compiles under any policy, and refuses here.
    throw error instanceof WebAssembly.CompileError ? refusal(FORBIDDEN, error) : error;
  }
}

/** Compiles a module from the text that `scripts/assets.js` describes. */
export function compile(text: string, bytes: readonly number[]): WebAssembly.Module {
  // `!` is 33, `}` is 125, and there are 92 between them.
  const buffer = new Uint8Array(text.length);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const char = text.charCodeAt(index);
    buffer[length++] = bytes[char < 125 ? char - 33 : (char - 124) * 92 + text.charCodeAt(++index) - 33]!;
  }
  const module = buffer.subarray(0, length);
  try {
    return new WebAssembly.Module(module);
  } catch (error) {
    throw refusal(WebAssembly.validate(module) ? FORBIDDEN : OUTDATED, error);
  }
}

const OUTDATED = "this runtime is too old: it needs WebAssembly with SIMD, as browsers have it since 2023";
const FORBIDDEN =
  "this runtime refuses to compile WebAssembly from bytes. " +
  "In a page, the Content-Security-Policy needs 'wasm-unsafe-eval' in its script-src. " +
  "In a Cloudflare Worker, bundle with the export condition `workerd`, as Wrangler and @cloudflare/vite-plugin do, or, from the compatibility date 2025-06-01 on, import mintbird at the top level; " +
  'for Next.js with OpenNext, set `serverExternalPackages: ["mintbird"]` in next.config and build with `next build --webpack`';

function refusal(message: string, cause: unknown): MintbirdError {
  return new MintbirdError("webassembly", `${message} (${(cause as Error).message})`, [], { cause });
}
