// The built site, in Chromium: from a folder of a static host, which is all that it may need. Every link and every anchor of every page leads
// somewhere; pages fit narrow and wide windows; the search finds; nothing is asked of anywhere else.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";
import { extname, join, posix } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { root } from "./blocks.js";

const DIST = join(root, "www/dist");
const DOCS = join(DIST, "docs");
/** The host's folder, which nothing was built for. */
const FOLDER = "/some/folder/";
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"];
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
};

/** A file, or the index of a folder. */
function fileOf(path) {
  const file = join(DIST, path);
  if (!existsSync(file)) return undefined;
  return statSync(file).isDirectory() ? fileOf(`${path}/index.html`) : file;
}

let origin, server, browser;
before(async () => {
  server = createServer(({ url }, response) => {
    const { pathname } = new URL(url, "http://host");
    const file = pathname.startsWith(FOLDER) ? fileOf(decodeURIComponent(pathname.slice(FOLDER.length))) : undefined;
    if (file === undefined) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(readFileSync(file));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
});
after(async () => {
  await browser?.close();
  server.closeAllConnections();
  server.close();
});

const pages = readdirSync(DOCS, { recursive: true }).filter(
  (path) => path.endsWith(".html") && !path.startsWith("rust/") && path !== "404.html",
);
const html = new Map(pages.map((path) => [path, readFileSync(join(DOCS, path), "utf8")]));

test("every link and every anchor leads somewhere", () => {
  const faults = [];
  let count = 0;
  for (const [path, text] of html) {
    for (const [, link] of text.matchAll(/ (?:href|src)="([^"]+)"/g)) {
      if (/^(https:\/\/|data:|#$)/.test(link)) continue;
      count++;
      const [target, anchor] = link.replaceAll("&amp;", "&").split("#");
      const to = target === "" ? path : posix.join(posix.dirname(path), target);
      const file = fileOf(posix.join("docs", to));
      if (link.startsWith("/") || file === undefined) faults.push(`${path}: ${link}`);
      else if (anchor && file.endsWith(".html") && !readFileSync(file, "utf8").includes(`id="${decodeURIComponent(anchor)}"`))
        faults.push(`${path}: ${link}, no such heading`);
    }
  }
  assert.deepEqual([...new Set(faults)], []);
  assert.ok(count > 2000, `${count}`);
});

test("every page of the reference is there", () => {
  for (const name of ["mintbird", "inspect", "project", "server", "client", "explain"])
    assert.ok(html.has(`reference/api/${name}/index.html`), name);
  for (const name of ["mintbird", "mintbird_mint", "mintbird_explain-403", "mintbird_token_refresh"])
    assert.ok(html.has(`reference/cli/${name}.html`), name);
  assert.match(html.get("reference/api/mintbird/index.html"), /Wipes the key and frees the memory/);
  for (const name of ["client", "server", "explain"]) {
    const page = html.get(`reference/api/${name}/index.html`);
    if (name !== "explain") assert.match(page, /href="[^"]+\/mintbird\/#errorcode"/, name);
    assert.match(page, /href="[^"]+\/mintbird\/#issue"/, name);
    assert.doesNotMatch(page, /<td[^>]*><code>undefined<\/code><\/td>/, name);
  }
  assert.match(html.get("reference/cli/mintbird_mint.html"), /Usage: mintbird mint/);
  assert.ok(existsSync(join(DOCS, "rust/mintbird/struct.Minter.html")));
});

/** Opens a page, and fails on what its console says and on what it asks of another host. */
async function open(t, path, options) {
  const context = await browser.newContext({ serviceWorkers: "block", ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("response", (response) => response.status() >= 400 && faults.push(`${response.status()} for ${response.url()}`));
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => !request.url().startsWith(origin + FOLDER) && faults.push(`asks for ${request.url()}`));
  await page.goto(`${origin}${FOLDER}docs/${path}`, { waitUntil: "load" });
  return { page, faults };
}

for (const width of [360, 1280]) {
  test(`pages fit ${width} pixels, light and dark`, async (t) => {
    for (const [path, colorScheme] of [
      ["index.html", "light"],
      ["first-token/next.html", "dark"],
      ["command-line.html", "light"],
      ["from-jose.html", "light"],
      ["reference/codes.html", "dark"],
      ["reference/api/mintbird/", "light"],
      ["reference/cli/mintbird_serve.html", "light"],
    ]) {
      const { page, faults } = await open(t, path, { viewport: { width, height: 800 }, colorScheme });
      assert.ok((await page.locator("h1").count()) === 1, path);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${path} is ${wide} pixels wide`);
      const broken = await page
        .locator(".vp-doc table code")
        .evaluateAll((all) => all.filter((code) => /^\w+$/.test(code.textContent) && code.getClientRects().length > 1).length);
      assert.equal(broken, 0, `${path}: words in tables are broken`);
      assert.deepEqual(faults, [], path);
      assert.match(await page.evaluate(() => getComputedStyle(document.body).fontFamily), /Recursive/);
      await page.close();
    }
  });
}

test("from page to page, without a reload; back to the playground", async (t) => {
  const { page, faults } = await open(t, "index.html", { viewport: { width: 1280, height: 800 } });
  await page.evaluate(() => (globalThis.kept = true));
  await page.click('.VPSidebar a:has-text("Rotating the signing key")');
  await page.waitForSelector('h1:has-text("Rotating the signing key")');
  assert.equal(new URL(page.url()).pathname, `${FOLDER}docs/rotating-the-key.html`);
  assert.equal(await page.evaluate(() => globalThis.kept), true);
  assert.deepEqual(faults, []);
  const playground = await page.locator('.VPNavBar a:has-text("Playground")').evaluate((link) => link.href);
  assert.equal(new URL(playground).pathname, FOLDER);
});

test("from the playground to the documentation beside it, its service worker at work", async (t) => {
  const { page } = await open(t, "index.html", { serviceWorkers: "allow" });
  await page.goto(origin + FOLDER);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await page.locator('[data-test="docs"]').click();
  await page.waitForSelector(".VPSidebar");
  assert.equal(page.url(), `${origin}${FOLDER}docs/`);
  await page.goto(`${origin}${FOLDER}docs/rotating-the-key.html`);
  await page.waitForSelector('h1:has-text("Rotating the signing key")');
});

test("the search finds a code, and leads to its anchor", async (t) => {
  const { page, faults } = await open(t, "templates.html", { viewport: { width: 1280, height: 800 } });
  await page.click(".VPNavBarSearch button");
  await page.fill("#localsearch-input", "exp-in-milliseconds");
  const first = page.locator(".results a").first();
  await first.waitFor();
  await first.click();
  await page.waitForURL(/codes\.html#exp-in-milliseconds$/);
  assert.equal(new URL(page.url()).pathname, `${FOLDER}docs/reference/codes.html`);
  await page.waitForSelector('h3[id="exp-in-milliseconds"]');
  assert.deepEqual(faults, []);
});
