import { Scratch } from "../border/scratch.js";
import { module } from "./module.js";

export const scratch = new Scratch(module);
