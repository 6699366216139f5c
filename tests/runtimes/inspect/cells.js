// `mintbird/inspect` against the full module.
import { app, node, repository } from "../lib/consumer.js";
import { run } from "../lib/process.js";

export async function quick(matrix) {
  const version = (await run(node(24), ["--version"])).trim().slice(1);
  await matrix.cell("Node", version, "mintbird/inspect answers as mintbird", async () => {
    const { compared, differ } = JSON.parse(await run(node(24), ["inspect/compare.js", `${repository}tests`], { cwd: app }));
    if (compared < 500) throw new Error(`only ${compared} tokens were compared`);
    if (differ.length > 0) throw new Error(`${differ.length} of ${compared} answers differ, such as on ${differ[0]}`);
  });
}
