import * as mintbird from "mintbird";
import { run } from "../suite.js";

globalThis.report = run(mintbird);
