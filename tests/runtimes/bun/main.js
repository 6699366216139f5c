import * as mintbird from "mintbird";
import { run } from "../suite.js";

console.log(JSON.stringify(run(mintbird)));
