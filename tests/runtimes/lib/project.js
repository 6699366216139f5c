// Frameworks that find themselves only in a node_modules of their own: a project inside of their folder, and the package beside it.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { app } from "./consumer.js";

const runtimes = fileURLToPath(new URL("..", import.meta.url));

/** Makes the project of a framework anew from its folder `app`, with the handlers that its routes hand requests to; its path. */
export async function projectOf(name) {
  const build = `${runtimes}${name}/.build`;
  await rm(build, { recursive: true, force: true });
  await mkdir(`${build}/node_modules`, { recursive: true });
  await cp(`${app}/node_modules/mintbird`, `${build}/node_modules/mintbird`, { recursive: true });
  await cp(`${app}/${name}/app`, `${build}/app`, { recursive: true });
  await cp(`${app}/suite.js`, `${build}/app/suite.js`);
  await cp(`${app}/frameworks`, `${build}/app/frameworks`, { recursive: true });
  await writeFile(`${build}/app/package.json`, '{ "name": "app", "private": true, "type": "module" }\n');
  return `${build}/app`;
}
