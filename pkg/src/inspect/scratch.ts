import { Scratch } from "../border/scratch.js";
import * as module from "./mintbird_bg.js";

export const scratch = new Scratch(module);
