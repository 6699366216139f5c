// The callback of a login in a real browser, with Tinybird's page and with a hostile one.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { localTokens } from "../fixtures.js";
import { callbackPortIsFree, startCloud } from "./cloud.js";
import { MINTBIRD, folder } from "./run.js";

// The page's tests have it.
const { chromium } = createRequire(new URL("../../../www/package.json", import.meta.url))("playwright-core");
const EVIL_CODE = "EVIL";
const CALLBACK = `http://localhost:49160/?code=${EVIL_CODE}&workspace=x&provider=gcp&region=europe-west2`;

const hostile = createServer((request, response) => {
  const { searchParams } = new URL(request.url, "http://evil");
  const headers = { "content-type": "text/html", ...(searchParams.has("mute") && { "referrer-policy": "no-referrer" }) };
  response.writeHead(200, headers).end(searchParams.get("body") ?? "");
});
let browser;
before(async () => {
  hostile.listen(0, "127.0.0.1");
  await once(hostile, "listening");
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
});
after(async () => {
  await browser.close();
  hostile.close();
});
beforeEach(callbackPortIsFree);

const hostilePage = (body, mute = false) =>
  `http://127.0.0.1:${hostile.address().port}/?${new URLSearchParams({ body, ...(mute && { mute: "" }) })}`;

/** A login that waits while `run` does something in the browser; then it is ended, if it has not. */
async function login(cloud, run) {
  const cwd = mkdtempSync(join(folder, "project-"));
  const child = spawn(process.execPath, [MINTBIRD, "login", "--auth-host", cloud.url, "--host", cloud.url], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, BROWSER: "true" },
  });
  let error = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (error += text));
  while (!/state=[\w-]+\n/.test(error)) await once(child.stderr, "data");
  const page = await browser.newPage();
  try {
    await run(page, /(http\S+state=[\w-]+)/.exec(error)[1], () => child.exitCode ?? once(child, "exit").then(([code]) => code));
    return { code: child.exitCode, written: readdirSync(cwd).map((name) => readFileSync(join(cwd, name), "utf8")) };
  } finally {
    await page.close();
    if (child.exitCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  }
}

/** Tinybird, where anybody's code is exchanged: the attacker has logged in as themselves before. */
async function tinybird(t, options) {
  const cloud = await startCloud(localTokens[0], options);
  t.after(cloud.stop);
  return cloud;
}

const ATTACKS = {
  "a link": [`<script>location = ${JSON.stringify(CALLBACK)}</script>`],
  "a link that says nothing of where it was": [`<script>location = ${JSON.stringify(CALLBACK)}</script>`, true],
  "a guessed state": [`<script>location = ${JSON.stringify(`${CALLBACK}&state=AAAAAAAAAAAAAAAAAAAAAA`)}</script>`, true],
  "a form": [`<form method=post action="${CALLBACK}"></form><script>document.forms[0].submit()</script>`],
  "a form that says nothing": [`<form method=post action="${CALLBACK}"></form><script>document.forms[0].submit()</script>`, true],
  "a request": [`<script>fetch(${JSON.stringify(CALLBACK)}, { method: "POST", mode: "no-cors" })</script>`],
  "a frame": [`<iframe src="${CALLBACK}" width=900 height=900></iframe>`, true],
  "a form of another type": [
    `<form method=post enctype=text/plain action="${CALLBACK}"><input name=a></form><script>document.forms[0].submit()</script>`,
    true,
  ],
  "an empty state": [`<script>location = ${JSON.stringify(`${CALLBACK}&state=`)}</script>`, true],
  "two states": [`<script>location = ${JSON.stringify(`${CALLBACK}&state=A&state=B`)}</script>`, true],
  "two codes": [`<script>location = ${JSON.stringify(`${CALLBACK}&code=OTHER`)}</script>`, true],
  "another name of the address": [`<script>location = ${JSON.stringify(CALLBACK.replace("localhost", "127.0.0.1"))}</script>`, true],
  "an object": [`<object data="${CALLBACK}" width=900 height=900></object>`, true],
  "a window": [`<script>open(${JSON.stringify(CALLBACK)})</script>`, true],
  "a page made in advance": [
    `<script type=speculationrules>{"prerender":[{"source":"list","urls":[${JSON.stringify(CALLBACK)}]}]}</script>`,
    true,
  ],
  "a page fetched in advance": [`<link rel=prefetch href="${CALLBACK}"><img src="${CALLBACK}">`, true],
  "a redirection": [`<meta http-equiv=refresh content="0;url=${CALLBACK}">`, true],
};

for (const [name, [body, mute]] of Object.entries(ATTACKS)) {
  test(`a hostile page logs nobody in: ${name}`, async (t) => {
    const cloud = await tinybird(t);
    const { code, written } = await login(cloud, async (page) => {
      await page.goto(hostilePage(body, mute)).catch(() => {});
      await delay(700);
      // In a frame, there is no button to be clicked on.
      for (const frame of page.frames().slice(1)) assert.equal(await frame.locator("button").count(), 0);
    });
    assert.deepEqual([code, written, cloud.asked], [null, [], []]);
  });
}

test("an answer that has the state needs no click", async (t) => {
  const cloud = await tinybird(t, { repeatsState: true });
  const { code, written } = await login(cloud, async (page, url, exit) => {
    await page.goto(url);
    assert.equal(await exit(), 0);
  });
  assert.deepEqual([code, JSON.parse(written[0]).token], [0, localTokens[0].workspace_token]);
});

test("an answer without it needs one, and says why", async (t) => {
  const cloud = await tinybird(t);
  const { written } = await login(cloud, async (page, url, exit) => {
    await page.goto(url);
    await delay(500);
    assert.equal(cloud.asked.length, 1);
    assert.match(await page.locator("body").innerText(), /close this page: it would log your terminal in as somebody else/);
    await page.getByRole("button", { name: "Finish the login" }).click();
    assert.equal(await exit(), 0);
    // And it leads on to Tinybird.
    await page.waitForURL((url) => url.origin === cloud.url && url.pathname === "/gcp/europe-west2/cli-login");
  });
  assert.equal(JSON.parse(written[0]).token, localTokens[0].workspace_token);
});

test("the second click of a double one, on a window that comes to the front, does nothing", async (t) => {
  const cloud = await tinybird(t);
  await login(cloud, async (page, url, exit) => {
    await page.goto(url);
    const button = page.getByRole("button", { name: "Finish the login" });
    await delay(1200);
    assert.ok(await button.isEnabled());
    // A window of the hostile page was before it, and closes with the first click.
    await page.evaluate(() => ["blur", "focus"].forEach((type) => dispatchEvent(new Event(type))));
    await button.click({ force: true });
    await delay(300);
    assert.equal(cloud.asked.length, 1);
    await page.evaluate(() => dispatchEvent(new Event("blur")));
    await delay(1200);
    assert.ok(!(await button.isEnabled()));
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await button.click();
    assert.equal(await exit(), 0);
  });
});

test("without a script the button does", async (t) => {
  const cloud = await tinybird(t);
  await login(cloud, async (_, url, exit) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(url);
    await page.getByRole("button").click();
    assert.equal(await exit(), 0);
    await context.close();
  });
});
