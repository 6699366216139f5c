import * as mintbird from "/node_modules/mintbird/dist/entry/full/inline.js";
import { run } from "../suite.js";

postMessage(run(mintbird));
