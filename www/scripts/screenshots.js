// Takes the pictures in docs/img from the built page, to be looked at, and committed when the look has changed:
//   npm run build && npm run screenshots && pngquant --force --ext .png ../docs/img/*.png
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { chromium } from "playwright-core";
import { preview } from "vite";

const PROJECT = new URL("../../examples/project/", import.meta.url);
const folder = new URL("../../docs/img/", import.meta.url);
const by = (page, name) => page.locator(`[data-test="${name}"]`);

const SHOTS = [
  ...[360, 1280, 2560].flatMap((width) => ["light", "dark"].map((theme) => ({ name: "mint", width, theme, show: mint }))),
  ...["light", "dark"].map((theme) => ({ name: "endpoint", width: 1280, theme, show: endpoint })),
  { name: "project", width: 1280, theme: "light", show: project },
  { name: "faults", width: 1280, theme: "light", show: faults },
  { name: "inspect", width: 1280, theme: "light", show: inspect },
];
const HEIGHTS = { 360: 740, 1280: 960, 2560: 1440 };

/** On a telephone nobody points. */
async function mint(page) {
  if (page.viewportSize().width > 360) await page.locator('.claim-line[data-pointer="/scopes/0/fixed_params/org_id"]').hover();
}

async function endpoint(page) {
  await page.click("#tab-endpoint");
  await by(page, "rows").waitFor();
  await page.fill("#query", "limit=9");
  await by(page, "trial-unfix").click();
  await by(page, "burst").click();
  await by(page, "burst-sum").filter({ hasText: "rate-limited" }).waitFor();
  await page.mouse.move(0, 0);
}

async function project(page) {
  await page.goto(`${page.url()}#template=${deflateRawSync(readFileSync(new URL("token.json", PROJECT))).toString("base64url")}`);
  await by(page, "samples").click();
  await page.click("#tab-endpoint");
  await page.getByLabel("Your project").check();
  await by(page, "folder").setInputFiles(fileURLToPath(PROJECT));
  await page.selectOption("#resource", "clicks");
  await page.fill("#query", "");
  await by(page, "show-request").waitFor();
  await page.evaluate(() => document.activeElement.blur());
  await page.mouse.move(0, 0);
}

async function faults(page) {
  await page.locator(".editor").hover();
  await page.locator(".cm-line", { hasText: '"ttl"' }).click();
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+End");
  await page.keyboard.type('"ttl": 0,');
  await page.locator(".cm-line", { hasText: '"fixed_params"' }).click();
  await page.keyboard.press("Home");
  for (let left = '"fixed_params"'.length - 2; left > 0; left--) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Delete");
  await page.locator(".cm-lintRange-error").nth(1).waitFor();
  await page.mouse.move(0, 0);
}

async function inspect(page) {
  const token = (await by(page, "token").textContent()).trim();
  await page.click("#tab-inspect");
  await by(page, "paste").fill(`curl -H 'Authorization: Bearer ${token}' 'https://api.tinybird.co/v0/pipes/revenue.json?org_id=acme'`);
  await page.getByRole("button", { name: "Use the key from Mint" }).click();
  await page.mouse.move(0, 0);
}

const server = await preview({
  root: fileURLToPath(new URL("..", import.meta.url)),
  preview: { host: "127.0.0.1", port: 0 },
  logLevel: "warn",
});
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
try {
  for (const { name, width, theme, show } of SHOTS) {
    const page = await browser.newPage({
      viewport: { width, height: HEIGHTS[width] },
      colorScheme: theme,
      reducedMotion: "reduce",
      timezoneId: "UTC",
    });
    await page.goto(`http://127.0.0.1:${server.httpServer.address().port}/`);
    await page.evaluate(() => document.fonts.ready);
    await show(page);
    // At large widths the first screen is what is to be seen, at 1280 the whole page.
    await page.screenshot({ path: fileURLToPath(new URL(`${name}-${width}-${theme}.png`, folder)), fullPage: width === 1280 });
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
