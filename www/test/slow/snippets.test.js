// The code that the page writes for a template, as it is copied: type-checked, and run where it is for, with the key of a workspace.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { jwtVerify } from "jose";
import { generateLocalTokens } from "mintbird";
import { startMiniflare } from "../../../tests/docs/workerd.js";
import { by, inPage, typeTemplate } from "../page.js";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const run = promisify(execFile);
/** What compiles TypeScript is installed there. */
const e2e = createRequire(path("../../../tests/e2e/package.json"));
const DENO = path("../../../tests/runtimes/node_modules/.bin/deno");
const KEY = generateLocalTokens().workspace_token;
const TEMPLATE = {
  name: "coded_{user_id}",
  ttl: "10m",
  scopes: [
    { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}", currency: "eur" } },
    { type: "DATASOURCES:READ", resource: "events", filter: "org_id = {org_id:String}" },
  ],
  limits: { rps: 10 },
};
/** Placeholders of each type, and what ends a comment. */
const TYPED = {
  name: "typed",
  ttl: 60,
  scopes: [
    { type: "PIPES:READ", resource: "p", fixed_params: { n: "{n:UInt64}", on: "{on:Bool}", rate: "{rate:Float64}" } },
    {
      type: "DATASOURCES:READ",
      resource: "events",
      filter: "path LIKE '/blog/*' AND day >= {day:Date} AND x IN {list:Array(Float64)} AND y IN {all:Array(String)}",
    },
  ],
};
/** What is left to the reader. */
const SESSION = `
async function sessionOf(request: Request): Promise<{ id: string; orgId: string } | undefined> {
  return request.headers.get("cookie") === "session=1" ? { id: "u_1", orgId: "acme" } : undefined;
}
`;

let folder;
const code = {};

before(() => {
  // The package is found in it as it is in anybody's project.
  folder = mkdtempSync(join(tmpdir(), "mintbird-snippets-"));
  for (const part of ["dist", "package.json"]) {
    cpSync(path(`../../../pkg/${part}`), join(folder, "node_modules/mintbird", part), { recursive: true });
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module", "dependencies": { "mintbird": "*" } }');
});
after(() => rmSync(folder, { recursive: true }));

/** Whether somebody who is logged in gets their token, and nobody else. */
async function check(post) {
  const response = await post({ method: "POST", headers: { cookie: "session=1" } });
  assert.equal(response.status, 200);
  await checkToken((await response.json()).token);
  assert.equal((await post({ method: "POST" })).status, 401);
}

async function checkToken(token) {
  const { payload } = await jwtVerify(token, new TextEncoder().encode(KEY), { algorithms: ["HS256"] });
  assert.equal(payload.name, "coded_u_1");
  assert.deepEqual(payload.scopes[0].fixed_params, { org_id: "acme", currency: "eur" });
  assert.equal(payload.scopes[1].filter, "org_id = 'acme'");
}

test(
  "the page writes them",
  inPage(async (page) => {
    await typeTemplate(page, TEMPLATE);
    await by(page, "use").click();
    for (const title of ["Next.js", "Cloudflare Workers", "Deno", "Rust"]) {
      await page.getByLabel(title, { exact: true }).check();
      code[title] = await by(page, "snippet").textContent();
      assert.match(code[title], /coded_\{user_id\}/);
    }
    await typeTemplate(page, TYPED);
    await page.locator('[data-test="snippet"]', { hasText: "/blog/*" }).waitFor();
    code.typed = await by(page, "snippet").textContent();
  }),
);

test("Next and Workers: the types fit, and a parameter that is forgotten does not", async () => {
  writeFileSync(join(folder, "route.ts"), code["Next.js"] + SESSION);
  writeFileSync(join(folder, "worker.ts"), code["Cloudflare Workers"] + SESSION);
  writeFileSync(
    join(folder, "workers.d.ts"),
    'declare module "cloudflare:workers" {\n  export const env: { readonly TINYBIRD_SIGNING_KEY: string };\n}\n',
  );
  const options = {
    ...{ strict: true, noEmit: true, target: "es2022", lib: ["es2023", "dom"], module: "esnext", moduleResolution: "bundler" },
    ...{ types: ["node"], typeRoots: [path("../../../pkg/node_modules/@types")] },
  };
  const tsc = (files) => {
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files }));
    return run(process.execPath, [path("../../node_modules/typescript/bin/tsc"), "-p", folder]).catch(({ stdout }) =>
      assert.fail(String(stdout)),
    );
  };
  await tsc(["route.ts", "worker.ts", "workers.d.ts"]);
  assert.match(code["Next.js"], /, org_id: user\.orgId/);
  writeFileSync(join(folder, "forgotten.ts"), code["Next.js"].replace(", org_id: user.orgId", "") + SESSION);
  await assert.rejects(tsc(["forgotten.ts"]), /org_id/);
});

