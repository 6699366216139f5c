// workerd by itself and through Miniflare, without a bundler: the modules are the package's own files.
import { readFile, readdir, writeFile } from "node:fs/promises";
import * as esbuild from "esbuild";
import { Miniflare } from "miniflare";
import { app, versionOf } from "../lib/consumer.js";
import { expectWorker, inWorkerd, settings } from "../lib/workers.js";

export async function quick(matrix) {
  const [workerd, miniflare] = [await versionOf("workerd"), await versionOf("miniflare")];
  for (const setting of settings(workerd)) {
    await matrix.cell("workerd", workerd, setting.way, async () => inWorkerd(setting, app, await modules()));
  }
  const newest = settings(workerd).at(-1);
  const oldest = settings(workerd)[0];
  // As Vite and Next bundle, if nothing is said: from the compatibility date 2025-06-01 on a Worker compiles while it starts, and never later.
  await matrix.cell("workerd", workerd, "without the condition", () => withoutCondition(newest, "worker"));
  await matrix.cell("workerd", workerd, "without the condition, in a handler: it says what to do", () =>
    withoutCondition(newest, "worker-late", async (origin) => expectHelp(await (await fetch(origin)).text())),
  );
  await matrix.cell("workerd", workerd, "without the condition, 2024-01-01: it says what to do", async () =>
    expectHelp(await withoutCondition(oldest, "worker").catch(({ message }) => message)),
  );
  for (const setting of settings(miniflare)) {
    await matrix.cell("Miniflare", miniflare, setting.way, async () => inMiniflare(setting, await modules()));
  }
}

async function withoutCondition(setting, name, use) {
  const outfile = `${app}/workerd/bundle-${name}.js`;
  await esbuild.build({ entryPoints: [`${app}/workerd/${name}.js`], outfile, bundle: true, format: "esm" });
  await inWorkerd(setting, `${app}/workerd`, [{ name: "main.js", path: `bundle-${name}.js` }], use);
}

function expectHelp(text) {
  if (!/MintbirdError.*export condition `workerd`.*serverExternalPackages/s.test(text)) throw new Error(`it says ${text}`);
}

/** Everything that the Worker is made of: `mintbird` and `mintbird/project` stand for the files that the condition `workerd` names. */
async function modules() {
  const dist = "node_modules/mintbird/dist";
  const { exports } = JSON.parse(await readFile(`${app}/node_modules/mintbird/package.json`, "utf8"));
  const named = { mintbird: ".", "mintbird/project": "./project" };
  const entries = [];
  for (const [name, path] of Object.entries(named)) {
    const file = `workerd/${name.replace("/", "-")}.js`;
    // A module is found from the folder of its own name.
    const up = "../".repeat(name.split("/").length);
    await writeFile(`${app}/${file}`, `export * from "${exports[path].workerd.default.replace("./dist", `${up}${dist}`)}";\n`);
    entries.push({ name: `workerd/${name}`, path: file });
  }
  const files = (await readdir(`${app}/${dist}`, { recursive: true })).filter((path) => /\.(js|wasm)$/.test(path));
  return [
    { name: "workerd/worker.js", path: "workerd/worker.js" },
    ...entries,
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
