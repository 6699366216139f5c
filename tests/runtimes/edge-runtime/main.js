import * as mintbird from "mintbird";
import { run } from "../suite.js";

addEventListener("fetch", (event) => event.respondWith(Response.json(run(mintbird))));
