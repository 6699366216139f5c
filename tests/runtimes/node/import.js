import * as mintbird from "mintbird";
import { Project } from "mintbird/project";
import { run } from "../suite.js";

console.log(JSON.stringify(run({ ...mintbird, Project })));
