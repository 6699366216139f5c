import * as mintbird from "mintbird";
import { Project } from "mintbird/project";
import { run } from "../suite.js";

addEventListener("fetch", (event) => event.respondWith(Response.json(run({ ...mintbird, Project }))));
