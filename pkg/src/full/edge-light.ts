// For Vercel's edge runtime, which compiles WebAssembly when it is built.
import { load } from "../load.js";
import * as glue from "./mintbird_bg.js";
import module from "./mintbird.wasm?module";

load(glue, module);

export * from "./index.js";
