// Next.js, built and started: an edge route, a Node route, a client component; on Cloudflare; and the example.
import { cp, mkdir, readFile, readdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expectEndpoint } from "../examples/cells.js";
import { app, node } from "../lib/consumer.js";
import { expectAll } from "../lib/matrix.js";
import { run, serving } from "../lib/process.js";
import { browser } from "../lib/webdriver.js";
import { KEY } from "../suite.js";
import { openNext } from "./open-next.js";

const here = fileURLToPath(new URL(".", import.meta.url));
/** Where Next finds itself further up, and the package beside it. */
const projects = `${here}.build`;
const next = `${here}node_modules/next/dist/bin/next`;

export async function slow(matrix) {
  const { version } = JSON.parse(await readFile(`${here}node_modules/next/package.json`, "utf8"));
  await rm(projects, { recursive: true, force: true });
  await mkdir(`${projects}/node_modules`, { recursive: true });
  await cp(`${app}/node_modules/mintbird`, `${projects}/node_modules/mintbird`, { recursive: true });
  await cp(`${app}/next/app`, `${projects}/matrix/app`, { recursive: true });
  await cp(`${app}/suite.js`, `${projects}/matrix/suite.js`);
  await cp(`${app}/examples/next`, `${projects}/example`, { recursive: true });

  await matrix.cell("Next.js", version, "build", () => build("matrix", 2));
  await started("matrix", async (origin) => {
    for (const route of ["edge", "node"]) {
      await matrix.cell("Next.js", version, `${route} route`, async () => expectAll(await (await fetch(`${origin}/${route}`)).text()));
    }
    await matrix.cell("Next.js", version, "client component", () =>
      browser("Chromium", async (_, open) => expectAll(await open(`${origin}/client`))),
    );
  });
  const cloudflare = JSON.parse(await readFile(`${here}node_modules/@opennextjs/cloudflare/package.json`, "utf8"));
  await matrix.cell("OpenNext", cloudflare.version, "serverExternalPackages, webpack", () => openNext(`${projects}/cloudflare`));
  await matrix.cell("Examples", "", "next", async () => {
    // Where an image is built, there is no secret.
    await build("example", 1, { TINYBIRD_SIGNING_KEY: undefined });
    // Next hands over other requests on Node 24 than on 20.
    for (const major of [20, 22, 24]) {
      await started(
        "example",
        async (origin) => {
          for (const path of ["/token", "/edge/token"]) await expectEndpoint(origin + path);
        },
        node(major),
      );
    }
  });
}

const env = { TINYBIRD_SIGNING_KEY: KEY };

/** Builds a project; the edge route's bundle has its modules, and no other bundle has a file of them. */
async function build(name, modules, variables = env) {
  await run(process.execPath, [next, "build"], { cwd: `${projects}/${name}`, env: variables, timeout: 300_000 });
  const files = await readdir(`${projects}/${name}/.next`, { recursive: true });
  const wasm = files.filter((path) => path.endsWith(".wasm") && !path.startsWith("cache"));
  if (wasm.length !== modules) throw new Error(`${modules} .wasm are to be emitted, not ${wasm.length}: ${wasm.join(", ")}`);
}

const started = (name, use, program = process.execPath) =>
  serving(
    program,
    [next, "start", "--port", "0", "--hostname", "127.0.0.1"],
    {
      cwd: `${projects}/${name}`,
      env,
      ready: /Local: +(http:\/\/\S+:\d+)[\s\S]*Ready/,
    },
    ([, origin]) => use(origin),
  );
