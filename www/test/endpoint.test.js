import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { by, inPage, typeTemplate } from "./page.js";

const endpoint = (run, options) => inPage(run, { hash: "#tab=endpoint", ...options });

/** The rows as objects, once the database has answered. */
async function rows(page) {
  await by(page, "answer").filter({ hasNotText: "loading" }).waitFor();
  return page.evaluate(() => {
    const table = document.querySelector('[data-test="rows"]');
    if (table === null) return [];
    const columns = [...table.querySelectorAll("th")].map((cell) => cell.textContent.trim());
    return [...table.querySelectorAll("tbody tr")].map((row) => ({
      ...Object.fromEntries(
        [...row.cells].map((cell, index) => [
          columns[index],
          cell.childNodes[0].textContent.trim() ||
            [...cell.childNodes]
              .map((node) => (node.nodeType === 3 ? node.textContent : ""))
              .join("")
              .trim(),
        ]),
      ),
      leaked: row.classList.contains("leaked"),
    }));
  });
}
const tenants = async (page) => new Set((await rows(page)).map((row) => row.org_id));
const answer = async (page) => (await by(page, "answer").textContent()).replace(/\s+/g, " ").trim();
const param = (page, name) => page.locator(`tr[data-param="${name}"]`);

/** How many pixels of the chart have the colour of a property. */
function drawn(page, property) {
  return page.evaluate((property) => {
    const canvas = document.querySelector("canvas");
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    canvas.style.color = `var(${property})`;
    const [red, green, blue] = getComputedStyle(canvas).color.match(/\d+/g).map(Number);
    canvas.style.color = "";
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    for (let at = 0; at < data.length; at += 4)
      if (data[at] === red && data[at + 1] === green && data[at + 2] === blue && data[at + 3] === 255) found++;
    return found;
  }, property);
}

test(
  "asking for another tenant visibly loses",
  endpoint(async (page) => {
    await page.fill("#query", "org_id=other&limit=5");
    assert.deepEqual(await tenants(page), new Set(["acme"]));
    assert.equal((await rows(page)).length, 5);
    assert.match(await answer(page), /^200 5 rows, all belonging to acme\. [\d.]+ ms$/);
    assert.equal(await param(page, "org_id").locator("s").textContent(), "other");
    assert.match(await param(page, "org_id").locator(".wins").textContent(), /^acme\s+wins$/);
    assert.equal(await param(page, "org_id").locator(".open").count(), 0);
    assert.match(await param(page, "limit").locator(".wins").textContent(), /^5\s+passes$/);
    assert.match(await param(page, "currency").locator(".wins").textContent(), /^eur\s+fixed$/);
  }),
);

test(
  "no way of spelling it gets another tenant's rows",
  endpoint(async (page) => {
    await rows(page);
    const chips = await page.getByLabel("Query strings to try").getByRole("button").all();
    assert.equal(chips.length, 6);
    for (const chip of chips) {
      const query = await chip.getAttribute("data-query");
      await chip.click();
      assert.equal(await page.inputValue("#query"), query);
      if (query === "limit=abc") continue;
      assert.deepEqual(await tenants(page), new Set(["acme"]), query);
      // Whoever loses is seen beside whoever wins.
      if (/globex/.test(query)) assert.match(await param(page, "org_id").textContent(), /globex[\s\S]*loses[\s\S]*acme\s+wins/, query);
    }
    await page.fill("#query", "currency=usd");
    assert.match(await param(page, "currency").locator("s").textContent(), /usd/);
  }),
);

test(
  "the request's own parameters count",
  endpoint(async (page) => {
    await page.fill("#query", "limit=3");
    const all = await rows(page);
    await page.fill("#query", "limit=3&country=de");
    const some = await rows(page);
    assert.equal(some.length, 3);
    assert.ok(Number(some[0].views) < Number(all[0].views));
  }),
);

test(
  "each thing that can go wrong is refused, and can be undone",
  endpoint(async (page) => {
    await rows(page);
    const trials = {
      byte: ["signature", "is tampered with"],
      expire: ["expired", "has expired"],
      pipe: ["scope", "calls another pipe"],
      workspace: ["workspace", "goes to another workspace"],
    };
    for (const [name, [code, title]] of Object.entries(trials)) {
      const button = by(page, `trial-${name}`);
      assert.equal((await button.textContent()).trim(), title);
      await button.click();
      assert.equal(await button.getAttribute("aria-pressed"), "true");
      assert.match(await answer(page), new RegExp(`^403 ${code} `));
      assert.equal(await by(page, "rows").count(), 0);
      assert.equal(await page.locator(".chart").isHidden(), true);
      await button.click();
      assert.match(await answer(page), /^200 /);
    }
  }),
);

