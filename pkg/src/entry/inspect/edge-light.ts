// For Vercel's edge runtime, which compiles WebAssembly when it is built.
import { load } from "../../border/load.js";
import * as glue from "../../inspect/mintbird_bg.js";
import module from "./mintbird.wasm?module";

load(glue, module);

export * from "../../inspect/index.js";
