// Imports the package's declarations, so that all of them are checked. Compiled, never run.
import { MintbirdError, Minter } from "mintbird";
import { causes } from "mintbird/explain";
import { inspect } from "mintbird/inspect";
import { Project } from "mintbird/project";

export const all = [MintbirdError, Minter, causes, inspect, Project];
