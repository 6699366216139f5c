// For Vercel's edge runtime, which compiles WebAssembly when it is built.
import { load } from "../../border/load.js";
import * as glue from "../../project/mintbird_bg.js";
import module from "./mintbird.wasm?module";

load(glue, module);

export * from "../../project/index.js";
