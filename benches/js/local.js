// Node, Bun and Deno: one line of JSON per contest on standard output. Options are JSON, the first argument.
import process from "node:process";
import { node } from "./peers/node.js";
import { portable } from "./peers/portable.js";
import { run } from "./suite.js";

await run([...node, ...portable], JSON.parse(process.argv[2]), (result) => console.log(JSON.stringify(result)));
