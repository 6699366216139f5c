// Node of each line that is maintained; also as AWS Lambda, Vercel's functions and others start it, where `require` loads no ES modules.
import { app, node } from "../lib/consumer.js";
import { expectAll } from "../lib/matrix.js";
import { run } from "../lib/process.js";

export const WITHOUT_ESM = { NODE_OPTIONS: "--no-experimental-require-module" };

export async function quick(matrix) {
  for (const major of [20, 22, 24, 26]) {
    const version = (await run(node(major), ["--version"])).trim().slice(1);
    for (const [way, file, env] of [
      ["import", "node/import.js"],
      ["require", "node/require.cjs"],
      ["require without ES modules", "node/require.cjs", WITHOUT_ESM],
    ]) {
      await matrix.cell("Node", version, way, async () => expectAll(await run(node(major), [file], { cwd: app, env })));
    }
    await matrix.cell("Node", version, "no WebAssembly: it says so", () => refused(major, "node/import.js"));
    await matrix.cell("Node", version, "no WebAssembly, required: it says so", () => refused(major, "node/require.cjs", WITHOUT_ESM));
  }
}

async function refused(major, file, env) {
  const outcome = await run(node(major), ["--jitless", file], { cwd: app, env }).catch(({ message }) => message);
  if (!/MintbirdError \[webassembly\]: this runtime has no WebAssembly/.test(outcome)) throw new Error(outcome);
}
