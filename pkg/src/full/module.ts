import * as glue from "./mintbird_bg.js";

/** What the module exports, as one value: imported by name, its classes would take the names of ours in a bundle. */
export const module: typeof glue = glue;
