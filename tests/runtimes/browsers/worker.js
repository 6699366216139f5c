import * as mintbird from "/node_modules/mintbird/dist/entry/full/inline.js";
import { Project } from "/node_modules/mintbird/dist/entry/project/inline.js";
import { run } from "../suite.js";

postMessage(run({ ...mintbird, Project }));
