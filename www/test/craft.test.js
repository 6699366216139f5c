import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { generateLocalTokens } from "mintbird";
import { by, inPage, openEditor, origin, payloadOf, serve, tokenOf, typeTemplate } from "./page.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TABS = ["mint", "endpoint", "inspect", "speed"];
const KILOBYTE = 1000;

const open = async (page, tab) => {
  await page.click(`#tab-${tab}`);
  await page.locator(`#panel-${tab} .label`).first().waitFor();
  if (tab === "endpoint") await by(page, "rows").waitFor();
};

test(
  "the first load is under 200 kB gzipped; database, projects and editor come when they are needed",
  inPage(async (page, context) => {
    const second = await context.newPage();
    const files = [];
    second.on("response", (response) => files.push(response));
    await second.goto(`${origin}/`);
    await second.waitForLoadState("networkidle");
    const sizes = await Promise.all(
      files.map(async (response) => {
        const body = await response.body();
        // A typeface is compressed already.
        return [new URL(response.url()).pathname, Math.min(body.length, gzipSync(body, { level: 9 }).length)];
      }),
    );
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    console.log(`first load: ${(total / KILOBYTE).toFixed(0)} kB gzipped in ${files.length} files`);
    assert.ok(total < 200 * KILOBYTE, sizes.map(([name, size]) => `${name} ${size}`).join("\n"));
    const lazy = /sqlite|database|chart|project|editor/;
    assert.ok(!files.some((response) => lazy.test(response.url())));
    const loaded = (...names) => {
      for (const name of names)
        assert.ok(
          files.some((response) => response.url().includes(name)),
          name,
        );
    };
    await openEditor(second);
    loaded("editor");
    await second.click("#tab-endpoint");
    await by(second, "rows").waitFor();
    loaded("sqlite", "database", "chart", "project");
  }),
);

// What Lighthouse calls good: https://developer.chrome.com/docs/lighthouse/performance/performance-scoring
const GOOD = { paint: 2500, blocked: 200, shift: 0.1 };

test(
  "it is drawn at once, answers at once, and nothing moves after that",
  inPage(async (page, context) => {
    const second = await context.newPage();
    await second.addInitScript(() => {
      const measured = (window.measured = { paint: 0, blocked: 0, shift: 0 });
      const observe = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
      observe("largest-contentful-paint", ({ startTime }) => (measured.paint = startTime));
      observe("longtask", ({ duration }) => (measured.blocked += duration - 50));
      observe("layout-shift", ({ value }) => (measured.shift += value));
    });
    const load = async () => {
      await second.goto(`${origin}/`);
      await second.waitForLoadState("networkidle");
      await second.evaluate(() => document.fonts.ready);
      await second.waitForTimeout(300);
      return second.evaluate(() => window.measured);
    };
    const tooMuch = (measured) => Object.keys(GOOD).filter((name) => !(measured[name] < GOOD[name]));
    // Another load only where a busy machine may be to blame.
    let measured = await load();
    for (let left = 4; left > 0 && tooMuch(measured).length > 0; left--) measured = await load();
    console.log(
      Object.entries(measured)
        .map(([name, value]) => `${name} ${value.toFixed(name === "shift" ? 3 : 0)}`)
        .join(", "),
    );
    assert.ok(measured.paint > 0);
    assert.deepEqual(tooMuch(measured), [], JSON.stringify(measured));
  }),
);

// Lighthouse's slow 4G, and a telephone's processor.
const SLOW = { offline: false, latency: 150, downloadThroughput: (1.6e6 / 8) * 0.9, uploadThroughput: (750e3 / 8) * 0.9 };

