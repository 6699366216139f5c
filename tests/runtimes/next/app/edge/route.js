import * as mintbird from "mintbird";
import { Project } from "mintbird/project";
import { run } from "../../suite.js";

export const runtime = "edge";
export const GET = () => Response.json(run({ ...mintbird, Project }));
