import * as mintbird from "mintbird";
import { Project } from "mintbird/project";
import { run } from "../suite.js";

globalThis.report = run({ ...mintbird, Project });