test(
  "what was chosen by hand is shown until a button chooses something else",
  endpoint(async (page) => {
    const shown = () => page.locator("#resource").evaluate((select) => select.selectedOptions[0].textContent);
    await page.selectOption("#resource", "visits_per_day");
    await by(page, "trial-pipe").click();
    assert.equal(await shown(), "visits_per_day");
    await page.selectOption("#resource", "top_pages");
    await by(page, "trial-pipe").click();
    assert.equal(await shown(), "visits_per_day");
    // What was chosen comes back.
    await by(page, "trial-pipe").click();
    assert.equal(await shown(), "top_pages");
    // Another template is about something else.
    await page.selectOption("#resource", "revenue_by_country");
    await page.click("#tab-mint");
    await by(page, "example").selectOption({ label: "A limit for each user" });
    await page.click("#tab-endpoint");
    assert.equal(await shown(), "visits_per_day");
    assert.match(await answer(page), /^200/);
  }),
);

test(
  "without a token nothing is sent",
  endpoint(async (page) => {
    await page.click("#tab-mint");
    await page.fill("#param-org_id", "");
    await page.click("#tab-endpoint");
    assert.match(await answer(page), /^401 token-missing /);
    assert.equal(await page.getByRole("button", { name: "Copy as curl" }).isDisabled(), true);
    assert.match(await page.locator(".burst .hint").textContent(), /There is no token/);
  }),
);

test(
  "without the fixed parameter every tenant's rows leak, in red",
  endpoint(async (page) => {
    await rows(page);
    await page.fill("#query", "limit=20");
    await by(page, "trial-unfix").click();
    const leaking = await rows(page);
    assert.deepEqual(new Set(leaking.map((row) => row.org_id)), new Set(["acme", "globex", "initech"]));
    for (const row of leaking) assert.equal(row.leaked, row.org_id !== "acme");
    const count = leaking.filter((row) => row.leaked).length;
    assert.match(
      await by(page, "leak").textContent(),
      new RegExp(`^And that is the problem: ${count} of 17 rows belong to other tenants than acme`),
    );
    const colours = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement("i"));
      probe.style.color = "var(--error)";
      return [getComputedStyle(document.querySelector("tr.leaked td")).color, getComputedStyle(probe).color];
    });
    assert.equal(colours[0], colours[1]);
    await page.locator(".chart").waitFor();
    assert.ok((await drawn(page, "--accent")) > 1000);
    assert.ok((await drawn(page, "--error")) > 1000);
    assert.match(await param(page, "org_id").textContent(), /not set\s+all rows/);
    // Whoever holds it chooses.
    await page.fill("#query", "org_id=globex");
    assert.deepEqual(await tenants(page), new Set(["globex"]));
    assert.match(await param(page, "org_id").locator(".open").textContent(), /^globex\s+wins$/);
    await by(page, "trial-unfix").click();
    assert.deepEqual(await tenants(page), new Set(["acme"]));
    assert.equal(await drawn(page, "--error"), 0);
  }),
);

test(
  "of 30 requests in two seconds, ten a second pass",
  endpoint(async (page) => {
    const start = Date.now();
    await by(page, "burst").click();
    await page.waitForFunction(() => /rate-limited/.test(document.querySelector('[data-test="burst-sum"]').textContent));
    assert.ok(Date.now() - start >= 1900);
    const strip = await by(page, "strip").locator("li").allTextContents();
    assert.equal(strip.length, 30);
    assert.deepEqual(strip.slice(0, 10), Array(10).fill("200"));
    assert.deepEqual(strip.slice(10, 15), Array(5).fill("429"));
    assert.equal(strip.filter((status) => status === "200").length, 20);
    assert.equal((await by(page, "burst-sum").textContent()).trim(), "20 OK, 10 rate-limited (429).");
  }),
);

test(
  "a token without a limit has all 30 answered; one that is refused, none",
  endpoint(async (page) => {
    await page.click("#tab-mint");
    await by(page, "example").selectOption({ label: "Clerk style" });
    await page.click("#tab-endpoint");
    assert.match(await page.locator(".burst .hint").textContent(), /No rate limit/);
    await by(page, "burst").click();
    await page.waitForFunction(() => /rate-limited/.test(document.querySelector('[data-test="burst-sum"]').textContent));
    assert.deepEqual(new Set(await by(page, "strip").locator("li").allTextContents()), new Set(["200"]));
    await by(page, "trial-byte").click();
    await by(page, "burst").click();
    await page.waitForFunction(() => /30 refused/.test(document.querySelector('[data-test="burst-sum"]').textContent));
  }),
);

