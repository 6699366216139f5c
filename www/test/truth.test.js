// What the page says of a token and of an answer is so: a leak is red whatever was edited, and nothing is called good that is not.
import assert from "node:assert/strict";
import test from "node:test";
import { deflateRawSync } from "node:zlib";
import { generateLocalTokens } from "mintbird";
import { by, inPage, openEditor, typeTemplate } from "./page.js";

const plain = (text) => text.replace(/\s+/g, " ").trim();
const text = async (page, name) => plain(await by(page, name).first().textContent());
const endpoint = async (page) => {
  await page.click("#tab-endpoint");
  await by(page, "answer").filter({ hasNotText: "loading" }).waitFor();
};
const mint = (page) => page.click("#tab-mint");
const template = (fixed_params, more) => ({
  name: "n_{user_id}",
  ttl: 600,
  scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params }],
  ...more,
});
const rows = (page) =>
  page
    .locator('[data-test="rows"] tbody tr')
    .evaluateAll((all) => all.map((row) => [row.cells[0].textContent.trim().split(/\s/)[0], row.classList.contains("leaked")]));

test(
  "a leak stays a leak after the template was edited",
  inPage(async (page) => {
    await endpoint(page);
    await page.fill("#query", "org_id=globex&limit=5");
    await by(page, "trial-unfix").click();
    assert.match(await text(page, "leak"), /all 5 rows belong to other tenants than acme/);
    // One space, as somebody does who only looks.
    await mint(page);
    await openEditor(page);
    await page.locator(".cm-content").click();
    await page.keyboard.press("ControlOrMeta+Home");
    await page.keyboard.type(" ");
    await endpoint(page);
    assert.deepEqual(await rows(page), Array(5).fill(["globex", true]));
    assert.match(await text(page, "answer"), /^200 And that is the problem: all 5 rows belong to other tenants than acme\./);
    const colours = await page.evaluate(() =>
      [".answer .status", ".answer .leak"].map((each) => getComputedStyle(document.querySelector(each)).color),
    );
    assert.equal(colours[0], colours[1]);
    // And there is a way back, which keeps the edit.
    const button = by(page, "trial-unfix");
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    await button.click();
    assert.deepEqual(await rows(page), Array(5).fill(["acme", false]));
    await mint(page);
    assert.match(await page.locator(".cm-line").first().textContent(), /^ \{/);
  }),
);

test(
  "a fixed parameter that the pipe does not have is said to pin nothing",
  inPage(async (page) => {
    await typeTemplate(page, template({ tenant_id: "{tenant_id}" }));
    await page.fill("#param-user_id", "u_1");
    await page.fill("#param-tenant_id", "42");
    await endpoint(page);
    await page.fill("#query", "");
    await by(page, "leak").waitFor();
    assert.ok((await rows(page)).every(([, leaked]) => leaked));
    assert.match(
      plain(await page.locator('tr[data-param="tenant_id"]').textContent()),
      /42 pins nothing ?This endpoint has no parameter tenant_id\./,
    );
    assert.match(plain(await page.locator('tr[data-param="org_id"]').textContent()), /not set all rows/);
    assert.equal(await page.locator('tr[data-param="tenant_id"] .wins').count(), 0);
    assert.match(await text(page, "checked"), /This token can read rows that it should not/);
    assert.equal(await page.locator('.checks .issue[data-code="param-unused"]').count(), 1);
    assert.match(await text(page, "landings"), /tenant_id is nowhere in the SQL of this request/);
  }),
);

test(
  "whose rows are a leak does not hang on the template",
  inPage(async (page) => {
    await typeTemplate(page, template({ org_id: "globex" }));
    await endpoint(page);
    assert.match(await text(page, "leak"), /belong to other tenants than acme/);
    await by(page, "tenant").selectOption("globex");
    assert.match(await text(page, "answer"), /all belonging to globex/);
    assert.match(await text(page, "checked"), /no placeholder fills a fixed parameter/);
    assert.equal(await by(page, "trial-unfix").isDisabled(), false);
  }),
);

test(
  "a template that pins nobody is not called good",
  inPage(async (page) => {
    await endpoint(page);
    await by(page, "trial-unfix").click();
    await mint(page);
    assert.match(await text(page, "verdict"), /^Signature valid, but check whose rows it reads\. scope-constant/);
    assert.equal(await by(page, "no-issues").count(), 0);
    assert.doesNotMatch(await page.locator("main").textContent(), /as they should be|what Tinybird expects/);
  }),
);

test(
  "a key of another workspace is refused in the first line",
  inPage(async (page) => {
    await by(page, "example").selectOption({ label: "Clerk style" });
    assert.match(await text(page, "verdict"), /^Signature valid/);
    await page.getByLabel("Generate", { exact: true }).check();
    assert.match(await text(page, "verdict"), /^Signature valid, but do not use this token\. key-workspace .*403/);
    assert.equal(await page.locator(".verdict.refused").count(), 1);
  }),
);

test(
  "a data source that is refused is refused everywhere",
  inPage(async (page) => {
    await endpoint(page);
    await page.selectOption("#resource", "page_views (data source)");
    assert.match(await text(page, "answer"), /^403 scope/);
    assert.match(await page.locator(".params").textContent(), /refused, so nothing is read/);
    assert.doesNotMatch(await page.locator("#panel-endpoint").textContent(), /every row is read/);
    assert.equal(JSON.parse(await by(page, "body").textContent()).code, "scope");
  }),
);

test(
  "a burst belongs to its token",
  inPage(async (page) => {
    await endpoint(page);
    const done = () => page.waitForFunction(() => /rate-limited/.test(document.querySelector('[data-test="burst-sum"]').textContent));
    const shots = async () => (await by(page, "strip").locator("li").allTextContents()).filter((each) => each !== "");
    await by(page, "burst").click();
    await done();
    await mint(page);
    await by(page, "example").selectOption({ label: "Data source with a filter" });
    await endpoint(page);
    assert.deepEqual(await shots(), []);
    assert.match(await page.locator(".burst .hint").textContent(), /at most 5/);
    await by(page, "burst").click();
    await done();
    await by(page, "trial-expire").click();
    assert.deepEqual(await shots(), []);
    // One that is under way ends with the request that it was about.
    await by(page, "trial-expire").click();
    await by(page, "burst").click();
    await page.waitForFunction(() => /of 30/.test(document.querySelector('[data-test="burst-sum"]').textContent));
    await by(page, "trial-byte").click();
    await page.waitForTimeout(300);
    assert.deepEqual(await shots(), []);
    assert.equal(await by(page, "burst").isDisabled(), false);
  }),
);

test(
  "parameters are taken as Tinybird's engine takes them",
  inPage(async (page) => {
    await endpoint(page);
    for (const value of ["abc", "3.7", "9".repeat(30)]) {
      await page.fill("#query", `limit=${value}`);
      assert.match(await text(page, "answer"), new RegExp(`^400 .*Error validating '${value}' to type Int32`), value);
      assert.equal(await by(page, "rows").count(), 0);
    }
    // Of a repeated parameter the last counts.
    await page.fill("#query", "limit=3&country=de&country=fr");
    const row = page.locator('tr[data-param="country"]');
    assert.equal(await row.locator("s").textContent(), "de");
    assert.match(plain(await row.locator(".wins").textContent()), /^fr passes$/);
    await page.fill("#query", "limit=3&country=fr");
    const one = await by(page, "rows").textContent();
    await page.fill("#query", "limit=3&country=de&country=fr");
    assert.equal(await by(page, "rows").textContent(), one);
    // What no node reads, and what Tinybird's API keeps for itself.
    await page.fill("#query", "foo=bar&q=SELECT&limit=3");
    assert.match(plain(await page.locator('tr[data-param="foo"]').textContent()), /bar not used/);
    assert.match(plain(await page.locator('tr[data-param="q"]').textContent()), /SELECT loses/);
    await page.fill("#query", `foo=${"x".repeat(20_000)}`);
    assert.match(plain(await page.locator('tr[data-param="foo"]').textContent()), /x… \(20000 characters\)/);
    assert.ok((await page.locator('tr[data-param="foo"]').textContent()).length < 400);
  }),
);

test(
  "the warning beside a key says what an admin token can do",
  inPage(async (page) => {
    await page.getByLabel("Paste your own").check();
    await page.fill("#pasted", generateLocalTokens().workspace_token);
    assert.match(await text(page, "key-warning"), /read, write and delete all data of the workspace, and create tokens/);
  }),
);

test(
  "a leak is announced",
  inPage(async (page) => {
    await endpoint(page);
    await page.fill("#query", "limit=5");
    await page.evaluate(() => {
      window.heard = [];
      const region = document.querySelector('[data-test="answer-text"]');
      if (region.getAttribute("role") !== "status") throw new Error("no live region");
      new MutationObserver(() => window.heard.push(region.textContent.replace(/\s+/g, " ").trim())).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    await by(page, "trial-unfix").click();
    await by(page, "leak").waitFor();
    assert.match((await page.evaluate(() => window.heard)).at(-1), /belongs? to other tenants than acme/);
  }),
);

test(
  "one thing goes wrong at a time",
  inPage(async (page) => {
    await endpoint(page);
    const pressed = () => page.locator('.trials [aria-pressed="true"]').count();
    for (const name of ["byte", "expire", "workspace", "pipe", "unfix"]) {
      await by(page, `trial-${name}`).click();
      assert.equal(await pressed(), 1, name);
    }
    await by(page, "trial-expire").click();
    // On the other tab, too, there is a way back.
    await mint(page);
    await page.getByRole("button", { name: "Reset it" }).click();
    assert.match(await text(page, "verdict"), /^Signature valid, not expired/);
  }),
);

const source = (filter) => ({
  name: "n",
  ttl: 600,
  scopes: [{ type: "DATASOURCES:READ", resource: "page_views", ...(filter && { filter }) }],
});

test(
  "a data source's filter is not called good where rows leak through it",
  inPage(async (page) => {
    for (const [filter, kind, line] of [
      [undefined, "hole", /^This token has no filter: it reads every row\.$/],
      ["1 = 1", "open", /every user can read the same rows/],
      ["org_id = {org_id:String} OR 1", "unknown", /Whether the filter separates tenants is not proved/],
      ["org_id != {org_id:String}", "unknown", /Whether the filter separates tenants is not proved/],
      ["org = {org_id:String}", "hole", /^There is an error in this scope\.$/],
    ]) {
      await mint(page);
      await typeTemplate(page, source(filter));
      await endpoint(page);
      await page.locator(`.checked.${kind}`).waitFor();
      assert.match(await text(page, "checked"), line, filter);
      assert.equal(await page.locator("#checks-title").textContent(), "Does the filter hold?");
    }
  }),
);

test(
  "of a request that ends with an error nothing is said that only a running one shows",
  inPage(async (page) => {
    await endpoint(page);
    for (const value of ["abc", "", "5.0", "1e2"]) {
      await page.fill("#query", `country=de&limit=${value}`);
      assert.match(await text(page, "answer"), /^400 /, value);
      assert.equal(await text(page, "landings"), "The request ends with an error, so no SQL runs.");
      assert.match(plain(await page.locator('tr[data-param="limit"]').textContent()), /refused/);
      assert.match(plain(await page.locator('tr[data-param="country"]').textContent()), /^country de –$/);
      assert.match(await page.locator(".params .hint").textContent(), /ends with an error, so nothing runs/);
    }
  }),
);

test(
  "a fixed parameter that does nothing is not said to win",
  inPage(async (page) => {
    await typeTemplate(page, template({ Org_Id: "acme" }));
    await page.fill("#param-user_id", "u_1");
    await endpoint(page);
    await page.fill("#query", "org_id=globex");
    await by(page, "leak").waitFor();
    assert.match(plain(await page.locator(".params .hint").textContent()), /wins over the request’s\. Org_Id does nothing here/);
  }),
);

test(
  "scopes that disagree are not called good, and both of their values are shown",
  inPage(async (page) => {
    const scope = (org_id) => ({ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id } });
    await typeTemplate(page, { name: "n_{user_id}", ttl: 600, scopes: [scope("{org_id}"), scope("globex")] });
    await endpoint(page);
    assert.match(await text(page, "answer"), /^403 scope-conflict/);
    assert.match(plain(await page.locator('tr[data-param="org_id"]').textContent()), /acme ?globex$/);
    assert.match(await text(page, "checked"), /fix org_id to different values: every request is refused/);
    assert.equal(await page.locator(".checked.holds").count(), 0);
  }),
);

test(
  "a constant that the endpoint does not read is no hole, and hides none",
  inPage(async (page) => {
    await typeTemplate(page, template({ plan: "pro", org_id: "{org_id}" }));
    await endpoint(page);
    assert.equal(await text(page, "checked"), "On every path that a request can choose, org_id reaches a filter; plan has no effect.");
    assert.equal(await page.locator(".checked.unknown").count(), 1);
    await mint(page);
    await typeTemplate(page, template({ plan: "pro", tenant: "{org_id}" }));
    await endpoint(page);
    assert.equal(await text(page, "checked"), "This token can read rows that it should not.");
  }),
);

test(
  "a removed pin can be put back after a reload and after a look at an example, and a constant is never taken for it",
  inPage(async (page) => {
    const button = by(page, "trial-unfix");
    const pressed = () => button.getAttribute("aria-pressed");
    await endpoint(page);
    await button.click();
    await by(page, "leak").waitFor();
    await mint(page);
    await by(page, "example").selectOption({ label: "A limit for each user" });
    await by(page, "example").selectOption({ label: "Your own" });
    await page.waitForTimeout(600);
    await page.reload();
    await endpoint(page);
    assert.equal(await pressed(), "true");
    assert.match(await page.locator(".diff").textContent(), /org_id/);
    await button.click();
    assert.match(await text(page, "answer"), /all belonging to acme/);
    assert.equal(await pressed(), "false");
    // Another template has lost nothing, and a constant of it is no tenant's pin.
    await button.click();
    const theirs = { ...template({ currency: "eur" }), name: "theirs" };
    await page.evaluate(
      (hash) => (location.hash = hash),
      `#tab=endpoint&template=${deflateRawSync(JSON.stringify(theirs)).toString("base64url")}`,
    );
    await page.locator('tr[data-param="currency"]', { hasText: "eur" }).waitFor();
    await page.locator(".burst", { hasText: "No rate limit" }).waitFor();
    assert.equal(await pressed(), "false");
    assert.equal(await button.isDisabled(), true);
    await mint(page);
    await typeTemplate(page, template({ currency: "eur" }));
    await endpoint(page);
    assert.equal(await button.isDisabled(), true);
  }),
);

test(
  "whose rows the user may see is what fills the tenant's pin, and of a list all of them",
  inPage(async (page) => {
    const tenant = () => by(page, "tenant").evaluate((select) => select.selectedOptions[0].textContent);
    await typeTemplate(page, source("org_id IN {org_ids:Array(String)}"));
    await page.fill("#param-org_ids", "acme, globex");
    await endpoint(page);
    assert.match(await text(page, "answer"), /50 rows, all belonging to acme or globex\./);
    assert.equal(await tenant(), "acme, globex");
    await by(page, "tenant").selectOption("acme");
    await by(page, "leak").waitFor();
    await page.waitForTimeout(600);
    await page.reload();
    await by(page, "leak").waitFor();
    assert.equal(await tenant(), "acme");
    await mint(page);
    await typeTemplate(page, { ...template({ org_id: "{slug}" }), name: "{account_manager}_{user_id}" });
    for (const [name, value] of Object.entries({ account_manager: "bob", user_id: "u_1", slug: "globex" })) {
      await page.fill(`#param-${name}`, value);
    }
    await endpoint(page);
    assert.equal(await tenant(), "globex");
    assert.match(await text(page, "answer"), /all belonging to globex/);
  }),
);

test(
  "what SQLite would answer in another way than ClickHouse is not answered",
  inPage(async (page) => {
    await endpoint(page);
    await page.fill("#query", "limit=-1");
    assert.match(await text(page, "answer"), /answers this differently from ClickHouse: there is a negative LIMIT in it/);
    assert.equal(await by(page, "rows").count(), 0);
    await mint(page);
    await by(page, "example").selectOption({ label: "A limit for each user" });
    for (const since of ["2026-13-45", "2026-02-30"]) {
      await typeTemplate(
        page,
        template({}, { scopes: [{ type: "PIPES:READ", resource: "visits_per_day", fixed_params: { org_id: "{org_id}", since } }] }),
      );
      await endpoint(page);
      assert.match(await text(page, "answer"), /a date that is not in the calendar|^400/, since);
      assert.equal(await by(page, "rows").count(), 0);
      await mint(page);
    }
    await typeTemplate(page, {
      name: "n",
      ttl: 60,
      scopes: [{ type: "DATASOURCES:READ", resource: "page_views", filter: "day >= '2026-02-30'" }],
    });
    await endpoint(page);
    assert.match(await text(page, "answer"), /a date that is not in the calendar/);
  }),
);
