// A page in Chromium, isolated from other origins, so that its clock ticks in 5 microseconds.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { chromium } from "playwright-core";
import { bundle } from "./bundle.js";

const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

export const version = () => execFileSync(BROWSER, ["--version"], { encoding: "utf8" }).match(/\d+(\.\d+)+/)[0];

export async function run(options, report) {
  const script = await bundle("page.js", ["browser"]);
  const server = createServer((request, response) => {
    const [type, body] =
      request.url === "/page.js" ? ["text/javascript", script] : ["text/html", '<script type="module" src="/page.js"></script>'];
    response.writeHead(200, {
      "content-type": `${type}; charset=utf-8`,
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS.split(" ") });
  try {
    const page = await browser.newPage();
    await page.exposeFunction("report", report);
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => "bench" in globalThis);
    await page.evaluate((options) => globalThis.bench(options, globalThis.report), options);
  } finally {
    await browser.close();
    server.close();
  }
}
