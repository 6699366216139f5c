// Puts the page into the package, for `mintbird serve`. It is built with the package, so that it cannot be part of its build.
import { cp, rm } from "node:fs/promises";

const page = new URL("../../www/dist/", import.meta.url);
const target = new URL("../dist/playground/", import.meta.url);
await rm(target, { recursive: true, force: true });
await cp(page, target, { recursive: true }).catch((error) => {
  if (error.code !== "ENOENT") throw error;
  console.error("The page is not built. Run `make www/dist/index.html` first.");
  process.exit(1);
});
