// The examples, each started by the command that its README names; only the package is the packed one.
import { cp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { app, bin, node, repository } from "../lib/consumer.js";
import { post } from "../lib/post.js";
import { run, serving } from "../lib/process.js";
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
  await cell("gateway", gateway);
}

export async function slow(matrix) {
  await matrix.cell("Examples", "", "axum", axum);
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

/** The program in Rust: a token of it, and what its handlers, which share a limiter, make of that. */
async function axum() {
  const manifest = `${repository}examples/axum/Cargo.toml`;
  // The versions that the crate is tested with.
  await cp(`${repository}Cargo.lock`, `${repository}examples/axum/Cargo.lock`);
  const target = `${repository}target/consumers`;
  await run("cargo", ["build", "--quiet", "--manifest-path", manifest, "--target-dir", target], { timeout: 900_000 });
  const options = { cwd: `${EXAMPLES}/axum`, env, ready: /http:\/\/localhost:(\d+)/ };
  await serving(`${target}/debug/mintbird-example-axum`, [], options, async ([, port]) => {
    const origin = `http://127.0.0.1:${port}`;
    await expectEndpoint(`${origin}/token`);
    const { text } = await post(`${origin}/token`, { cookie: "session=demo-session" }, "", "not");
    const ask = async (path, token = JSON.parse(text).token) => {
      const response = await fetch(origin + path, { headers: { authorization: `Bearer ${token}` } });
      return [response.status, await response.json(), response.headers.get("retry-after")];
    };
    const path = "/v0/pipes/top_pages.json?org_id=globex&label=a&label=b";
    const answers = await Promise.all(Array.from({ length: 25 }, () => ask(path)));
    const allowed = answers.filter(([status]) => status === 200);
    // Ten in a second, however many threads answer; the clock may have struck once meanwhile.
    if (allowed.length < 10 || allowed.length > 20) throw new Error(`${allowed.length} of 25 requests were let through`);
    if (!answers.every(([status, , retryAfter]) => status === 200 || (status === 429 && retryAfter === "1")))
      throw new Error(JSON.stringify(answers));
    const asked = allowed[0][1].path;
    if (asked !== "/v0/pipes/top_pages.json?org_id=acme&label=a&label=b") throw new Error(`asked for ${asked}`);
    for (const [what, token, status, code] of [
      ["/v0/pipes/revenue.json", undefined, 403, "scope"],
      [path, "", 401, "token-missing"],
      [path, `${JSON.parse(text).token}A`, 403, "signature"],
    ]) {
      const [got, body] = await ask(what, token);
      if (got !== status || body.code !== code) throw new Error(`${what}: ${got} ${JSON.stringify(body)}`);
    }
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
  for (const headers of [{}, { cookie: "session=guessed" }]) {
    const { status } = await post(url, headers, "", "not");
    if (status !== 401) throw new Error(`without a session: ${status}, not 401`);
  }
  const cookie = "theme=dark; session=demo-session";
  const tokens = [];
  for (const [headers, body, announced] of [
    [{}, "", "not"],
    [{}, "", "by length"],
    [{}, "", "in chunks"],
    [{ "content-type": "application/json" }, "{}", "by length"],
    [{ "content-type": "application/json" }, "{}", "in chunks"],
  ]) {
    const { status, text } = await post(url, { cookie, ...headers }, body, announced);
    if (status !== 200) throw new Error(`with a session and a body ${body} announced ${announced}: ${status} ${text}`);
    tokens.push(JSON.parse(text));
  }
  const { Verifier } = await packed();
  for (const { token, expires_at } of tokens) {
    const { exp, name, scopes } = new Verifier({ keys: KEY }).verify(token);
    // As a `TokenSource` reads it.
    if (expires_at !== exp) throw new Error(`expires_at is ${expires_at}, and the token expires at ${exp}`);
    if (name !== "dashboard_u_1" || scopes[0].fixed_params.org_id !== "acme") throw new Error(`the token is for ${name}`);
  }
}

/** The gateway, before an API that says what it was asked. */
async function gateway() {
  const api = createServer((request, response) => response.end(JSON.stringify([request.url, request.headers.authorization])));
  await new Promise((resolve) => api.listen(0, "127.0.0.1", resolve));
  const variables = { ...env, TINYBIRD_READ_TOKEN: "p.read.only", TINYBIRD_HOST: `http://127.0.0.1:${api.address().port}` };
  const options = { cwd: `${EXAMPLES}/gateway`, env: variables, ready: /http:\/\/localhost:(\d+)/ };
  const { Minter } = await packed();
  const scopes = [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}" } }];
  const minter = new Minter({ name: "dashboard_{user_id}", ttl: 60, scopes }, KEY);
  try {
    await serving(node(24), ["server.js"], options, async ([, port]) => {
      for (const [user_id, status, body] of [
        [undefined, 401, /"token-missing"/],
        ["u_1", 200, /^\["\/v0\/pipes\/top_pages\.json\?org_id=acme","Bearer p\.read\.only"\]$/],
        ["u_2", 401, /"signed-out"/],
      ]) {
        const headers = user_id === undefined ? {} : { authorization: `Bearer ${minter.mint({ user_id, org_id: "acme" })}` };
        const response = await fetch(`http://localhost:${port}/v0/pipes/top_pages.json?org_id=globex`, { headers });
        const text = await response.text();
        if (response.status !== status || !body.test(text)) throw new Error(`${user_id}: ${response.status} ${text}`);
      }
    });
  } finally {
    api.close();
    api.closeAllConnections();
  }
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
