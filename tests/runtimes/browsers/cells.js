// Browsers: pages without a bundler, workers, a strict policy, and the bundles of four bundlers.
import { writeFile } from "node:fs/promises";
import { relative } from "node:path";
import { bundle, bundlers } from "../lib/bundle.js";
import { app, versionOf } from "../lib/consumer.js";
import { expectAll } from "../lib/matrix.js";
import { serveStatic } from "../lib/static.js";
import { browser } from "../lib/webdriver.js";

export const quick = (matrix) => inBrowser(matrix, "Chromium");

export async function slow(matrix) {
  await inBrowser(matrix, "Firefox");
  await inBrowser(matrix, "WebKitGTK");
}

const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
const PAGES = {
  "no bundler": "browsers/plain.html",
  "Content-Security-Policy": "browsers/csp.html",
  "Web Worker": "browsers/worker.html",
  "Service Worker": "browsers/service-worker.html",
};

async function inBrowser(matrix, name) {
  // Bundles are served under the policy, too; an import map and an inline script are what it forbids.
  const headers = (path) => {
    if (/forbidden/.test(path)) return { "Content-Security-Policy": "default-src 'self'" };
    return /csp|bundles/.test(path) ? { "Content-Security-Policy": POLICY } : {};
  };
  await serveStatic(app, { headers }, (origin) =>
    browser(name, async (version, open) => {
      for (const [way, path] of Object.entries(PAGES)) {
        await matrix.cell(name, version, way, async () => expectAll(await open(`${origin}/${path}`)));
      }
      await matrix.cell(name, version, "a policy that forbids WebAssembly: it says so", async () => {
        const text = await open(`${origin}/browsers/forbidden.html`);
        if (!/^MintbirdError: .*'wasm-unsafe-eval'/.test(text)) throw new Error(`it says ${text}`);
      });
      for (const bundler of Object.keys(bundlers)) {
        await matrix.cell(name, version, `${bundler} ${await versionOf(bundler.toLowerCase())}`, async () => {
          expectAll(await open(`${origin}/${await page(bundler)}`));
        });
      }
    }),
  );
}

/** A page with a bundle. */
async function page(bundler) {
  const { main } = await bundle(bundler, "browsers/page.js", "browser");
  const path = `bundles/${bundler}.html`;
  await writeFile(`${app}/${path}`, `<!doctype html>\n<script type="module" src="/${relative(app, main)}"></script>\n`);
  return path;
}
