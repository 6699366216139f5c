// The runtimes that can be measured. Each is { version(), run(options, report) }; `report` gets one result after the other.
import { local } from "./local.js";

export const runtimes = {
  node: local("node", process.execPath, [], () => process.version),
  bun: local("bun", binary("bun"), []),
  deno: local("deno", binary("deno"), ["run", "--allow-all", "--quiet"]),
  workerd: { version: late("workerd", "version"), run: late("workerd", "run") },
  chromium: { version: late("chromium", "version"), run: late("chromium", "run") },
};

function binary(name) {
  return new URL(`node_modules/.bin/${name}`, import.meta.url).pathname;
}

/** What needs packages of its own is loaded when it is asked for: to measure in Node takes none of them. */
function late(module, name) {
  return async (...args) => (await import(`./${module}.js`))[name](...args);
}
