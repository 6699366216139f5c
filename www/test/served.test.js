// `mintbird serve --project` serves the page, and the page shows that project: its endpoints, and the rows that ClickHouse answers.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import test, { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { by, inPage, tokenOf } from "./page.js";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const plain = (text) => text.replace(/\s+/g, " ").trim();
const rows = ["acme", "globex"].flatMap((org_id) => [1, 2, 3].map((n) => ({ org_id, path: `/${org_id}/${n}`, n })));
const FILES = {
  "events.datasource":
    "SCHEMA >\n    `org_id` String `json:$.org_id`,\n    `path` String `json:$.path`,\n    `n` UInt64 `json:$.n`\n\nENGINE_SORTING_KEY org_id\nKAFKA_SECRET hidden\n",
  "top_pages.pipe":
    "NODE e\nSQL >\n    %\n    SELECT org_id, path, n, 9007199254740993 + n AS big, 0.1 + 0.2 AS share FROM events WHERE org_id = {{String(org_id)}} ORDER BY n LIMIT {{Int32(limit, 10)}}\n\nTYPE endpoint\n",
  "all.pipe": "NODE e\nSQL >\n    SELECT count() AS n FROM events\n\nTYPE endpoint\n",
  "fixtures/events.ndjson": rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
};
const TEMPLATE = {
  name: "dashboard_{user_id}",
  ttl: "10m",
  scopes: [
    { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}" } },
    { type: "DATASOURCES:READ", resource: "events", filter: "org_id = {org_id:String}" },
  ],
  limits: { rps: 50 },
};

let folder;
let server;
let url;
let origin;

before(async () => {
  // As in the published package, the page is beside the command.
  folder = mkdtempSync(join(tmpdir(), "mintbird-served-"));
  cpSync(path("../../pkg/dist"), join(folder, "package/dist"), { recursive: true });
  cpSync(path("../dist"), join(folder, "package/dist/playground"), { recursive: true });
  cpSync(path("../../pkg/package.json"), join(folder, "package/package.json"));
  write("template.json", JSON.stringify(TEMPLATE));
  for (const [name, text] of Object.entries(FILES)) write(`project/${name}`, text);
  server = spawn(
    process.execPath,
    [
      join(folder, "package/dist/cli/mintbird.js"),
      ...["serve", join(folder, "template.json"), "--project", join(folder, "project"), "--port", "0"],
    ],
    // chdb is installed there.
    { cwd: path("../../tests/e2e") },
  );
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  [, url] = /^playground: +(\S+)$/.exec((await lines.next()).value ?? "") ?? assert.fail("it does not serve");
  ({ origin } = new URL(url));
});

after(async () => {
  if (server.kill("SIGINT")) await once(server, "exit");
  rmSync(folder, { recursive: true });
});

function write(name, text) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** The answer, once the server has given it. */
async function answer(page) {
  await page.locator('[data-test="answer"]', { hasNotText: "Asking the server" }).waitFor();
  return plain(await by(page, "answer").textContent());
}
const cells = (page) => page.locator('[data-test="rows"] tbody tr').evaluateAll((all) => all.map((row) => row.innerText.split(/\s+/)));