test("Next: the route answers", async () => {
  const { code: script } = await e2e("esbuild").transform(code["Next.js"] + SESSION, { loader: "ts" });
  writeFileSync(join(folder, "route.js"), script);
  process.env.TINYBIRD_SIGNING_KEY = KEY;
  const { POST } = await import(pathToFileURL(join(folder, "route.js")).href);
  await check((init) => POST(new Request("https://app.example.com/api/token", init)));
});

test("Workers: workerd answers", async () => {
  const worker = { contents: code["Cloudflare Workers"] + SESSION, loader: "ts", resolveDir: folder };
  const miniflare = await startMiniflare(worker, join(folder, "out"), { bindings: { TINYBIRD_SIGNING_KEY: KEY } });
  try {
    await check((init) => miniflare.dispatchFetch("http://worker/token", init));
  } finally {
    await miniflare.dispose();
  }
});

test("Deno: the types fit, and it answers with the permissions that are named beside it", async () => {
  writeFileSync(join(folder, "main.ts"), code.Deno + SESSION);
  writeFileSync(join(folder, "deno.json"), '{ "nodeModulesDir": "manual" }');
  const env = { ...process.env, NO_COLOR: "1", TINYBIRD_SIGNING_KEY: KEY };
  await run(DENO, ["check", "main.ts"], { cwd: folder, env });
  writeFileSync(join(folder, "forgotten.ts"), code.Deno.replace(", org_id: user.orgId", "") + SESSION);
  await assert.rejects(run(DENO, ["check", "forgotten.ts"], { cwd: folder, env }), /org_id/);
  const port = await freePort();
  const server = spawn(DENO, ["run", "--no-prompt", "--allow-net", "--allow-env=TINYBIRD_SIGNING_KEY", "main.ts"], {
    cwd: folder,
    env: { ...env, DENO_SERVE_ADDRESS: `tcp:127.0.0.1:${port}` },
  });
  try {
    let said = "";
    for (const stream of [server.stdout, server.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
    for (let tries = 0; !/Listening/.test(said) && tries < 200; tries++) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.match(said, /Listening/);
    await check((init) => fetch(`http://127.0.0.1:${port}/`, init));
  } finally {
    if (server.kill()) await once(server, "exit");
  }
});

test("Rust: it compiles without a warning, and prints the token", async () => {
  const program = join(folder, "program");
  mkdirSync(join(program, "src"), { recursive: true });
  writeFileSync(join(program, "src/main.rs"), code.Rust);
  writeFileSync(
    join(program, "Cargo.toml"),
    `[package]\nname = "program"\nedition = "2024"\n[dependencies]\nmintbird = { path = ${JSON.stringify(path("../../.."))} }\n[lints.rust]\nwarnings = "deny"\n[workspace]\n`,
  );
  copyFileSync(path("../../../Cargo.lock"), join(program, "Cargo.lock"));
  const { stdout } = await run("cargo", ["run", "--quiet", "--bin", "program"], {
    cwd: program,
    env: { ...process.env, CARGO_TARGET_DIR: path("../../../target/snippets"), TINYBIRD_SIGNING_KEY: KEY },
  });
  await checkToken(stdout.trim());
  mkdirSync(join(program, "src/bin"));
  writeFileSync(join(program, "src/bin/typed.rs"), code.typed);
  const typed = await run("cargo", ["run", "--quiet", "--bin", "typed"], {
    cwd: program,
    env: { ...process.env, CARGO_TARGET_DIR: path("../../../target/snippets"), TINYBIRD_SIGNING_KEY: KEY },
  });
  const { payload } = await jwtVerify(typed.stdout.trim(), new TextEncoder().encode(KEY), { algorithms: ["HS256"] });
  assert.deepEqual(payload.scopes[0].fixed_params, { n: 1, on: true, rate: 1 });
});

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
