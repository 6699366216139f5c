// For Cloudflare Workers, which compile WebAssembly when they are deployed.
import { load } from "../load.js";
import * as glue from "./mintbird_bg.js";
import module from "./mintbird.wasm";

load(glue, module);

export * from "./index.js";