test(
  "on a slow telephone the first paint waits for no script, and little is blocked",
  inPage(async (page, context) => {
    const load = async () => {
      const slow = await context.newPage();
      const session = await context.newCDPSession(slow);
      await session.send("Network.enable");
      await session.send("Network.emulateNetworkConditions", SLOW);
      await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
      await slow.addInitScript(() => {
        window.measured = { paint: 0, blocked: 0 };
        new PerformanceObserver((list) => {
          for (const { name, startTime } of list.getEntries()) if (name === "first-contentful-paint") window.measured.paint = startTime;
        }).observe({ type: "paint", buffered: true });
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) window.measured.blocked += duration - 50;
        }).observe({ type: "longtask", buffered: true });
      });
      await slow.goto(`${origin}/`);
      await by(slow, "verdict").waitFor();
      await slow.waitForTimeout(300);
      const measured = await slow.evaluate(() => ({
        ...window.measured,
        // What is there before any script: what this is, and where its parts are.
        scripts:
          performance.getEntriesByType("resource").filter(({ initiatorType }) => initiatorType === "script")[0]?.responseEnd ?? Infinity,
      }));
      await slow.close();
      return measured;
    };
    const isGood = ({ paint, blocked }) => paint > 0 && paint < 1500 && blocked < 300;
    // Another load only where a busy machine may be to blame.
    let measured = await load();
    for (let left = 4; left > 0 && !isGood(measured); left--) measured = await load();
    console.log(`slow: first paint ${measured.paint.toFixed(0)} ms, blocked ${measured.blocked.toFixed(0)} ms`);
    assert.ok(isGood(measured), JSON.stringify(measured));
    assert.equal(await page.locator("h1").textContent(), "mintbird");
  }),
);

test(
  "without scripts the page says what it is",
  inPage(async (page, context) => {
    const second = await context.newPage();
    await second.route(/\.js$/, (route) => route.abort());
    await second.goto(`${origin}/`);
    assert.match(await second.locator(".pitch").textContent(), /decides whose rows a browser can read/);
    for (const name of TABS) assert.equal(await second.locator(`#tab-${name}`).isVisible(), true);
    assert.equal(await page.locator('meta[property="og:title"]').count(), 1);
    assert.match(await page.locator('meta[property="og:image"]').getAttribute("content"), /^https:\/\/.*\.png$/);
  }),
);

test(
  "in forced colours one sees which tab and which button is on",
  inPage(
    async (page) => {
      const border = (selector) => page.evaluate((selector) => getComputedStyle(document.querySelector(selector)).borderTopWidth, selector);
      assert.equal(await border("#tab-mint"), "2px");
      assert.equal(await border("#tab-endpoint"), "0px");
      await open(page, "endpoint");
      assert.equal(await border("#tab-endpoint"), "2px");
      await by(page, "trial-byte").click();
      assert.equal(await border('[data-test="trial-byte"]'), "2px");
      assert.notEqual(await page.evaluate(() => getComputedStyle(document.querySelector("#resource")).appearance), "none");
    },
    { forcedColors: "active" },
  ),
);

