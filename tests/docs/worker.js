// A block as a Worker, with what the guides take for granted.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as given from "./given.js";
import { startMiniflare } from "./workerd.js";

export async function startWorker(t, code) {
  given.asked.length = 0;
  const folder = await mkdtemp(join(tmpdir(), "mintbird-docs-"));
  const block = { contents: code, loader: "js", resolveDir: fileURLToPath(new URL(".", import.meta.url)) };
  const miniflare = await startMiniflare(block, folder, {
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
