import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Plugin, defineConfig } from "vite";

/** The policy stands in index.html, where a reader looks for it. The development server injects styles inline, so not there. */
function policyOfBuildOnly(): Plugin {
  return {
    name: "policy-of-build-only",
    apply: (_config, { command, isPreview }) => command === "serve" && !isPreview,
    transformIndexHtml: (html) => html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ""),
  };
}

/** Leaves out SQLite's workers, which are for databases that outlive the page. */
function withoutWorkers(): Plugin {
  return {
    name: "without-workers",
    apply: "build",
    generateBundle(_options, bundle) {
      for (const name of Object.keys(bundle)) if (/sqlite3-(opfs|worker)/.test(name)) Reflect.deleteProperty(bundle, name);
    },
  };
}

/** What is loaded when a tab is opened. */
const LAZY = /(sqlite3|database|chart|panel|project|editor|code-mirror)-/;

/** Writes the service worker with the names of what was built. */
function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const built = Object.keys(bundle).filter((name) => !name.endsWith(".map"));
        const files = ["./", ...built.filter((name) => name !== "index.html"), "favicon.svg"].sort();
        const later = files.filter((name) => LAZY.test(name));
        const hash = createHash("sha256");
        for (const name of built.sort()) {
          const file = bundle[name];
          hash.update(name).update(file?.type === "chunk" ? file.code : (file?.source ?? ""));
        }
        const source = readFileSync(new URL("src/service-worker.js", import.meta.url), "utf8")
          .replace("__VERSION__", JSON.stringify(hash.digest("hex").slice(0, 12)))
          .replace("__FILES__", JSON.stringify(files.filter((name) => !later.includes(name))))
          .replace("__LATER__", JSON.stringify(later));
        this.emitFile({ type: "asset", fileName: "service-worker.js", source });
      },
    },
  };
}

export default defineConfig({
  // Any folder of any static host will do.
  base: "./",
  // An address that is not the page's is not answered with the page: the documentation may be beside it, or not.
  appType: "mpa",
  build: {
    target: ["chrome123", "firefox128", "safari17.5"],
    modulePreload: { polyfill: false },
    // Scripts from data: URLs and inlined images would need holes in the policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        // By name, so that one sees in the network panel what weighs.
        codeSplitting: {
          groups: [
            // What several need is in the first.
            { name: "mintbird", priority: 2, test: /pkg[\\/]dist[\\/](entry[\\/]full|full|border|types)[\\/]/ },
            { name: "project", priority: 1, test: /pkg[\\/]dist[\\/](entry[\\/])?project[\\/]/ },
            { name: "editor", test: /@codemirror|@lezer|style-mod|w3c-keyname|crelt/ },
          ],
        },
      },
    },
  },
  plugins: [policyOfBuildOnly(), withoutWorkers(), serviceWorker()],
});
