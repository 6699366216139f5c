import * as mintbird from "mintbird";
import { Project } from "mintbird/project";
import { run } from "../../suite.js";

export default () => run({ ...mintbird, Project });
