// A page with @tinybirdco/charts, unchanged, in Chromium, against `mintbird serve --project`: it draws its own tenant's rows.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ndjson, project, serve, write } from "./projects.js";

/** The guides' tests have React, the charts and a driver for browsers. */
const GUIDES = new URL("../docs/", import.meta.url);
const { chromium } = createRequire(GUIDES)("playwright-core");

const rows = ["acme", "globex"].flatMap((org_id) => [1, 2, 3].map((n) => ({ org_id, path: `/${org_id}/${n}`, n })));
const folder = project({
  "events.datasource": "SCHEMA >\n    `org_id` String `json:$.org_id`,\n    `path` String `json:$.path`,\n    `n` UInt32 `json:$.n`\n",
  "top_pages.pipe":
    "NODE e\nSQL >\n    %\n    SELECT path, n FROM events WHERE org_id = {{String(org_id)}} ORDER BY n LIMIT {{Int32(limit, 10)}}\n\nTYPE endpoint\n",
  "fixtures/events.ndjson": ndjson(rows),
});
const scopes = [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}" } }];
write(folder, "template.json", JSON.stringify({ name: "dashboard", ttl: "10m", scopes }));
const served = await serve([`${folder}/template.json`, "--project", folder, "--param", "org_id=acme"]);
after(() => served.stop());

const { outputFiles } = await build({
  stdin: {
    contents: `
      import { ChartProvider, Table } from "@tinybirdco/charts";
      import { TokenSource } from "mintbird/client";
      import { createElement } from "react";
      import { createRoot } from "react-dom/client";
      const fetchToken = () => fetch("${served.url}/token", { method: "POST" });
      const { token } = await (await fetchToken()).json();
      const source = new TokenSource({ fetchToken, origins: ["${served.url}"] });
      const params = { org_id: "globex", limit: 2 };
      const table = (more) =>
        createElement(Table, { endpoint: "${served.url}/v0/pipes/top_pages.json", params, categories: ["path", "n"], ...more });
      const [plain, fresh] = document.querySelectorAll("div");
      createRoot(plain).render(table({ token }));
      // As mintbird/client shows it.
      const queryConfig = { token: "from the source", fetcher: source.fetchJson };
      createRoot(fresh).render(createElement(ChartProvider, { queryConfig }, table()));`,
    resolveDir: fileURLToPath(GUIDES),
  },
  bundle: true,
  write: false,
  format: "esm",
  define: { "process.env.NODE_ENV": '"production"' },
});
const page = createServer(({ url }, response) => {
  const [type, body] =
    url === "/"
      ? ["text/html", '<body><div></div><div></div><script type="module" src="/page.js"></script>']
      : ["text/javascript", outputFiles[0].text];
  response.writeHead(200, { "content-type": type }).end(body);
}).listen(0, "127.0.0.1");
await once(page, "listening");
after(() => page.close());

test("a table of @tinybirdco/charts shows the token's own rows, whatever it asks for", async () => {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${page.address().port}/`);
    for (const part of ["body > div:nth-child(1)", "body > div:nth-child(2)"]) {
      await tab.locator(part).getByText("/acme/2").waitFor();
      const text = await tab.locator(part).innerText();
      assert.match(text, /\/acme\/1[^]*\/acme\/2/);
      assert.doesNotMatch(text, /globex|\/acme\/3/);
    }
  } finally {
    await browser.close();
  }
});
