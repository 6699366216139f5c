// One's own project in the Endpoint tab: dropped, chosen or pasted, rendered and checked in the page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { generateLocalTokens } from "mintbird";
import { by, inPage, payloadOf, tokenOf, typeTemplate } from "./page.js";

const KEY = generateLocalTokens().workspace_token;
const PROJECT = fileURLToPath(new URL("../../examples/project/", import.meta.url));
const read = (path) => readFileSync(`${PROJECT}${path}`, "utf8");
const hash = `#tab=endpoint&template=${deflateRawSync(read("token.json")).toString("base64url")}`;
const plain = (text) => text.replace(/\s+/g, " ").trim();
const text = async (page, name) => plain(await by(page, name).first().textContent());

/** The tab with the project's own template, filled. */
const own = (run) =>
  inPage(
    async (page, ...rest) => {
      await page.click("#tab-mint");
      await by(page, "samples").click();
      await page.click("#tab-endpoint");
      await page.getByLabel("Your project").check();
      await run(page, ...rest);
    },
    { hash },
  );
const choose = async (page) => {
  await by(page, "folder").setInputFiles(PROJECT);
  await by(page, "files").waitFor();
};
const names = (page) => page.locator("#resource option").allTextContents();

test(
  "a folder that was chosen lists its endpoints, and the one that leaks shows it in one click",
  own(async (page) => {
    assert.match(await page.locator(".drop").textContent(), /Nothing is uploaded/);
    await choose(page);
    assert.equal(await text(page, "files"), "2 endpoints and 1 data source in 3 files. They stay in this page.");
    assert.deepEqual(await names(page), ["clicks", "top_pages", "events (data source)"]);
    // The good one: what is pinned reaches a filter, and is marked where it lands.
    assert.equal(await page.inputValue("#resource"), "top_pages");
    assert.equal(await text(page, "checked"), "On every path that a request can choose, org_id reaches a filter.");
    await page.fill("#query", "org_id=globex&page_size=3");
    assert.match(await text(page, "answer"), /^200 Granted\. Below is the SQL that runs/);
    assert.match(await text(page, "rendered"), /WHERE org_id = 'acme' GROUP BY path ORDER BY views DESC LIMIT toInt32\('3'\)/);
    assert.deepEqual(
      await page.locator('.rows-host [data-test="rendered"] mark').allTextContents(),
      ["'acme'"].map((each) => each.slice(1, -1)),
    );
    assert.equal(await page.getByRole("img", { name: "endpoint reads events" }).count(), 1);
    assert.equal(await text(page, "landings"), "org_id lands in endpoint.");
    assert.equal(await by(page, "rows").count(), 0);

    // The one with a hole.
    await page.selectOption("#resource", "clicks");
    await page.fill("#query", "");
    assert.match(await text(page, "rendered"), /org_id = 'acme'/);
    assert.equal(await text(page, "checked"), "This token can read rows that it should not.");
    const issue = page.locator('.checks .issue[data-code="param-sometimes"]');
    assert.match(plain(await issue.textContent()), /error param-sometimes endpoints\/clicks\.pipe:\d+:\d+/);
    await by(page, "show-request").click();
    assert.match(await page.inputValue("#query"), /^link_id=/);
    assert.match(await text(page, "rendered"), /link_id = '/);
    assert.doesNotMatch(await text(page, "rendered"), /acme/);
    assert.equal(await text(page, "landings"), "org_id is nowhere in the SQL of this request.");
    // A parameter that the engine refuses.
    await page.selectOption("#resource", "top_pages");
    await page.fill("#query", "page_size=many");
    assert.match(await text(page, "answer"), /^400 .*'many' to type Int32/);
  }),
);

test(
  "a folder can be dropped anywhere on the tab",
  own(async (page, context) => {
    const session = await context.newCDPSession(page);
    const data = { items: [], files: [PROJECT.replace(/\/$/, "")], dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"]) await session.send("Input.dispatchDragEvent", { type, x: 400, y: 500, data });
    await by(page, "files").waitFor();
    assert.deepEqual(await names(page), ["clicks", "top_pages", "events (data source)"]);
    assert.match(await page.locator('[data-test="sql"]').textContent(), /The most viewed pages of an organization/);
    // The demo workspace is one click away, and so is the way back.
    await page.getByLabel("Demo workspace").check();
    await by(page, "rows").waitFor();
    await page.getByLabel("Your project").check();
    assert.equal(await page.inputValue("#resource"), "top_pages");
    await page.getByRole("button", { name: "Remove all" }).click();
    await page.locator(".drop").waitFor();
  }),
);

test(
  "files are pasted, one at a time, and a template is written for them",
  own(async (page) => {
    const paste = async (name, text) => {
      await by(page, "paste-file").click();
      await page.fill("#file-name", name);
      await page.fill("#file-text", text);
      await by(page, "add-file").click();
      await page.locator("#file-text").waitFor({ state: "detached" });
    };
    await paste(
      "visits",
      "NODE first\nSQL >\n    %\n    SELECT * FROM hits WHERE company_id = {{Int64(company_id)}}\n\nNODE endpoint\nSQL >\n    SELECT count() FROM first\n\nTYPE endpoint\n",
    );
    await paste("hits.datasource", "SCHEMA >\n    `company_id` Int64, `path` String\n");
    assert.equal(await text(page, "files"), "1 endpoint and 1 data source in 2 files. They stay in this page.");
    await by(page, "make-template").click();
    assert.equal(await page.inputValue("#resource"), "visits");
    assert.equal(await text(page, "checked"), "On every path that a request can choose, company_id reaches a filter.");
    assert.equal(await page.getByRole("img", { name: "endpoint reads first, first reads hits" }).count(), 1);
    assert.match((await by(page, "rendered").allTextContents()).join("\n"), /company_id = toInt64\('1'\)/);
    await page.click("#tab-mint");
    assert.equal(payloadOf(await tokenOf(page)).scopes[0].fixed_params.company_id, 1);
    // What cannot be read is said, with its place.
    await page.click("#tab-endpoint");
    await paste("broken.pipe", "NODE n\nSQL >\n    %\n    SELECT {{\nTYPE endpoint\n");
    assert.match(await page.locator(".files .issue").textContent(), /broken\.pipe:\d+/);
  }),
);

test(
  "where a pin lands is found in a parameter of each type, or not claimed",
  own(async (page) => {
    await page.click("#tab-mint");
    await typeTemplate(page, {
      name: "n",
      ttl: 60,
      scopes: [{ type: "PIPES:READ", resource: "p", fixed_params: { org_id: "5", day: "2026-03-01 00:00:00", on: "true" } }],
    });
    await page.click("#tab-endpoint");
    const paste = async (name, sql) => {
      await by(page, "paste-file").click();
      await page.fill("#file-name", name);
      await page.fill("#file-text", `NODE endpoint\nSQL >\n    %\n    ${sql}\nTYPE endpoint\n`);
      await by(page, "add-file").click();
      await page.locator("#file-text").waitFor({ state: "detached" });
    };
    for (const org of ["Int8", "UInt8", "Int16", "Float32", "String"]) {
      await paste(
        "p.pipe",
        `SELECT * FROM t WHERE org_id = {{${org}(org_id)}} AND at = {{DateTime(day)}} AND live = {{Boolean(on)}} LIMIT 10`,
      );
      assert.equal(await text(page, "landings"), "org_id lands in endpoint.day lands in endpoint.on lands in endpoint.", org);
    }
    // Other values end with an error: nothing is known then.
    await paste(
      "p.pipe",
      "{% if org_id not in ('5', '6') %}{{ error('no such org') }}{% end %} SELECT * FROM t WHERE org_id = {{String(org_id)}}",
    );
    assert.match(await text(page, "landings"), /Where org_id stands in the SQL of this request could not be followed\./);
    assert.doesNotMatch(await text(page, "landings"), /org_id is nowhere/);
  }),
);

test(
  "pasted files get names of their own, are what they contain, and survive a reload with what was chosen",
  own(async (page) => {
    const paste = async (text) => {
      await by(page, "paste-file").click();
      await page.fill("#file-text", text);
      await by(page, "add-file").click();
      await page.locator("#file-text").waitFor({ state: "detached" });
    };
    const pipe = (table) => `NODE n\nSQL >\n    SELECT * FROM ${table}\nTYPE endpoint\n`;
    await paste(pipe("one"));
    await paste(pipe("two"));
    assert.deepEqual((await names(page)).slice(0, 2), ["endpoint", "endpoint_2"]);
    await paste("NODE n\nSQL >\n    SELECT 1\n\nTYPE materialized\nDATASOURCE d\nENGINE MergeTree\n");
    await paste("nothing of the kind");
    assert.equal(await text(page, "files"), "2 endpoints and 0 data sources in 4 files. They stay in this page.");
    await page.selectOption("#resource", "endpoint_2");
    await page.waitForTimeout(600);
    await page.reload();
    await by(page, "files").waitFor();
    assert.equal(await page.getByLabel("Your project").isChecked(), true);
    assert.equal(await page.inputValue("#resource"), "endpoint_2");
    assert.match(await text(page, "sql"), /FROM two/);
    // A project with a key in it is not kept, and that is said.
    await paste(`NODE n\nSQL >\n    SELECT '${KEY}'\nTYPE endpoint\n`);
    await page.waitForTimeout(600);
    assert.doesNotMatch(await page.evaluate(() => JSON.stringify(sessionStorage)), /FROM two|p\.eyJ/);
    await page.reload();
    assert.equal(await text(page, "lost"), "Your project must be chosen again after a reload.");
  }),
);

test(
  "a pipe that cannot be read says what is wrong with it",
  own(async (page) => {
    await by(page, "paste-file").click();
    await page.fill("#file-text", "NODE n\nSQL >\n    %\n    SELECT {{UUID(org_id)}}\nTYPE endpoint\n");
    await by(page, "add-file").click();
    await page.locator("#file-text").waitFor({ state: "detached" });
    await by(page, "make-template").waitFor();
    await page.click("#tab-mint");
    await typeTemplate(page, { name: "n", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "endpoint", fixed_params: { org_id: "5" } }] });
    await page.click("#tab-endpoint");
    assert.equal(await text(page, "answer"), "400 UUID is no function of the template language.");
  }),
);

test(
  "what the token names and nobody has is decided all the same",
  inPage(
    async (page) => {
      await page.click("#tab-mint");
      await by(page, "samples").click();
      await page.click("#tab-endpoint");
      // The page's own workspace has no clicks.
      await page.selectOption("#resource", { label: "clicks (not in the demo workspace)" });
      await page.fill("#query", "org_id=globex&limit=1");
      assert.match(
        await text(page, "answer"),
        /^200 Granted\. clicks is not in the demo workspace, so there is nothing to show but who wins\.$/,
      );
      const row = plain(await page.locator('tr[data-param="org_id"]').textContent());
      assert.match(row, /^org_id globex loses acme fixed$/);
      assert.match(await page.locator(".params .hint").textContent(), /Whether this endpoint uses any of them is not known here/);
      assert.equal(await by(page, "trial-unfix").isDisabled(), false);
    },
    { hash },
  ),
);
