// For Cloudflare Workers, which compile WebAssembly when they are deployed.
import { load } from "../../border/load.js";
import * as glue from "../../project/mintbird_bg.js";
import module from "./mintbird.wasm";

load(glue, module);

export * from "../../project/index.js";
