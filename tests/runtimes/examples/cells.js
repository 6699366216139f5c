// The examples, each started by the command that its README names; only the package is the packed one.
import { cp, readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { app, bin, node, repository } from "../lib/consumer.js";
import { serving } from "../lib/process.js";
import { serveStatic } from "../lib/static.js";
import { browser } from "../lib/webdriver.js";
import { KEY } from "../suite.js";

const EXAMPLES = `${app}/examples`;
const env = { TINYBIRD_SIGNING_KEY: KEY, PORT: "0" };

export async function quick(matrix) {
  const cell = (name, attempt) => matrix.cell("Examples", "", name, attempt);
  const started = (name, file, args, ready, path) => () =>
    serving(file, args, { cwd: `${EXAMPLES}/${name}`, env, ready }, ([, port]) => expectEndpoint(`http://localhost:${port}${path}`));

  await cell("node", started("node", node(24), ["server.js"], /http:\/\/localhost:(\d+)/, "/token"));
  await cell("deno", started("deno", bin("deno"), ["run", "--no-prompt", "--allow-env", "--allow-net", "main.js"], /:(\d+)\/?\s/, "/"));
  await cell("bun", started("bun", bin("bun"), ["index.js"], /http:\/\/localhost:(\d+)/, "/"));
  await cell("cloudflare", () => worker("cloudflare", "/token"));
  await cell("browser", page);
}

export async function slow(matrix) {
  // The crate stands where the repository is, not beside the copy; the build takes the tools that make has installed.
  const folder = `${EXAMPLES}/rust-worker`;
  const tools = {
    CARGO_TARGET_DIR: `${repository}target`,
    ESBUILD_BIN: bin("esbuild"),
    WASM_BINDGEN_BIN: "wasm-bindgen",
    WASM_OPT_BIN: "wasm-opt",
  };
  await matrix.cell("Examples", "", "rust-worker", async () => {
    const manifest = await readFile(`${folder}/Cargo.toml`, "utf8");
    await writeFile(`${folder}/Cargo.toml`, manifest.replace('path = "../.."', `path = "${repository}"`));
    // The versions that the crate is tested with, of which wasm-bindgen's command is one.
    await cp(`${repository}Cargo.lock`, `${folder}/Cargo.lock`);
    await worker("rust-worker", "/", tools, 600_000);
  });
}

/** A Worker under `wrangler dev`. */
async function worker(name, path, tools, timeout) {
  const cwd = `${EXAMPLES}/${name}`;
  await writeFile(`${cwd}/.dev.vars`, `TINYBIRD_SIGNING_KEY=${KEY}\n`);
  const args = [bin("wrangler"), "dev", "--ip=127.0.0.1", "--port=0", "--inspector-port=0", "--show-interactive-dev-session=false"];
  const options = { cwd, env: tools, ready: /Ready on (http:\/\/127\.0\.0\.1:\d+)/, broken: /Build failed|build failed/, timeout };
  await serving(node(24), args, options, ([, origin]) => expectEndpoint(origin + path));
}

/** What every token endpoint of the examples does. */
export async function expectEndpoint(url) {
  const ask = (headers) => fetch(url, { method: "POST", headers });
  for (const headers of [{}, { cookie: "session=guessed" }]) {
    const { status } = await ask(headers);
    if (status !== 401) throw new Error(`without a session: ${status}, not 401`);
  }
  const response = await ask({ cookie: "theme=dark; session=demo-session" });
  const text = await response.text();
  if (!response.ok) throw new Error(`with a session: ${response.status} ${text}`);
  const { Verifier } = await packed();
  const { name, scopes } = new Verifier({ keys: KEY }).verify(JSON.parse(text).token);
  if (name !== "dashboard_u_1" || scopes[0].fixed_params.org_id !== "acme") throw new Error(`the token is for ${name}`);
}

/** The page, installed into its folder, for somebody who is logged in, beside another example's endpoint. */
async function page() {
  const root = `${EXAMPLES}/browser`;
  await cp(`${app}/node_modules/mintbird`, `${root}/node_modules/mintbird`, { recursive: true });
  process.env.TINYBIRD_SIGNING_KEY = KEY;
  const { default: endpoint } = await import(pathToFileURL(`${EXAMPLES}/bun/index.js`));
  const headers = () => ({ "Set-Cookie": "session=demo-session; HttpOnly" });
  await serveStatic(root, { headers, endpoint: endpoint.fetch }, (origin) =>
    browser("Chromium", async (_, open) => {
      const shown = `document.querySelector("output")?.textContent.replace("…", "") || undefined`;
      const text = await open(`${origin}/index.html`, shown);
      if (!/^dashboard_u_1, for (600|599) s$/.test(text)) throw new Error(`the page says ${text}`);
    }),
  );
}

const packed = () => import(pathToFileURL(`${app}/node_modules/mintbird/dist/entry/full/inline.js`));
