// Browsers through WebDriver, the one protocol that all of them speak: https://www.w3.org/TR/webdriver2/
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { setTimeout } from "node:timers/promises";
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

const MINI_BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

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
  // It has neither a port of its own choice, nor a word when it listens, nor a headless mode.
  WebKitGTK: (profile, port) => ({
    command: ["sh", ["-c", `echo port ${port}; exec xvfb-run -a WebKitWebDriver --port=${port}`]],
    ready: /port (\d+)/,
    env: { HOME: profile, XDG_CACHE_HOME: profile, XDG_CONFIG_HOME: profile, XDG_DATA_HOME: profile },
    capabilities: {
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: MINI_BROWSER, args: ["--automation"] },
    },
  }),
};

/** Starts a browser, hands over its version and a function that opens a page and gives what it leaves in `report`, and stops it. */
export async function browser(name, use) {
  const profile = await mkdtemp(`${tmpdir()}/mintbird-`);
  const { command, ready, env, capabilities } = DRIVERS[name](profile, await freePort());
  try {
    await serving(...command, { ready, env }, async ([, port]) => {
      await listening(port);
      const { sessionId, capabilities: given } = await call("POST", `http://127.0.0.1:${port}/session`, {
        capabilities: { alwaysMatch: capabilities },
      });
      const session = `http://127.0.0.1:${port}/session/${sessionId}`;
      try {
        await use(given.browserVersion, (url, expression = "globalThis.report") => outcome(session, url, expression));
      } finally {
        await call("DELETE", session);
      }
    });
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Waits until an expression has a value in the page. */
async function outcome(session, url, expression) {
  await call("POST", `${session}/url`, { url });
  const script = `const done = arguments[0];
    const start = Date.now();
    (function look() {
      const value = ${expression};
      if (value !== undefined) done(JSON.stringify(value));
      else if (Date.now() - start > 20000) done("null");
      else setTimeout(look, 20);
    })();`;
  const value = JSON.parse(await call("POST", `${session}/execute/async`, { script, args: [] }));
  if (value === null) throw new Error(`${url} has come to nothing: ${expression} is undefined`);
  return value;
}

async function listening(port) {
  for (const start = Date.now(); ; await setTimeout(50)) {
    try {
      if ((await call("GET", `http://127.0.0.1:${port}/status`)).ready) return;
    } catch (error) {
      if (Date.now() - start > 15_000) throw error;
    }
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

async function call(method, url, body) {
  const response = await fetch(url, {
    method,
    ...(body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
  const { value } = await response.json();
  if (response.ok) return value;
  throw new Error(`${value.error}: ${value.message}`);
}
