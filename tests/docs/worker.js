// A block as a Worker, in Cloudflare's own runtime, bundled as wrangler does it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import * as given from "./given.js";

export async function startWorker(t, code) {
  given.asked.length = 0;
  const folder = await mkdtemp(join(tmpdir(), "mintbird-docs-"));
  await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL(".", import.meta.url)), loader: "js" },
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*"],
    loader: { ".wasm": "copy" },
    logLevel: "silent",
  });
  const miniflare = new Miniflare({
    modules: true,
    modulesRoot: folder,
    scriptPath: join(folder, "worker.js"),
    modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
    compatibilityDate: "2026-01-01",
    durableObjects: code.includes("RateLimitObject") ? { RATE_LIMITS: "RateLimitObject" } : {},
    bindings: {
      TINYBIRD_SIGNING_KEY: given.key,
      TINYBIRD_READ_TOKEN: given.staticToken,
      TINYBIRD_HOST: given.upstream,
    },
    kvNamespaces: ["REVOKED"],
  });
  t.after(async () => {
    await miniflare.dispose();
    await rm(folder, { recursive: true });
  });
  const worker = (path, init) => miniflare.dispatchFetch(`http://worker${path}`, init);
  return { worker, names: { ...given, miniflare } };
}