test(
  "a data source is read through the token's filter, whatever the value",
  endpoint(async (page) => {
    await page.click("#tab-mint");
    await by(page, "example").selectOption({ label: "Data source with a filter" });
    await page.click("#tab-endpoint");
    assert.equal(await page.inputValue("#resource"), "page_views (data source)");
    assert.deepEqual(await tenants(page), new Set(["acme"]));
    assert.equal(await by(page, "filter").textContent(), "WHERE org_id = 'acme' AND day >= toDate('2026-03-01')");
    for (const value of ["acme' OR 1=1 --", "x' OR org_id = 'globex", "\\' OR 1=1 --", "acme\\"]) {
      await page.click("#tab-mint");
      await page.fill("#param-org_id", value);
      await page.click("#tab-endpoint");
      assert.equal((await rows(page)).length, 0, value);
      assert.match(await answer(page), /^200 No rows\./);
    }
    await page.click("#tab-mint");
    await page.fill("#param-org_id", "acme");
    await page.click("#tab-endpoint");
    await by(page, "trial-unfix").click();
    assert.equal((await tenants(page)).size, 3);
  }),
);

test(
  "what only ClickHouse can run is said to be so",
  endpoint(async (page) => {
    await page.click("#tab-mint");
    await typeTemplate(page, {
      name: "n",
      ttl: 60,
      scopes: [{ type: "DATASOURCES:READ", resource: "page_views", filter: "startsWith(path, '/')" }],
    });
    await page.click("#tab-endpoint");
    await page.waitForFunction(() => /cannot run/.test(document.querySelector('[data-test="answer"]').textContent));
  }),
);

test(
  "the pipe's SQL, its URL and its chart are there",
  endpoint(async (page) => {
    await rows(page);
    assert.match(await by(page, "sql").textContent(), /\{% if defined\(org_id\) %\} {2}AND org_id = \{\{String\(org_id\)\}\}\{% end %\}/);
    await page.getByText("SQL as executed (SQLite)").click();
    assert.match(await page.getByLabel("SQL as executed").textContent(), /WITH views_of_tenant AS \([\s\S]*AND org_id = \?2/);
    assert.equal((await page.locator(".address").allTextContents()).join("…"), "https://api.tinybird.co/v0/pipes/….json?");
    await page.getByRole("button", { name: "Copy as curl" }).click();
    await page.locator(".notice", { hasText: "Copied curl command" }).waitFor();
    assert.match(
      await page.evaluate(() => navigator.clipboard.readText()),
      /^curl -H 'Authorization: Bearer eyJ.*' 'https:\/\/api\.tinybird\.co\/v0\/pipes\/top_pages\.json\?org_id=globex&limit=5'$/,
    );
    // A line that a shell and curl read as it was meant, whatever stands in the query string.
    await page.fill("#query", "org_id[]=it's {a} #1");
    await page.getByRole("button", { name: "Copy as curl" }).click();
    await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes("%231"));
    const line = await page.evaluate(() => navigator.clipboard.readText());
    const words = execFileSync("sh", ["-c", `${line.replace(/^curl/, "printf '%s\\n'")}`], { encoding: "utf8" })
      .trimEnd()
      .split("\n");
    assert.deepEqual(words.at(-1), "https://api.tinybird.co/v0/pipes/top_pages.json?org_id%5B%5D=it's%20%7Ba%7D%20%231");
    await page.fill("#query", "");
    // The chart is drawn by a part of the page that comes later.
    await page.locator(".chart").waitFor();
    assert.ok((await drawn(page, "--accent")) > 1000);
    for (const pipe of ["visits_per_day", "revenue_by_country"]) {
      await page.selectOption("#resource", pipe);
      assert.match(await answer(page), /^403 scope/);
    }
    await page.click("#tab-mint");
    await by(page, "example").selectOption({ label: "Several scopes" });
    await page.click("#tab-endpoint");
    for (const name of ["top_pages", "visits_per_day", "page_views (data source)"]) {
      await page.selectOption("#resource", name);
      assert.deepEqual(await tenants(page), new Set(["acme"]), name);
      assert.ok((await drawn(page, "--accent")) > 1000, name);
    }
  }),
);

test(
  "the page views are the same everywhere",
  endpoint(async (page) => {
    await page.selectOption("#resource", "top_pages");
    await page.fill("#query", "limit=2");
    assert.deepEqual(
      (await rows(page)).map(({ path, views }) => [path, Number(views)]),
      [
        ["/", 1029],
        ["/rockets", 386],
      ],
    );
  }),
);
