// What somebody has written stays: through a reload, back and forward, and in a link; nothing jumps meanwhile.
import assert from "node:assert/strict";
import test from "node:test";
import { deflateRawSync } from "node:zlib";
import { by, inPage, openEditor, payloadOf, tokenOf, typeTemplate } from "./page.js";

const template = {
  name: "mine_{user_id}",
  ttl: "10m",
  scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}", n: "{n}" } }],
};
/** What is kept is written a moment later. */
const settle = (page) => page.waitForTimeout(600);

test(
  "template, values, query and tab survive a reload",
  inPage(async (page) => {
    await typeTemplate(page, template);
    await page.fill("#param-user_id", "u_77");
    await page.fill("#param-org_id", "globex");
    await page.getByLabel("Type of n").selectOption("number");
    await page.fill("#param-n", "7");
    await page.fill("#ttl", "1h");
    await page.click("#tab-endpoint");
    await page.fill("#query", "limit=3");
    await settle(page);
    await page.reload();
    await by(page, "rows").waitFor();
    assert.equal(await page.inputValue("#query"), "limit=3");
    await page.click("#tab-mint");
    const { name, scopes, exp } = payloadOf(await tokenOf(page));
    assert.equal(name, "mine_u_77");
    assert.deepEqual(scopes[0].fixed_params, { org_id: "globex", n: 7 });
    assert.ok(exp > Date.now() / 1000 + 3500);
    assert.match(await page.locator(".plain").textContent(), /mine_\{user_id\}/);
  }),
);

