// React Native's bundler, which refuses syntax that Hermes may not know, and finds files in another way in each of its versions.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { projectOf } from "../lib/project.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const require = createRequire(import.meta.url);

/** By `exports`, where an import is one; where it counts as `require`, as in older versions; and as it was before there were any. */
const WAYS = { exports: ["react-native"], "exports, require": ["require", "react-native"], "no exports": undefined };

export async function slow(matrix) {
  const Metro = require("metro");
  const { version } = require("metro/package.json");
  const projectRoot = await projectOf("metro");
  for (const [way, conditions] of Object.entries(WAYS)) {
    await matrix.cell("React Native: Metro", version, way, async () => {
      const config = await Metro.loadConfig(
        {},
        {
          projectRoot,
          watchFolders: [here],
          cacheStores: [],
          maxWorkers: 1,
          reporter: { update: () => undefined },
          resolver: {
            resolverMainFields: ["react-native", "browser", "main"],
            unstable_conditionNames: conditions ?? [],
            unstable_enablePackageExports: conditions !== undefined,
            useWatchman: false,
          },
          transformer: { babelTransformerPath: `${here}transformer.cjs` },
        },
      );
      const { code } = await Metro.runBuild(config, { entry: "index.js", dev: false, minify: false });
      // As before React Native had its own AbortSignal.
      class AbortSignal {}
      const globals = { setTimeout, clearTimeout, AbortController, AbortSignal, URL, performance, source: undefined };
      runInNewContext(code, globals);
      const token = await globals.source.get();
      if (token !== "eyJ") throw new Error(`the token is ${token}`);
    });
  }
}