test(
  "on a telephone no field makes the page zoom in, and the first screen says what to do",
  inPage(
    async (page) => {
      const box = await by(page, "aha").boundingBox();
      assert.ok(box.y + box.height < 700, JSON.stringify(box));
      for (const tab of ["mint", "endpoint", "inspect"]) {
        await open(page, tab);
        const sizes = await page.evaluate(() =>
          [...document.querySelectorAll("input:not([type=radio], [type=checkbox], [type=file]), select, textarea")]
            .filter((each) => each.checkVisibility())
            .map((each) => [each.id || each.outerHTML.slice(0, 60), Number.parseFloat(getComputedStyle(each).fontSize)]),
        );
        assert.ok(sizes.length > 0);
        for (const [name, size] of sizes) assert.ok(size >= 16, `${tab}: ${name} ${size}`);
      }
    },
    { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
  ),
);

test(
  "the way to the point is one click",
  inPage(async (page) => {
    await by(page, "aha").click();
    await by(page, "rows").waitFor();
    assert.match(await page.locator('tr[data-param="org_id"]').textContent(), /globex[\s\S]*acme\s+wins/);
    // One thing to do on each tab is the first to be seen.
    for (const [tab, count] of Object.entries({ mint: 1, endpoint: 1, speed: 1 })) {
      await open(page, tab);
      assert.equal(await page.locator("button.primary:visible").count(), count, tab);
    }
  }),
);

test(
  "the policy forbids every request to anywhere else",
  inPage(
    async (page, _context, t) => {
      // Not only reported: a server that listens elsewhere hears nothing.
      const asked = [];
      const server = createServer((request, response) => {
        asked.push(request.url);
        response.end();
      });
      await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
      t.after(() => server.close());
      const violated = await page.evaluate(async (elsewhere) => {
        const found = [];
        document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => found.push(effectiveDirective));
        await fetch(elsewhere).catch(() => {});
        navigator.sendBeacon(elsewhere);
        try {
          new WebSocket(elsewhere.replace("http", "ws"));
        } catch {
          // The policy forbids it.
        }
        try {
          new EventSource(elsewhere);
        } catch {
          // The policy forbids it.
        }
        setTimeout("window.inline = true");
        document.body.setAttribute("onclick", "window.inline = true");
        document.body.click();
        const add = (name, members) => document.body.append(Object.assign(document.createElement(name), members));
        add("img", { src: `${elsewhere}a.png` });
        add("img", { src: "data:image/gif;base64,R0lGODlhAQABAAAAACw=" });
        add("script", { src: `${elsewhere}a.js` });
        add("script", { textContent: "window.inline = true" });
        add("style", { textContent: "body { color: red }" });
        add("link", { rel: "stylesheet", href: `${elsewhere}a.css` });
        add("iframe", { src: elsewhere });
        add("form", { action: elsewhere, method: "post" });
        document.forms[0].submit();
        await new Promise((resolve) => setTimeout(resolve, 300));
        return [...new Set(found), String(window.inline)];
      }, `http://127.0.0.1:${server.address().port}/`);
      for (const directive of [
        "connect-src",
        "script-src",
        "script-src-elem",
        "script-src-attr",
        "img-src",
        "style-src-elem",
        "frame-src",
        "form-action",
      ])
        assert.ok(violated.includes(directive), `${directive} in ${violated}`);
      assert.equal(violated.at(-1), "undefined");
      assert.deepEqual(asked, []);
    },
    { allow: /Content Security Policy|Content-Security-Policy|Service Worker registration/i, tries: true },
  ),
);

test(
  "after the first load it works without a network, database and all",
  inPage(
    async (page, context) => {
      await page.evaluate(() => navigator.serviceWorker.ready);
      await context.setOffline(true);
      await page.reload();
      assert.match(await by(page, "verdict").textContent(), /Signature valid/);
      for (const tab of [...TABS].reverse()) await open(page, tab);
      assert.match(await by(page, "answer").textContent(), /200/);
    },
    { serviceWorkers: "allow" },
  ),
);

test(
  "what is beside the page is never answered with the page, network or not",
  inPage(
    async (page, context) => {
      await page.evaluate(() => navigator.serviceWorker.ready);
      await page.reload();
      assert.notEqual(await page.evaluate(() => navigator.serviceWorker.controller), null);
      const docs = await by(page, "docs").evaluate(({ href }) => href);
      assert.equal(docs, `${origin}/docs/`);
      await context.route(docs, (route) =>
        route.fulfill({ contentType: "text/html", body: "<title>Guides</title><link rel=icon href=data:,>" }),
      );
      await by(page, "docs").click();
      assert.equal(await page.title(), "Guides");
      await context.unroute(docs);
      await context.setOffline(true);
      const other = await context.newPage();
      await assert.rejects(other.goto(`${docs}gateway.html`), /ERR_INTERNET_DISCONNECTED/);
      await other.close();
      // The page itself is there.
      await page.goto(`${origin}/`);
      assert.match(await by(page, "verdict").textContent(), /Signature valid/);
    },
    { serviceWorkers: "allow", allow: /Service Worker|ERR_INTERNET_DISCONNECTED/ },
  ),
);

