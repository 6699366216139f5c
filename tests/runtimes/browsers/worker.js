import * as mintbird from "/node_modules/mintbird/dist/full/inline.js";
import { run } from "../suite.js";

postMessage(run(mintbird));
