// The built page in a real browser: served by `vite preview`, opened in Chromium. Each test has a context of its own, and
// fails on an error in the console, on an exception, and on a request that goes anywhere else.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { preview } from "vite";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What Playwright says where it holds service workers back, so that each test reads what was built. */
const HELD_BACK = /Service Worker registration blocked by Playwright/;

export let origin;
let server;
let browser;

/** Serves what was built, in a folder of a host. */
export async function serve(base = "/") {
  const server = await preview({
    root: fileURLToPath(new URL("..", import.meta.url)),
    base,
    preview: { host: "127.0.0.1", port: 0 },
    logLevel: "warn",
  });
  return { origin: `http://127.0.0.1:${server.httpServer.address().port}`, close: () => server.close() };
}

before(async () => {
  server = await serve();
  ({ origin } = server);
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/**
 * Runs a test in a fresh page.
 * @param {{ at?: () => string, hash?: string, allow?: RegExp, tries?: boolean } & import("playwright-core").BrowserContextOptions} options
 * `at`: the origin, where it is another; `allow`: what the console may say; `tries`: whether the test itself tries to ask elsewhere
 */
export function inPage(run, { at = () => origin, hash = "", allow = HELD_BACK, tries = false, ...options } = {}) {
  return async (t) => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      permissions: ["clipboard-read", "clipboard-write"],
      serviceWorkers: "block",
      ...options,
    });
    try {
      const faults = [];
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      page.on("pageerror", (error) => faults.push(String(error)));
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type()) && !allow.test(message.text())) faults.push(message.text());
      });
      context.on("request", (request) => {
        if (!tries && !request.url().startsWith(`${at()}/`)) faults.push(`a request to ${request.url()}`);
      });
      await page.goto(`${at()}/${hash}`);
      await page.locator("#tab-mint").waitFor();
      await run(page, context, t);
      assert.deepEqual(faults, []);
    } finally {
      await context.close();
    }
  };
}

/** Elements by what they are for in tests. */
export const by = (page, name) => page.locator(`[data-test="${name}"]`);

/** The token as it stands on the page. */
export async function tokenOf(page) {
  return (await by(page, "token").textContent()).trim();
}

/** Turns to the template, which becomes an editor then. */
export async function openEditor(page) {
  await page.locator(".editor").hover();
  await page.locator(".cm-content").waitFor();
}

/** Replaces the template, as somebody at the keyboard does. */
export async function typeTemplate(page, template) {
  const text = typeof template === "string" ? template : JSON.stringify(template, null, 2);
  await openEditor(page);
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.keyboard.press("ControlOrMeta+v");
}

export const payloadOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