test(
  "any folder of any host will do, offline too",
  inPage(
    async (page, context, t) => {
      const host = await serve("/~somebody/mintbird/");
      t.after(host.close);
      const folder = `${host.origin}/~somebody/mintbird/`;
      const asked = [];
      context.on("request", (request) => asked.push(request.url()));
      context.on("response", (response) => asked.push(...(response.ok() ? [] : [`${response.status()} ${response.url()}`])));
      // Of two earlier caches one is an old build's, and one belongs to another page of the same kind on this host.
      const [old, other] = [`mintbird ${folder} 0`, `mintbird ${host.origin}/~else/ 0`];
      await page.route(`${folder}before`, (route) => route.fulfill({ contentType: "text/html", body: '<link rel="icon" href="data:,">' }));
      await page.goto(`${folder}before`);
      await page.evaluate((names) => Promise.all(names.map((name) => caches.open(name))), [old, other]);
      await page.goto(folder);
      for (const tab of TABS) await open(page, tab);
      await page.evaluate(() => navigator.serviceWorker.ready);
      await page.waitForFunction(async (old) => !(await caches.has(old)), old);
      assert.equal(await page.evaluate((other) => caches.has(other), other), true);
      // The page that every test begins with is still putting its copies away.
      assert.deepEqual(
        asked.filter((url) => !url.startsWith(folder) && !url.startsWith(`${origin}/`)),
        [],
      );
      await context.setOffline(true);
      await page.reload();
      for (const tab of [...TABS].reverse()) await open(page, tab);
      assert.match(await by(page, "verdict").textContent(), /Signature valid/);
    },
    { serviceWorkers: "allow", tries: true },
  ),
);

test(
  "where the page cannot start, it says what it needs",
  inPage(async (page, context) => {
    const second = await context.newPage();
    await second.route(/assets\/mintbird-/, (route) => route.abort());
    await second.goto(`${origin}/`);
    await second.locator(".late").waitFor();
    assert.match(await second.locator(".late").textContent(), /needs WebAssembly/);
    assert.equal(await page.locator(".late").count(), 0);
  }),
);

test(
  "who wants less motion gets none",
  inPage(async (page) => {
    const moving = () =>
      page.evaluate(() =>
        [...document.querySelectorAll("*")]
          .filter((element) => {
            const { transitionDuration, animationName } = getComputedStyle(element);
            return animationName !== "none" || transitionDuration.split(", ").some((time) => Number.parseFloat(time) > 0);
          })
          .map(({ outerHTML }) => outerHTML.slice(0, 80)),
      );
    assert.ok((await moving()).length > 0);
    await page.emulateMedia({ reducedMotion: "reduce" });
    for (const tab of TABS) {
      await open(page, tab);
      assert.deepEqual(await moving(), [], tab);
    }
  }),
);

test(
  "tokens and keys are in no storage and no address",
  inPage(
    async (page) => {
      const key = generateLocalTokens().workspace_token;
      await page.evaluate(() => navigator.serviceWorker.ready);
      await page.getByLabel("Paste your own").check();
      await page.fill("#pasted", key);
      const token = await tokenOf(page);
      for (const tab of TABS) {
        await open(page, tab);
        if (tab === "inspect") {
          await page.fill("#pasted-text", token);
          await page.fill("#inspect-key", key);
        }
      }
      // Wherever somebody pastes them: into the template, a value, the ttl, the query string.
      const secret = new RegExp(`${key.slice(0, 40)}|${token.slice(50, 90)}|${key.slice(-30)}`);
      await open(page, "endpoint");
      await page.fill("#query", `org_id=${token}`);
      await open(page, "mint");
      for (const each of [key, token]) {
        await page.fill("#param-org_id", each);
        await page.fill("#ttl", each);
        for (const text of [
          JSON.stringify({ name: each }),
          `{ "name": "${each}`,
          `{"\\u00${each.charCodeAt(0).toString(16)}${each.slice(1)}": 1}`,
        ]) {
          await typeTemplate(page, text);
          // What is kept is written a moment later.
          await page.waitForTimeout(500);
          assert.doesNotMatch(page.url(), secret);
          const { address, template } = await page.evaluate(async () => ({
            address: await (async () => {
              const packed = new URLSearchParams(location.hash.slice(1)).get("template");
              if (packed === null) return "";
              const bytes = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
              return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();
            })(),
            template: JSON.stringify({ ...sessionStorage, ...localStorage, state: history.state }),
          }));
          assert.doesNotMatch(address, secret, text);
          assert.doesNotMatch(template, secret, text);
        }
      }
      await page.getByLabel("Colours").selectOption("dark");
      const stored = await page.evaluate(async () => ({
        local: { ...localStorage },
        session: Object.keys(sessionStorage),
        cookies: document.cookie,
        databases: (await indexedDB.databases()).map(({ name }) => name),
        cached: (
          await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)))
        ).flat(),
        history: history.state,
      }));
      assert.deepEqual(stored.local, { theme: "dark" });
      assert.deepEqual(
        [stored.session.toSorted(), stored.cookies, stored.databases],
        [["", ".chosen", ".files", ".mode", ".removal"].map((name) => `mintbird${name}`), "", []],
      );
      assert.deepEqual(Object.keys(stored.history), ["mintbird"]);
      assert.match(stored.history.mintbird, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
      for (const url of stored.cached) assert.match(new URL(url).pathname, /^\/(assets\/[\w.-]+|favicon\.svg)?$/);
    },
    { serviceWorkers: "allow" },
  ),
);

