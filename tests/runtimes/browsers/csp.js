import * as mintbird from "/node_modules/mintbird/dist/entry/full/inline.js";
import { Project } from "/node_modules/mintbird/dist/entry/project/inline.js";
import { run } from "../suite.js";

// The policy is in force: without it this would be 7.
let evaluated;
try {
  evaluated = new Function("return 7")();
} catch {
  evaluated = undefined;
}
globalThis.report =
  evaluated === undefined ? run({ ...mintbird, Project }) : { passed: 0, failed: 1, results: [{ name: "policy", ok: false }] };
