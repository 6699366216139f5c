// For every runtime that compiles WebAssembly from bytes: Node, Deno, Bun, browsers.
import { compile, load } from "../../border/load.js";
import * as glue from "../../project/mintbird_bg.js";
import { bytes, text } from "./mintbird_wasm.js";

load(glue, compile(text, bytes));

export * from "../../project/index.js";
