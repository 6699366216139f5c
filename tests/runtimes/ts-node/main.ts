import * as mintbird from "mintbird";
import { Project } from "mintbird/project";

const library = { ...mintbird, Project };

declare function require(path: string): { run(given: typeof library): object };
declare const console: { log(text: string): void };

const { run } = require("../suite.cjs");
console.log(JSON.stringify(run(library)));
