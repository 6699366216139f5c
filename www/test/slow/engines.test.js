// The page in the engines that Playwright does not drive here: a shorter walk, through WebDriver.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { preview } from "vite";
import { browser } from "../../../tests/runtimes/lib/webdriver.js";

const TYPES = { "/walk.html": "text/html", "/walk.js": "text/javascript" };
let server;

before(async () => {
  server = await preview({
    root: fileURLToPath(new URL("../..", import.meta.url)),
    preview: { host: "127.0.0.1", port: 0 },
    logLevel: "warn",
    plugins: [
      {
        name: "walk",
        configurePreviewServer({ middlewares }) {
          middlewares.use((request, response, next) => {
            const type = TYPES[request.url];
            if (type === undefined) return next();
            response.setHeader("Content-Type", type);
            response.end(readFileSync(new URL(`.${request.url}`, import.meta.url)));
          });
        },
      },
    ],
  });
});
after(() => server?.close());

for (const name of ["Firefox", "WebKitGTK"]) {
  test(`a walk through the page in ${name}`, async () => {
    await browser(name, async (version, open) => {
      console.log(`${name} ${version}`);
      const { results } = await open(`http://127.0.0.1:${server.httpServer.address().port}/walk.html`);
      assert.equal(results.length, 13);
      assert.deepEqual(
        results.filter(({ error }) => error !== undefined),
        [],
      );
    });
  });
}
