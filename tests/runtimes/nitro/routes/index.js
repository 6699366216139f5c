import * as mintbird from "mintbird";
import { run } from "../../suite.js";

export default () => run(mintbird);