test(
  "the page lists the served project's endpoints and shows their rows, and what a token may not read",
  inPage(
    async (page) => {
      assert.match(url, /#key=local&project=local&template=/);
      await page.goto(url);
      await by(page, "key").waitFor();
      await page.fill("#param-user_id", "u_1");
      await page.fill("#param-org_id", "acme");
      await page.click("#tab-endpoint");
      assert.equal(
        plain(await by(page, "files").textContent()),
        "2 endpoints and 1 data source in 3 files, served beside this page: the rows are those of its fixtures.",
      );
      assert.deepEqual(await page.locator("#resource option").allTextContents(), ["all", "top_pages", "events (data source)"]);
      assert.equal(await page.inputValue("#resource"), "top_pages");

      // Real rows of this tenant, whatever is asked for; big integers keep their digits, and fractions are no integers.
      await page.fill("#query", "org_id=globex&limit=2");
      assert.match(await answer(page), /^200 2 rows, from your project\./);
      assert.deepEqual(await cells(page), [
        ["acme", "/acme/1", "1", "9007199254740994", "0.30000000000000004"],
        ["acme", "/acme/2", "2", "9007199254740995", "0.30000000000000004"],
      ]);
      assert.match(plain(await by(page, "rendered").textContent()), /WHERE org_id = 'acme' ORDER BY n LIMIT toInt32\('2'\)/);
      assert.deepEqual(await page.locator('.rows-host [data-test="rendered"] mark').allTextContents(), ["acme"]);
      assert.equal(await page.locator(".address").first().textContent(), `${origin}/v0/pipes/`);
      // The same as any other client is told.
      const told = await fetch(`${origin}/v0/pipes/top_pages.json?org_id=globex&limit=2`, {
        headers: { authorization: `Bearer ${await tokenOf(page)}` },
      });
      await page.locator("summary", { hasText: "Answer as JSON" }).click();
      const { statistics: _s, ...shown } = JSON.parse(await by(page, "json").textContent());
      const { statistics: _t, ...fetched } = await told.json();
      assert.deepEqual(shown, fetched);

      // ClickHouse's own words, and the gateway's.
      await page.fill("#query", "limit=many");
      assert.match(await answer(page), /^400 .*'many' to type Int32/);
      await page.fill("#query", "");
      await page.selectOption("#resource", "all");
      assert.match(await answer(page), /^403 scope /);
      assert.match(await by(page, "body").textContent(), /"code":\s*"scope"/);
      await page.selectOption("#resource", "events (data source)");
      assert.match(await answer(page), /^200 3 rows/);
      assert.deepEqual([...new Set((await cells(page)).map(([org]) => org))], ["acme"]);

      // A changed character, and a key that is not the server's.
      await page.selectOption("#resource", "top_pages");
      await by(page, "trial-byte").click();
      assert.match(await answer(page), /^403 signature /);
      await by(page, "trial-byte").click();
      assert.match(await answer(page), /^200 3 rows/);
      // The server knows nothing of this page's clock: then the page decides.
      await by(page, "trial-expire").click();
      assert.match(await answer(page), /^403 expired /);
      await by(page, "trial-expire").click();
      assert.match(await answer(page), /^200 3 rows/);

      // A file that changes is read again.
      write("project/all.pipe", FILES["all.pipe"].replace("SELECT", "SELECT 7 AS seven,"));
      await page.waitForTimeout(400);
      await by(page, "read-again").click();
      await page.selectOption("#resource", "all");
      await page.locator('[data-test="sql"]', { hasText: "seven" }).waitFor();

      // It stays through a reload; the demo workspace is a click away.
      await page.reload();
      await by(page, "rows").waitFor();
      assert.equal(await page.getByLabel("Served project").isChecked(), true);
      await page.getByLabel("Demo workspace").check();
      await page.locator("#resource option", { hasText: "visits_per_day" }).waitFor({ state: "attached" });
      assert.equal(await page.locator(".address").first().textContent(), "https://api.tinybird.co/v0/pipes/");
    },
    // The requests that are refused are so on purpose.
    { tries: true, allow: /status of 40[03]|Service Worker/ },
  ),
);

test("the project's files are for the page of the server, and no secret is among them", async () => {
  const own = await fetch(`${origin}/project`, { headers: { "sec-fetch-site": "same-origin" } });
  assert.equal(own.headers.get("cache-control"), "no-store");
  assert.equal(own.headers.get("cross-origin-resource-policy"), "same-origin");
  const { files } = await own.json();
  assert.deepEqual(Object.keys(files).sort(), ["all.pipe", "events.datasource", "top_pages.pipe"]);
  assert.equal(files["top_pages.pipe"], FILES["top_pages.pipe"]);
  assert.equal(files["events.datasource"], FILES["events.datasource"].replace("KAFKA_SECRET hidden", ""));
  for (const headers of [
    { origin: "https://evil.example" },
    { origin: "http://localhost:3000" },
    { origin: "null" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site" },
  ]) {
    const refused = await fetch(`${origin}/project`, { headers });
    assert.equal(refused.status, 403, JSON.stringify(headers));
    assert.equal(refused.headers.get("access-control-allow-origin"), null);
    assert.doesNotMatch(await refused.text(), /SELECT/);
  }
});