test(
  "the address can be kept: another tab of the browser opens the same template, with nobody's values",
  inPage(async (page, context) => {
    await typeTemplate(page, template);
    await page.fill("#param-user_id", "a-user-of-mine");
    await settle(page);
    assert.match(page.url(), /#template=/);
    const other = await context.newPage();
    await other.goto(page.url());
    await other.locator(".plain", { hasText: "mine_" }).waitFor();
    assert.equal(await other.inputValue("#param-user_id"), "");
    // And it survives being reloaded there.
    await other.reload();
    await other.locator(".plain", { hasText: "mine_" }).waitFor();
    await other.close();
  }),
);

test(
  "a tab is a step of the history, and the work of now goes along",
  inPage(async (page) => {
    // A step of the history is told to the page a moment after it was taken.
    const shows = (id, title) =>
      page.waitForFunction(
        ([id, title]) => document.title === title && document.querySelector('[role="tab"][aria-selected="true"]').id === `tab-${id}`,
        [id, title],
      );
    await shows("mint", "mintbird: see a Tinybird token work");
    await page.click("#tab-endpoint");
    await shows("endpoint", "Endpoint · mintbird");
    await page.click("#tab-inspect");
    await shows("inspect", "Inspect · mintbird");
    await page.goBack();
    await shows("endpoint", "Endpoint · mintbird");
    await by(page, "rows").waitFor();
    await by(page, "trial-unfix").click();
    await settle(page);
    await page.goBack();
    await shows("mint", "mintbird: see a Tinybird token work");
    assert.doesNotMatch(await page.locator(".plain").textContent(), /org_id/);
    await page.goForward();
    await shows("endpoint", "Endpoint · mintbird");
    assert.equal(await by(page, "trial-unfix").getAttribute("aria-pressed"), "true");
  }),
);

for (const width of [1280, 360]) {
  test(
    `nothing jumps while one types, at ${width}`,
    inPage(
      async (page) => {
        await openEditor(page);
        const tops = () =>
          page.evaluate(() =>
            [".editor", "#param-org_id", ".hero-foot"].map((each) =>
              Math.round(document.querySelector(each).getBoundingClientRect().top + scrollY),
            ),
          );
        const before = await tops();
        await page.fill("#param-org_id", "");
        await by(page, "no-token").waitFor();
        const after = await tops();
        for (const [index, top] of after.entries()) assert.ok(Math.abs(top - before[index]) <= 4, `${before} ${after}`);
        await page.fill("#param-org_id", "acme");
        await page.locator(".cm-content").click();
        await page.keyboard.press("ControlOrMeta+End");
        await page.keyboard.press("Backspace");
        await by(page, "no-token").waitFor();
        const broken = await tops();
        assert.ok(Math.abs(broken[0] - before[0]) <= 4, `${before} ${broken}`);
      },
      { viewport: { width, height: 800 } },
    ),
  );
}

test(
  "on a phone the field that is typed in stays in its place",
  inPage(
    async (page) => {
      const top = () => page.locator("#ttl").evaluate((field) => Math.round(field.getBoundingClientRect().top + scrollY));
      const before = await top();
      for (const text of ["99h", "x", "99999d", ""]) {
        await page.fill("#ttl", text);
        await page.waitForTimeout(100);
        assert.equal(await top(), before, text);
      }
    },
    { viewport: { width: 360, height: 780 } },
  ),
);

test(
  "on a phone the answer to the first click is in sight, and its rows come before what explains them",
  inPage(
    async (page) => {
      await page.locator(".aha").click();
      await by(page, "rows").waitFor();
      const { top, bottom } = await page.locator(".answer").evaluate((answer) => answer.getBoundingClientRect().toJSON());
      assert.ok(top >= 0 && bottom <= 780, `${top} ${bottom}`);
      // Also when a phone is turned.
      for (const width of [360, 900, 360]) {
        await page.setViewportSize({ width, height: 780 });
        await page.waitForTimeout(100);
        const [rows, params, map] = await page.evaluate(() =>
          ["#rows-title", "#params-title", "#map-title"].map((each) => document.querySelector(each).getBoundingClientRect().top),
        );
        assert.equal(rows < params, width === 360, String(width));
        assert.ok(params < map);
      }
    },
    { viewport: { width: 360, height: 780 } },
  ),
);

test(
  "a value survives the choice of another type",
  inPage(async (page) => {
    const type = page.getByLabel("Type of org_id");
    await type.selectOption("number");
    assert.equal(await page.inputValue("#param-org_id"), "acme");
    assert.match(await page.textContent("#param-org_id-fault"), /org_id/);
    await type.selectOption("boolean");
    await type.selectOption("string");
    assert.equal(await page.inputValue("#param-org_id"), "acme");
    assert.equal(payloadOf(await tokenOf(page)).scopes[0].fixed_params.org_id, "acme");
  }),
);

test(
  "every empty field says so, not only the first",
  inPage(async (page) => {
    await page.fill("#param-user_id", "");
    await page.fill("#param-org_id", "");
    for (const name of ["user_id", "org_id"]) {
      assert.equal(await page.getAttribute(`#param-${name}`, "aria-invalid"), "true");
      assert.notEqual(await page.textContent(`#param-${name}-fault`), "");
    }
  }),
);

test(
  "the theme is taken over by another open tab",
  inPage(async (page, context) => {
    const other = await context.newPage();
    await other.goto(page.url());
    await other.locator("#tab-mint").waitFor();
    await page.getByLabel("Colours").selectOption("dark");
    await other.waitForFunction(() => document.documentElement.dataset.theme === "dark");
  }),
);

const example = (page) => by(page, "example");
const own = (name) => ({ ...template, name: `${name}_{user_id}` });
const linkOf = (document) => `#template=${deflateRawSync(JSON.stringify(document, null, 2)).toString("base64url")}`;
const shows = (page, name) => page.locator(".editor", { hasText: `${name}_{user_id}` }).waitFor();

test(
  "one's own template can be chosen again after an example and a reload",
  inPage(async (page) => {
    await typeTemplate(page, own("mine"));
    await page.fill("#param-n", "7");
    await example(page).selectOption({ label: "Clerk style" });
    await settle(page);
    await page.reload();
    await example(page).selectOption({ label: "Your own" });
    await shows(page, "mine");
    assert.equal(await page.inputValue("#param-n"), "7");
  }),
);

test(
  "a link in the same tab takes nothing away: back leads to the template and its values",
  inPage(async (page) => {
    await typeTemplate(page, own("mine"));
    await page.fill("#param-user_id", "u_9");
    await settle(page);
    await page.evaluate((hash) => (location.hash = hash), linkOf(own("theirs")));
    await shows(page, "theirs");
    assert.equal(await page.inputValue("#param-user_id"), "");
    await page.fill("#param-user_id", "u_8");
    await settle(page);
    await page.goBack();
    await shows(page, "mine");
    assert.equal(await page.inputValue("#param-user_id"), "u_9");
    await settle(page);
    assert.match(page.url(), /template=/);
    await page.goForward();
    await shows(page, "theirs");
    assert.equal(await page.inputValue("#param-user_id"), "u_8");
    // And what the link has replaced can be chosen by hand.
    await example(page).selectOption({ label: "Your own, 1 before" });
    await shows(page, "mine");
  }),
);

test(
  "back over another page leads to the template of the address, with its values",
  inPage(
    async (page) => {
      await typeTemplate(page, own("mine"));
      await page.fill("#param-user_id", "u_9");
      await settle(page);
      const { origin } = new URL(page.url());
      await page.goto(`${origin}/favicon.svg`);
      await page.goto(`${origin}/${linkOf(own("theirs"))}`);
      await shows(page, "theirs");
      await settle(page);
      await page.goBack();
      await page.goBack();
      await shows(page, "mine");
      assert.equal(await page.inputValue("#param-user_id"), "u_9");
    },
    { allow: /./ },
  ),
);

test(
  "whatever takes the place of one's own template, it can be chosen again",
  inPage(async (page) => {
    await typeTemplate(page, own("mine"));
    for (const name of ["user_id", "org_id", "n"]) await page.fill(`#param-${name}`, "x");
    await by(page, "edit-claims").click();
    await page.locator(".editor", { hasText: "mine_x" }).waitFor();
    await example(page).selectOption({ label: "Your own, 1 before" });
    await shows(page, "mine");
    await page.click("#tab-inspect");
    await by(page, "to-try").getByRole("button", { name: "curl to another endpoint" }).click();
    await by(page, "open-in-mint").click();
    await example(page).selectOption({ label: "Your own, 1 before" });
    await shows(page, "mine");
  }),
);

test(
  "a template with a key in it is not kept, even put aside",
  inPage(async (page) => {
    const key = await by(page, "key").textContent();
    await typeTemplate(page, { ...own("mine"), workspace_id: key.trim() });
    await example(page).selectOption({ label: "Clerk style" });
    await settle(page);
    assert.doesNotMatch(await page.evaluate(() => sessionStorage.getItem("mintbird")), /mine_/);
  }),
);
