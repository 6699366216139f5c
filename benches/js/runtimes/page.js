// What runs in the page.
import { portable } from "../peers/portable.js";
import { run } from "../suite.js";

globalThis.bench = (options, report) => run(portable, options, report);
