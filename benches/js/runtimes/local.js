// A runtime with a command line, run in a process of its own.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../local.js", import.meta.url));

export function local(name, command, args, version = () => firstVersion(command)) {
  return {
    version,
    async run(options, report) {
      const child = spawn(command, [...args, SCRIPT, JSON.stringify(options)], { stdio: ["ignore", "pipe", "inherit"] });
      const closed = once(child, "close");
      for await (const line of createInterface({ input: child.stdout })) report(JSON.parse(line));
      const [code] = await closed;
      if (code !== 0) throw new Error(`${name} ended with ${code}`);
    },
  };
}

function firstVersion(command) {
  return execFileSync(command, ["--version"], { encoding: "utf8" }).match(/\d+\.\d+\.\d+/)[0];
}
