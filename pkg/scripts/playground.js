// Puts the page into the package, for `mintbird serve`. It is built with the package, so that it cannot be part of its build. The documentation
// beside it stays out: it would be half of the package.
import { cp, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const page = new URL("../../www/dist/", import.meta.url);
const docs = fileURLToPath(new URL("docs", page));
const target = new URL("../dist/playground/", import.meta.url);
await rm(target, { recursive: true, force: true });
await cp(page, target, { recursive: true, filter: (path) => path !== docs }).catch((error) => {
  if (error.code !== "ENOENT") throw error;
  console.error("The page is not built. Run `make www/dist/index.html` first.");
  process.exit(1);
});
