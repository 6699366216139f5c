import * as mintbird from "mintbird";

declare function require(path: string): { run(library: typeof mintbird): object };
declare const console: { log(text: string): void };

const { run } = require("../suite.cjs");
console.log(JSON.stringify(run(mintbird)));
