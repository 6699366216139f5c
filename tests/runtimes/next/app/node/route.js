import * as mintbird from "mintbird";
import { Project } from "mintbird/project";
import { run } from "../../suite.js";

export const dynamic = "force-dynamic";
export const GET = () => Response.json(run({ ...mintbird, Project }));
