// For Cloudflare Workers, which compile WebAssembly when they are deployed.
import { load } from "../../border/load.js";
import * as glue from "../../full/mintbird_bg.js";
import module from "./mintbird.wasm";

load(glue, module);

export * from "../../full/index.js";