test(
  "axe finds nothing, in light and in dark",
  inPage(async (page) => {
    const RULES = {
      light: { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
      dark: { runOnly: { type: "rule", values: ["color-contrast"] } },
    };
    await page.evaluate(axe);
    const check = async (where) => {
      // Of the two themes only the colours differ.
      for (const [colorScheme, rules] of Object.entries(RULES)) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        const { violations } = await page.evaluate((rules) => window.axe.run(document, rules), rules);
        assert.deepEqual(
          violations.map(
            ({ id, nodes }) =>
              `${where}, ${colorScheme}: ${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 160)} ${any.map(({ message }) => message).join("; ")}`).join(" | ")}`,
          ),
          [],
        );
      }
    };
    for (const tab of TABS) {
      await open(page, tab);
      await check(tab);
    }
    await open(page, "mint");
    await by(page, "use").click();
    await by(page, "snippet").waitFor();
    await openEditor(page);
    await check("mint, code and editor");
    await by(page, "use").click();
    await open(page, "endpoint");
    await page.getByLabel("Your project").check();
    await check("endpoint, no project yet");
    await by(page, "folder").setInputFiles(fileURLToPath(new URL("../../examples/project/", import.meta.url)));
    await by(page, "files").waitFor();
    await by(page, "paste-file").click();
    await check("endpoint, a project");
    await page.getByLabel("Demo workspace").check();
    await open(page, "endpoint");
    await by(page, "trial-unfix").click();
    await by(page, "trial-workspace").click();
    await check("endpoint, refused");
    await by(page, "trial-workspace").click();
    await by(page, "burst").click();
    await page.waitForFunction(() => /rate-limited/.test(document.querySelector('[data-test="burst-sum"]').textContent));
    await check("endpoint, leaking");
    await open(page, "inspect");
    await page.getByRole("button", { name: "Use the token from Mint" }).click();
    await by(page, "called").fill("revenue");
    await check("inspect, a token");
    await page.fill("#pasted-text", JSON.stringify({ token: generateLocalTokens().workspace_token, user_token: "p.none" }));
    await by(page, "tinyb").waitFor();
    await check("inspect, .tinyb");
    await open(page, "speed");
    await by(page, "race").click();
    await by(page, "lanes").nth(1).waitFor({ timeout: 60_000 });
    await check("speed, run");
    await open(page, "mint");
    await by(page, "tamper").click();
    await check("mint, changed");
    await page.getByLabel("Paste your own").check();
    await typeTemplate(page, { name: "a", ttl: 0, scopes: [], limits: { rps: 0 } });
    await check("mint, faults");
  }),
);

test(
  "the keyboard alone is enough",
  inPage(async (page) => {
    const { keyboard } = page;
    const focused = () =>
      page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return element.id || element.getAttribute("aria-label") || element.textContent.trim();
      });
    /** Tabs on until something is reached. */
    const reach = async (what) => {
      const passed = [];
      for (let left = 60; left > 0; left--) {
        await keyboard.press("Tab");
        const name = await focused();
        if (name === what) return;
        passed.push(name);
      }
      assert.fail(`${what} was not reached: ${passed.join(", ")}`);
    };
    await keyboard.press("Tab");
    assert.equal(await focused(), "Skip to the content");
    await keyboard.press("Enter");
    assert.equal(await focused(), "main");
    await reach("Tamper");
    await keyboard.press("Enter");
    assert.match(await by(page, "verdict").textContent(), /Refused/);
    await keyboard.press("Enter");
    // The editor takes what is typed, and lets go of the Tab key.
    await reach("Template, JSON");
    await keyboard.press("ControlOrMeta+Home");
    await keyboard.type(" ");
    await reach("param-org_id");
    await keyboard.press("ControlOrMeta+a");
    await keyboard.type("globex");
    assert.equal(payloadOf(await tokenOf(page)).scopes[0].fixed_params.org_id, "globex");
    // Claims are walked with the arrow keys.
    await reach("{");
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowDown");
    assert.equal(await focused(), '"name": "dashboard_u_1",');
    assert.ok((await page.locator(".token .lit").count()) > 0);
    assert.deepEqual(
      (await page.locator(".cm-pointed").allTextContents()).map((line) => line.trim()),
      ['"name": "dashboard_{user_id}",'],
    );
    // Every control has a ring that shows where one is.
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), "none");

    await page.evaluate(() => document.activeElement.blur());
    await page.locator("#tab-mint").focus();
    await keyboard.press("ArrowRight");
    assert.equal(await focused(), "tab-endpoint");
    await by(page, "rows").waitFor();
    await reach("query");
    await keyboard.press("ControlOrMeta+a");
    await keyboard.type("org_id=acme");
    assert.equal(await page.locator('tr[data-param="org_id"] s').textContent(), "acme");
    await reach("has expired");
    await keyboard.press("Space");
    assert.match(await by(page, "answer").textContent(), /403\s*expired/);
    // To skip is to stay in the same tab.
    await page.locator(".skip").focus();
    await keyboard.press("Enter");
    assert.equal(await page.locator("#panel-endpoint").isVisible(), true);
    await page.locator("#tab-endpoint").focus();
    await keyboard.press("ArrowRight");
    assert.equal(await focused(), "tab-inspect");
    await reach("pasted-text");
    await keyboard.type("hello");
    assert.match(await by(page, "finding").textContent(), /^\s*Not a token/);
    await page.locator("#tab-inspect").focus();
    await keyboard.press("End");
    assert.equal(await focused(), "tab-speed");
    await reach("Run it in this browser");
    await keyboard.press("Enter");
    assert.match(await by(page, "race").textContent(), /^Running/);
  }),
);

test(
  "nothing is wider than the window, from 360 pixels to 4K, however long the values",
  inPage(async (page) => {
    const LONG = "x".repeat(300);
    await typeTemplate(page, {
      name: `${LONG}_{user_id}`,
      ttl: 60,
      scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}", [LONG]: LONG } }],
    });
    await page.fill("#param-org_id", LONG);
    await by(page, "verdict").waitFor();
    for (const tab of TABS) {
      // Nobody has the long name, and there would be no rows to look at.
      if (tab === "endpoint") await page.fill("#param-org_id", "acme");
      await open(page, tab);
      if (tab === "inspect") await page.getByRole("button", { name: "Use the token from Mint" }).click();
      if (tab === "endpoint") await page.fill("#query", `org_id=${LONG}&${LONG}=1`);
      for (const width of [360, 768, 1024, 1280, 2560, 3840]) {
        await page.setViewportSize({ width, height: 900 });
        // The chart is drawn anew for the width that it is given, a moment later.
        const fits = page.waitForFunction(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth, null, {
          timeout: 3000,
        });
        await assert.doesNotReject(fits, `${tab} at ${width}: wider than the window`);
      }
    }
  }),
);

test(
  "light, dark, or as the system has it",
  inPage(
    async (page) => {
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const dark = await ground();
      await page.getByLabel("Colours").selectOption("light");
      assert.notEqual(await ground(), dark);
      await page.reload();
      await page.locator("#tab-mint").waitFor();
      assert.notEqual(await ground(), dark);
      await page.getByLabel("Colours").selectOption("system");
      assert.equal(await ground(), dark);
    },
    { colorScheme: "dark" },
  ),
);
