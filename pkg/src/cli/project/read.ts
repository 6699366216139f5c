/** A project, from a folder or from its generator. The module is loaded here, since only two commands need it. */
import { setFlagsFromString } from "node:v8";
import type { Project } from "../../project/project.js";
import type { Terminal } from "../terminal.js";
import { type Files, readFolder } from "./folder.js";
import { generate } from "./generate.js";

export interface Read {
  readonly project: Project;
  readonly files: Files;
}

export async function readProject(terminal: Terminal, folder: string, fromGenerator: boolean): Promise<Read> {
  const files = fromGenerator ? await generate(terminal, folder) : readFolder(terminal, folder);
  // To optimize the module takes longer than what it does here, unless that is a hundred times as much as usual.
  setFlagsFromString("--wasm-tiering-budget=2000000000");
  const { Project } = await import("../../entry/project/inline.js");
  return { project: new Project(files), files };
}
