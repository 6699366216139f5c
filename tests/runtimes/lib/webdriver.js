// Browsers through WebDriver, the one protocol that all of them speak: https://www.w3.org/TR/webdriver2/
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { serving } from "./process.js";

const CHROMIUM = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What to start, how each says that it is ready, and what to ask for. */
const DRIVERS = {
  Chromium: (profile) => ({
    command: ["chromedriver", ["--port=0"]],
    ready: /started successfully on port (\d+)/,
    capabilities: { browserName: "chrome", "goog:chromeOptions": { args: [...CHROMIUM, `--user-data-dir=${profile}`] } },
  }),
  Firefox: () => ({
    command: ["geckodriver", ["--port=0"]],
    ready: /Listening on 127\.0\.0\.1:(\d+)/,
    capabilities: { browserName: "firefox", "moz:firefoxOptions": { args: ["-headless"] } },
  }),
};

/** Starts a browser, hands over its version and a function that opens a page and gives its `report`, and stops it. */
export async function browser(name, use) {
  const profile = await mkdtemp(`${tmpdir()}/mintbird-`);
  const { command, ready, env, capabilities } = DRIVERS[name](profile);
  try {
    await serving(...command, { ready, env }, async ([, port]) => {
      const { sessionId, capabilities: given } = await call("POST", `http://127.0.0.1:${port}/session`, {
        capabilities: { alwaysMatch: capabilities },
      });
      const session = `http://127.0.0.1:${port}/session/${sessionId}`;
      try {
        await use(given.browserVersion, (url) => report(session, url));
      } finally {
        await call("DELETE", session);
      }
    });
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Waits for what the page leaves in `globalThis.report`. */
async function report(session, url) {
  await call("POST", `${session}/url`, { url });
  const script = `const done = arguments[0];
    const start = Date.now();
    (function look() {
      if (globalThis.report !== undefined) done(JSON.stringify(globalThis.report));
      else if (Date.now() - start > 15000) done(JSON.stringify({ passed: 0, failed: 0, results: [] }));
      else setTimeout(look, 20);
    })();`;
  return JSON.parse(await call("POST", `${session}/execute/async`, { script, args: [] }));
}

async function call(method, url, body) {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  if (response.ok) return value;
  throw new Error(`${value.error}: ${value.message}`);
}
