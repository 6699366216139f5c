// workerd by itself and through Miniflare, without a bundler: the modules are the package's own files.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { Miniflare } from "miniflare";
import { app, versionOf } from "../lib/consumer.js";
import { expectWorker, inWorkerd, settings } from "../lib/workers.js";

export async function quick(matrix) {
  const [workerd, miniflare] = [await versionOf("workerd"), await versionOf("miniflare")];
  for (const setting of settings(workerd)) {
    await matrix.cell("workerd", workerd, setting.way, async () => inWorkerd(setting, app, await modules()));
  }
  for (const setting of settings(miniflare)) {
    await matrix.cell("Miniflare", miniflare, setting.way, async () => inMiniflare(setting, await modules()));
  }
}

/** Everything that the Worker is made of: `mintbird` stands for the file that the condition `workerd` names. */
async function modules() {
  const dist = "node_modules/mintbird/dist";
  const { exports } = JSON.parse(await readFile(`${app}/node_modules/mintbird/package.json`, "utf8"));
  const entry = exports["."].workerd.default.replace("./dist", `../${dist}`);
  await writeFile(`${app}/workerd/mintbird.js`, `export * from "${entry}";\n`);
  const files = (await readdir(`${app}/${dist}`, { recursive: true })).filter((path) => /\.(js|wasm)$/.test(path));
  return [
    { name: "workerd/worker.js", path: "workerd/worker.js" },
    { name: "workerd/mintbird", path: "workerd/mintbird.js" },
    ...["suite.js", ...files.map((path) => `${dist}/${path}`)].map((path) => ({ name: path, path })),
  ];
}

async function inMiniflare({ date, flags }, modules) {
  const read = async ({ name, path }) => {
    const type = path.endsWith(".wasm") ? "CompiledWasm" : "ESModule";
    return { type, path: `${app}/${name}`, contents: await readFile(`${app}/${path}`, type === "ESModule" ? "utf8" : undefined) };
  };
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    compatibilityDate: date,
    compatibilityFlags: flags,
    modulesRoot: app,
    modules: await Promise.all(modules.map(read)),
  });
  try {
    await expectWorker((await miniflare.ready).origin, "minted");
  } finally {
    await miniflare.dispose();
  }
}
