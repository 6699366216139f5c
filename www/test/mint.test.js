import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { jwtVerify } from "jose";
import { generateLocalTokens } from "mintbird";
import { by, inPage, openEditor, origin, payloadOf, tokenOf, typeTemplate } from "./page.js";

const MINTBIRD = fileURLToPath(new URL("../../pkg/dist/cli/mintbird.js", import.meta.url));
const bytes = (text) => new TextEncoder().encode(text);
const jose = async (token, key) => (await jwtVerify(token, bytes(key), { algorithms: ["HS256"] })).payload;
const key = async (page) => (await by(page, "key").textContent()).trim();

const scope = (more) => ({ type: "PIPES:READ", resource: "top_pages", ...more });
const template = (more) => ({ name: "n_{user_id}", ttl: "10m", scopes: [scope({ fixed_params: { org_id: "{org_id}" } })], ...more });

test(
  "the page opens with a token that an independent library accepts",
  inPage(async (page) => {
    const token = await tokenOf(page);
    const claims = await jose(token, await key(page));
    assert.equal(claims.name, "dashboard_u_1");
    assert.deepEqual(claims.scopes[0].fixed_params, { org_id: "acme", currency: "eur" });
    assert.deepEqual(
      JSON.parse(
        (
          await by(page, "claims")
            .locator(".claim-line")
            .evaluateAll((lines) => lines.map((line) => line.textContent.replace(line.querySelector(".aside")?.textContent ?? "", "")))
        ).join(""),
      ),
      claims,
    );
    assert.match(
      await by(page, "verdict").textContent(),
      /^\s*Signature valid, not expired\.\s+No issues found in the template, the key or the token\./,
    );
    assert.equal(await by(page, "size").textContent(), `${token.length} bytes`);
    assert.equal(await by(page, "no-issues").count(), 1);
  }),
);

test(
  "the token has three colours",
  inPage(async (page) => {
    const colours = await page.evaluate(() =>
      ["header", "payload", "mac"].map((name) => getComputedStyle(document.querySelector(`.token .${name}`)).color),
    );
    assert.equal(new Set(colours).size, 3);
    const [header, payload, mac] = (await tokenOf(page)).split(".");
    for (const [name, text] of Object.entries({ header, payload, mac })) {
      assert.equal((await page.locator(`.token .${name}`).allTextContents()).join(""), text);
    }
  }),
);

test(
  "every example mints, with a field for each of its placeholders",
  inPage(async (page) => {
    const select = by(page, "example");
    const titles = await select.locator("option").allTextContents();
    assert.deepEqual(titles, [
      "One endpoint, one tenant",
      "Several scopes",
      "Data source with a filter",
      "A limit for each user",
      "Clerk style",
    ]);
    for (const label of titles) {
      await select.selectOption({ label });
      const text = await page.locator(".plain").textContent();
      const names = new Set([...text.matchAll(/\{(\w+)(?::\w+)?\}/g)].map(([, name]) => name));
      const fields = await page
        .locator('.form .field [id^="param-"]:not(.fault)')
        .evaluateAll((all) => all.map(({ id }) => id.slice("param-".length)));
      assert.deepEqual(fields.toSorted(), [...names].toSorted(), label);
      const claims = await jose(await tokenOf(page), await key(page));
      assert.ok(claims.scopes.length > 0, label);
    }
  }),
);

test(
  "an example that was changed can be begun again",
  inPage(async (page) => {
    const shown = () => by(page, "example").evaluate((select) => select.selectedOptions[0].textContent);
    await typeTemplate(page, template());
    assert.equal(await shown(), "Your own");
    await by(page, "example").selectOption({ label: "One endpoint, one tenant" });
    assert.equal(await shown(), "One endpoint, one tenant");
    await page.locator(".cm-line", { hasText: '"dashboard_{user_id}"' }).waitFor();
    // What one has written is not lost by it.
    await by(page, "example").selectOption({ label: "Your own" });
    await page.locator(".cm-line", { hasText: '"n_{user_id}"' }).waitFor();
  }),
);

test(
  "faults are underlined where they are, all at once, while one types",
  inPage(async (page) => {
    await typeTemplate(page, {
      name: "a_{user_id}",
      ttl: 0,
      scope: [],
      scopes: [scope({ fixed_params: { org_id: null } }), { type: "DATASOURCES:READ", resource: "events", filter: "a = {b}" }],
    });
    const underlined = page.locator(".cm-lintRange-error");
    await underlined.first().waitFor();
    assert.deepEqual(await underlined.allTextContents(), ["0", '"scope"', "null", '"a = {b}"']);
    assert.deepEqual(await page.locator(".issue").evaluateAll((all) => all.map((issue) => issue.dataset.code)), [
      "template-member",
      "ttl",
      "fixed-param-null",
      "placeholder-type",
    ]);
    assert.match(await by(page, "no-token").textContent(), /No token\.\s*Fix the 4 errors below\./);
    assert.equal(await by(page, "token").count(), 0);
    // A path leads to its place.
    await page.getByRole("button", { name: "/scopes/0/fixed_params/org_id" }).click();
    await page.keyboard.press("End");
    for (let left = 0; left < 4; left++) await page.keyboard.press("Backspace");
    await page.keyboard.type('"{org_id}"');
    await page.waitForFunction(() => document.querySelectorAll(".issue").length === 3);
  }),
);

test(
  "JSON that is not finished is underlined where it breaks off",
  inPage(async (page) => {
    await typeTemplate(page, '{\n  "name": "a",\n  "ttl": ]\n}');
    await page.locator(".cm-lintRange-error").waitFor();
    assert.equal(await page.locator(".cm-lintRange-error").textContent(), "]");
    assert.match(await page.locator(".issue").textContent(), /template-json[\s\S]*line 3, column 10/);
  }),
);

test(
  "a placeholder without a value is refused by name",
  inPage(async (page) => {
    await page.fill("#param-org_id", "");
    assert.match(await by(page, "no-token").textContent(), /`?org_id`? is an empty string/);
    assert.equal(await page.getAttribute("#param-org_id", "aria-invalid"), "true");
    assert.match(await page.textContent("#param-org_id-fault"), /^Parameter org_id is an empty string[^`]+\.$/);
    await page.fill("#param-org_id", "globex");
    assert.equal(payloadOf(await tokenOf(page)).scopes[0].fixed_params.org_id, "globex");
  }),
);

test(
  "each type has its field, and its literal",
  inPage(async (page) => {
    const types = ["String", "UUID", "Bool", "Date", "DateTime", "Int64", "Float64", "Array(String)"];
    const filter = types.map((type, index) => `c${index} = {p${index}:${type}}`).join(" AND ");
    await typeTemplate(page, { name: "n", ttl: 60, scopes: [{ type: "DATASOURCES:READ", resource: "events", filter }] });
    await page.locator("#param-p7").waitFor();
    const kinds = await Promise.all(types.map((_, index) => page.getAttribute(`#param-p${index}`, "type")));
    assert.deepEqual(kinds, ["text", "text", "checkbox", "date", "datetime-local", "text", "text", "text"]);
    assert.equal(await page.getAttribute("#param-p5", "inputmode"), "numeric");
    await page.fill("#param-p0", "it's");
    await page.getByRole("button", { name: "Random" }).click();
    assert.equal(
      await page
        .locator(".check")
        .textContent()
        .then((text) => text.trim()),
      "not set",
    );
    await page.check("#param-p2");
    await page.fill("#param-p3", "2026-03-04");
    await page.fill("#param-p4", "2026-03-04T05:06:07");
    await page.fill("#param-p5", "9223372036854775807");
    await page.fill("#param-p6", "1.5");
    await page.fill("#param-p7", "a, b");
    const uuid = await page.inputValue("#param-p1");
    assert.equal(
      payloadOf(await tokenOf(page)).scopes[0].filter,
      `c0 = 'it\\'s' AND c1 = toUUID('${uuid}') AND c2 = true AND c3 = toDate('2026-03-04') AND c4 = toDateTime('2026-03-04 05:06:07') AND c5 = 9223372036854775807 AND c6 = 1.5 AND c7 = ['a','b']`,
    );
  }),
);

test(
  "a bare placeholder keeps the type of its value",
  inPage(async (page) => {
    const type = page.getByLabel("Type of org_id");
    await type.selectOption("number");
    await page.fill("#param-org_id", "7");
    assert.equal(payloadOf(await tokenOf(page)).scopes[0].fixed_params.org_id, 7);
    await type.selectOption("boolean");
    await page.check("#param-org_id");
    assert.equal(payloadOf(await tokenOf(page)).scopes[0].fixed_params.org_id, true);
  }),
);

test(
  "the ttl can be chosen; one that is no duration is refused",
  inPage(async (page) => {
    await page.getByRole("button", { name: "1h", exact: true }).click();
    assert.match(await by(page, "countdown").textContent(), /(59:5\d|1:00:00)/);
    const left = payloadOf(await tokenOf(page)).exp - Date.now() / 1000;
    assert.ok(left > 3590 && left <= 3600, String(left));
    await page.fill("#ttl", "600000");
    await by(page, "no-token").waitFor();
    assert.match(await page.textContent("#ttl-fault"), /milliseconds, of 600 seconds/);
    await page.fill("#ttl", "600");
    assert.match(await by(page, "countdown").textContent(), /(9:5\d|10:00)/);
    await page.fill("#ttl", "soon");
    await by(page, "no-token").waitFor();
    assert.notEqual(await page.textContent("#ttl-fault"), "");
  }),
);

test(
  "a token counts down and is refused when its time is over",
  inPage(async (page) => {
    await page.fill("#ttl", "3");
    await page.waitForFunction(() => /Refused/.test(document.querySelector('[data-test="verdict"]').textContent));
    assert.match(await by(page, "countdown").textContent(), /expired/);
    assert.match(await by(page, "verdict").textContent(), /Refused\s*expired/);
    await page.getByRole("button", { name: "Mint again" }).click();
    assert.match(await by(page, "verdict").textContent(), /Signature valid/);
    assert.match(await by(page, "countdown").textContent(), /0:0\d/);
  }),
);

test(
  "one changed character, and the token is refused",
  inPage(async (page) => {
    const before = await tokenOf(page);
    await by(page, "tamper").click();
    const after = await tokenOf(page);
    assert.equal([...after].filter((char, index) => char !== before[index]).length, 1);
    assert.equal(await by(page, "changed").count(), 1);
    assert.match(await by(page, "verdict").textContent(), /Refused\s*signature/);
    await assert.rejects(jose(after, await key(page)));
    await by(page, "untamper").click();
    assert.equal(await tokenOf(page), before);
    assert.match(await by(page, "verdict").textContent(), /Signature valid/);
  }),
);

test(
  "a claim, its bytes in the token and its line in the template are pointed at together",
  inPage(async (page) => {
    const litText = () =>
      page
        .locator(".token .lit")
        .allTextContents()
        .then((texts) => texts.join(""));
    const payload = (await tokenOf(page)).split(".")[1];
    const said = (lit) => {
      const at = payload.indexOf(lit);
      const text = Buffer.from(payload, "base64url");
      return text.subarray(Math.floor((at * 3) / 4), Math.ceil(((at + lit.length) * 3) / 4)).toString();
    };
    await page.hover('.claim-line[data-pointer="/scopes/0/fixed_params/org_id"]');
    assert.match(said(await litText()), /"org_id":"acme"/);
    assert.ok((await litText()).length < 30);
    const pointed = async (selector) => (await page.locator(selector).allTextContents()).map((line) => line.trim());
    assert.deepEqual(await pointed(".plain .pointed"), ['"org_id": "{org_id}",']);
    // The two lines of the token that are seen are those that it is in.
    await page.waitForFunction(() => {
      const [box, lit] = [".token", ".token .lit"].map((each) => document.querySelector(each).getBoundingClientRect());
      return lit.top >= box.top - 1 && lit.top < box.bottom;
    });
    await openEditor(page);
    await page.hover('.claim-line[data-pointer="/scopes/0/fixed_params/org_id"]');
    assert.deepEqual(await pointed(".cm-pointed"), ['"org_id": "{org_id}",']);
    assert.match(await by(page, "origin").textContent(), /^Line 9 of the template\.$/);

    await page.hover('.claim-line[data-pointer="/exp"]');
    assert.match(said(await litText()), /"exp":\d+/);
    assert.deepEqual(
      (await page.locator(".cm-pointed").allTextContents()).map((line) => line.trim()),
      ['"ttl": "10m",'],
    );

    await page.hover('.claim-line[data-pointer="/workspace_id"]');
    assert.match(await by(page, "origin").textContent(), /From the signing key/);

    // From the token, and from the template.
    await page.locator('.token [data-pointer="/limits/rps"]').first().hover();
    assert.deepEqual(await page.locator(".claim-line.lit").allTextContents(), ['"rps": 10']);
    await page.locator(".cm-line", { hasText: '"resource"' }).hover();
    assert.match((await page.locator(".claim-line.lit").allTextContents()).join(""), /"resource": "top_pages"/);
  }),
);

test(
  "issues are explained",
  inPage(async (page) => {
    await typeTemplate(page, template({ name: "everybody", limits: { rps: 10 } }));
    const issue = page.locator('.issue[data-code="name-shared"]');
    await issue.waitFor();
    assert.match(await issue.textContent(), /warning/);
    assert.match(await issue.textContent(), /Put a placeholder into the name/);
    assert.equal(await page.locator(".cm-lintRange-warning").textContent(), '"everybody"');
  }),
);

test(
  "the key: a new one, another one, a pasted one",
  inPage(async (page) => {
    const demo = payloadOf(await tokenOf(page)).workspace_id;
    await page.getByLabel("Generate", { exact: true }).check();
    const first = await key(page);
    assert.notEqual((await jose(await tokenOf(page), first)).workspace_id, demo);
    await page.getByRole("button", { name: "Regenerate" }).click();
    assert.notEqual(await key(page), first);
    await jose(await tokenOf(page), await key(page));

    await page.getByLabel("Paste your own").check();
    assert.match(await by(page, "key-warning").textContent(), /A real signing key does not belong in any web page/);
    await page.fill("#pasted", "too short");
    assert.notEqual(await by(page, "key-fault").textContent(), "");
    const own = generateLocalTokens().workspace_token;
    await page.fill("#pasted", ` ${own}`);
    await jose(await tokenOf(page), own);
    await page.locator('.issue[data-code="key-whitespace"]').waitFor();
  }),
);

test(
  "the token is copied in four forms",
  inPage(async (page) => {
    const token = await tokenOf(page);
    const copied = async (name) => {
      await page.getByRole("button", { name, exact: true }).click();
      await page.locator(".notice", { hasText: "Copied" }).waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    const url = "https://api.tinybird.co/v0/pipes/top_pages.json";
    assert.equal(await copied("Copy token"), token);
    assert.equal(await copied("Copy as header"), `Authorization: Bearer ${token}`);
    assert.equal(await copied("Copy as curl"), `curl -H 'Authorization: Bearer ${token}' '${url}'`);
    assert.equal(await copied("Copy as URL"), `${url}?token=${token}`);
    assert.equal(await copied("Copy key"), await key(page));
  }),
);

test(
  "a template is shared by link, without anything secret",
  inPage(async (page, context) => {
    await page.fill("#param-org_id", "a-tenant-of-mine");
    await typeTemplate(page, template({ name: "shared_{user_id}" }));
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.locator(".notice", { hasText: "Copied link" }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(link.startsWith(`${origin}/#template=`), link);
    const packed = Buffer.from(new URL(link).hash.slice("#template=".length), "base64url");
    const shared = inflateRawSync(packed).toString();
    assert.deepEqual(JSON.parse(shared), template({ name: "shared_{user_id}" }));

    // Who follows it finds nothing wrong, and nobody's values.
    const other = await context.newPage();
    await other.goto(link);
    await other.locator(".plain", { hasText: "shared_{user_id}" }).waitFor();
    assert.match(await by(other, "no-token").textContent(), /^\s*Fill in 2 placeholders to mint a token\.\s+Use sample values\s*$/);
    assert.equal(await other.locator(".refused, .fault:not(:empty), [aria-invalid=true]").count(), 0);
    assert.equal(await other.getByRole("button", { name: "Copy token" }).isDisabled(), true);
    await by(other, "samples").click();
    assert.equal(payloadOf(await tokenOf(other)).name, "shared_u_1");
    assert.equal(other.url(), link);
  }),
);

test(
  "a link is followed in the page that is already open, too",
  inPage(async (page) => {
    const follow = (hash) => page.evaluate((hash) => (location.hash = hash), hash);
    await follow("tab=inspect");
    await page.locator("#pasted-text").waitFor();
    assert.equal(page.url(), `${origin}/#tab=inspect`);
    const packed = deflateRawSync(JSON.stringify(template({ name: "followed_{user_id}" }))).toString("base64url");
    await follow(`tab=endpoint&template=${packed}`);
    await page.click("#tab-mint");
    await by(page, "samples").click();
    await page.goBack();
    await by(page, "rows").waitFor();
    assert.equal(payloadOf(await tokenOf(page)).name, "followed_u_1");
    const { searchParams } = new URL(page.url().replace("#", "?"));
    assert.equal(searchParams.get("tab"), "endpoint");
    assert.equal(
      inflateRawSync(Buffer.from(searchParams.get("template"), "base64url")).toString(),
      inflateRawSync(Buffer.from(packed, "base64url")).toString(),
    );
  }),
);

test(
  "a template with a secret in it is not shared",
  inPage(async (page) => {
    const own = "a signing key that is no static token, but long enough";
    const secrets = [
      [generateLocalTokens().workspace_token, "A static token is in the template"],
      [await tokenOf(page), "A JWT is in the template"],
      [own, "The signing key is in the template"],
    ];
    await page.getByLabel("Paste your own").check();
    await page.fill("#pasted", ` ${own}`);
    for (const [name, said] of secrets) {
      await typeTemplate(page, template({ name }));
      await page.evaluate(() => navigator.clipboard.writeText("nothing"));
      await page.getByRole("button", { name: "Copy link" }).click();
      await page.locator(".notice", { hasText: said }).waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "nothing");
    }
  }),
);

for (const [what, hash] of [
  ["broken", "#template=%%%"],
  ["a megabyte when it is unpacked", `#template=${deflateRawSync(Buffer.alloc(1_000_000)).toString("base64url")}`],
]) {
  test(
    `a link that is ${what} is said to be so`,
    inPage(
      async (page) => {
        await page.locator(".notice", { hasText: "cannot be read" }).waitFor();
        assert.match(await by(page, "verdict").textContent(), /Signature valid/);
      },
      { hash },
    ),
  );
}

test(
  "the editor completes keys, types of scopes and types of placeholders",
  inPage(async (page) => {
    await typeTemplate(page, '{\n  \n  "scopes": [{ "type": "", "resource": "p" }]\n}');
    const options = async () => {
      await page.keyboard.press("Control+Space");
      await page.locator(".cm-completionLabel").first().waitFor();
      return page.locator(".cm-completionLabel").allTextContents();
    };
    await page.keyboard.press("ControlOrMeta+Home");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    assert.deepEqual((await options()).toSorted(), ["limits", "name", "refuse", "scopes", "ttl", "workspace_id"]);
    await page.keyboard.type("na");
    // The list takes no Enter that comes sooner than it can be seen.
    await page.waitForTimeout(300);
    await page.keyboard.press("Enter");
    await page.locator(".cm-line", { hasText: '"name": "dashboard_{user_id}"' }).waitFor();
    await page.keyboard.type(",");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Home");
    for (let left = '"scopes": [{ "type": "'.length; left > 0; left--) await page.keyboard.press("ArrowRight");
    assert.deepEqual(await options(), ["DATASOURCES:READ", "PIPES:READ"]);
    await page.waitForTimeout(300);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator(".cm-line", { hasText: '"type": "PIPES:READ"' }).waitFor();
    await page.keyboard.press("End");
    for (let left = " }]".length; left > 0; left--) await page.keyboard.press("ArrowLeft");
    await page.keyboard.type(', "fixed_params": { "org_id": "{org_id:Sl');
    await page.keyboard.press("Escape");
    assert.ok((await options()).includes("Slug"));
  }),
);

test(
  "the code for this very template mints the same token",
  inPage(async (page) => {
    await typeTemplate(page, template({ name: "coded_{user_id}" }));
    await by(page, "use").click();
    await by(page, "snippet").waitFor();
    const code = async (title) => {
      await page.getByLabel(title, { exact: true }).check();
      return by(page, "snippet").textContent();
    };
    const titles = await page.locator(".use .choice label").allTextContents();
    assert.deepEqual(
      titles.map((title) => title.trim()),
      ["Node", "Next.js", "Cloudflare Workers", "Deno", "Rust", "Command line", "Clerk", "Auth0"],
    );
    // Run as it stands, for somebody who is logged in.
    const node = await code("Node");
    const folder = mkdtempSync(fileURLToPath(new URL("../node_modules/.code-", import.meta.url)));
    try {
      writeFileSync(
        `${folder}/main.mjs`,
        `const user = { id: "u_1", orgId: "acme" };\n${node}\nconsole.log(token);`.replace(/^(const user.*\n)(import.*\n)/, "$2$1"),
      );
      const own = generateLocalTokens().workspace_token;
      const token = execFileSync(process.execPath, [`${folder}/main.mjs`], { env: { TINYBIRD_SIGNING_KEY: own }, encoding: "utf8" }).trim();
      const claims = await jose(token, own);
      assert.equal(claims.name, "coded_u_1");
      assert.deepEqual(claims.scopes, payloadOf(await tokenOf(page)).scopes);
      const command = (await code("Command line")).replace("npx mintbird", `"${process.execPath}" "${MINTBIRD}"`);
      const minted = execFileSync("sh", ["-c", command], {
        cwd: folder,
        env: { ...process.env, TINYBIRD_SIGNING_KEY: own },
        encoding: "utf8",
      }).trim();
      assert.equal((await jose(minted, own)).name, "coded_u_1");
    } finally {
      rmSync(folder, { recursive: true });
    }
    await by(page, "copy-code").click();
    await page.locator(".notice", { hasText: "Copied code" }).waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /npx mintbird mint template\.json/);
  }),
);

test(
  "for Clerk and Auth0 the page shows and copies what the command exports",
  inPage(async (page) => {
    await typeTemplate(page, template({ name: "coded_{user_id}" }));
    await by(page, "use").click();
    await by(page, "snippet").waitFor();
    const { workspace_id } = payloadOf(await tokenOf(page));
    const folder = mkdtempSync(join(tmpdir(), "mintbird-export-"));
    const exported = (provider, ...maps) =>
      execFileSync(
        process.execPath,
        [MINTBIRD, "export", provider, "template.json", "--workspace-id", workspace_id, ...maps.flatMap((map) => ["--map", map])],
        { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
      );
    try {
      writeFileSync(`${folder}/template.json`, JSON.stringify(template({ name: "coded_{user_id}" })));
      for (const [title, copied, printed] of [
        ["Clerk", "claims", exported("clerk", "user_id={{user.id}}", "org_id={{org.id || 'none'}}")],
        ["Auth0", "Action", exported("auth0", "user_id={{user.user_id}}", "org_id={{organization.id}}")],
      ]) {
        await page.getByLabel(title, { exact: true }).check();
        assert.equal((await by(page, "snippet").textContent()).trim(), printed.trim());
        await by(page, "copy-code").click();
        await page.locator(".notice", { hasText: `Copied ${copied}` }).waitFor();
        assert.equal((await page.evaluate(() => navigator.clipboard.readText())).trim(), printed.trim());
      }
      // Another source, and one that lets a user read every tenant's rows.
      await page.getByLabel("Clerk", { exact: true }).check();
      await page.fill("#source-clerk-org_id", "{{org.slug || 'none'}}");
      assert.equal(
        (await by(page, "snippet").textContent()).trim(),
        exported("clerk", "user_id={{user.id}}", "org_id={{org.slug || 'none'}}").trim(),
      );
      await page.fill("#source-clerk-org_id", "{{org.id}}");
      assert.match(await by(page, "export-faults").textContent(), /is null where a user has none.*every tenant/);
      assert.equal(await by(page, "snippet").count(), 0);
      // What no provider checks is not exported.
      await typeTemplate(page, template({ name: "{user_id:Slug}" }));
      await by(page, "export-faults").getByText("{user_id:Slug} has a type, which no provider checks").waitFor();
    } finally {
      rmSync(folder, { recursive: true });
    }
  }),
);

test(
  "claims are edited and signed again",
  inPage(async (page) => {
    await by(page, "edit-claims").click();
    assert.deepEqual(payloadOf(await tokenOf(page)).scopes[0].fixed_params, { org_id: "acme", currency: "eur" });
    await typeTemplate(page, (await page.locator(".plain").textContent()).replace("acme", "globex"));
    assert.equal(payloadOf(await tokenOf(page)).scopes[0].fixed_params.org_id, "globex");
    // The template that it came from is still there.
    await by(page, "example").selectOption({ label: "One endpoint, one tenant" });
    assert.equal(payloadOf(await tokenOf(page)).scopes[0].fixed_params.org_id, "acme");
  }),
);

/** Runs what the page writes for the command line, or for Node; prints the token. */
function runs(code, key) {
  const folder = mkdtempSync(fileURLToPath(new URL("../node_modules/.code-", import.meta.url)));
  const options = {
    cwd: folder,
    env: { ...process.env, TINYBIRD_SIGNING_KEY: key },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  };
  try {
    if (code.startsWith("cat"))
      return execFileSync("sh", ["-c", code.replace("npx mintbird", `"${process.execPath}" "${MINTBIRD}"`)], options).trim();
    writeFileSync(`${folder}/main.mjs`, `${code}\nconsole.log(token);`);
    return execFileSync(process.execPath, [`${folder}/main.mjs`], options).trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
const rawOf = (token) => Buffer.from(token.split(".")[1], "base64url").toString();

test(
  "no digit of a long integer is lost: it is a tenant's id",
  inPage(async (page) => {
    const ID = "9007199254740993";
    const key = generateLocalTokens().workspace_token;
    await typeTemplate(
      page,
      template({ scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org:UInt64}" } }] }),
    );
    await page.fill("#param-user_id", "u_1");
    await page.fill("#param-org", ID);
    assert.match(await by(page, "claims").textContent(), new RegExp(`"org_id": ${ID}`));
    // Its bytes are still pointed at.
    await page.locator('.claim-line[data-pointer="/scopes/0/fixed_params/org_id"]').hover();
    assert.notEqual(await page.locator("#token-text .lit").count(), 0);
    await page.click("#tab-endpoint");
    assert.match(await page.locator('tr[data-param="org_id"]').textContent(), new RegExp(ID));
    await page.click("#tab-mint");
    await by(page, "edit-claims").click();
    await page.locator(".editor", { hasText: `"org_id": ${ID}` }).waitFor();
    await by(page, "use").click();
    for (const title of ["Node", "Command line"]) {
      await page.getByLabel(title, { exact: true }).check();
      const code = await by(page, "snippet").textContent();
      assert.match(rawOf(runs(code, key)), new RegExp(`"org_id":${ID}\\b`), title);
    }
    await page.click("#tab-inspect");
    await page.getByRole("button", { name: "Use the token from Mint" }).click();
    assert.match(await by(page, "finding").textContent(), new RegExp(`"org_id": ${ID}`));
    await by(page, "open-in-mint").click();
    await page.locator(".editor", { hasText: `"org_id": ${ID}` }).waitFor();
  }),
);

test(
  "the code fills placeholders with values of their types, whatever stands in the template",
  inPage(async (page) => {
    const scopes = [
      { type: "PIPES:READ", resource: "p", fixed_params: { n: "{n:UInt8}", on: "{on:Bool}", rate: "{rate:Float64}", id: "{id:UUID}" } },
      { type: "DATASOURCES:READ", resource: "d", filter: "path LIKE '/blog/*' AND at >= {at:DateTime} AND x IN {list:Array(String)}" },
    ];
    await typeTemplate(page, template({ name: "n", scopes }));
    await by(page, "use").click();
    await page.getByLabel("Command line", { exact: true }).check();
    const { scopes: minted } = payloadOf(runs(await by(page, "snippet").textContent(), generateLocalTokens().workspace_token));
    assert.equal(minted[0].fixed_params.on, true);
    assert.match(minted[1].filter, /LIKE '\/blog\/\*' AND at >= toDateTime\('2026-03-01 00:00:00'.*\) AND x IN \['acme'\]/);
    await page.getByLabel("Rust", { exact: true }).check();
    assert.doesNotMatch(await by(page, "snippet").textContent(), /^\/\*/m);
  }),
);

test(
  "claims that are edited keep the token's lifetime",
  inPage(async (page) => {
    await by(page, "example").selectOption({ label: "Clerk style" });
    await by(page, "edit-claims").click();
    await page.locator(".editor", { hasText: '"ttl": 60,' }).waitFor();
    await page.getByRole("button", { name: "1h", exact: true }).click();
    await by(page, "edit-claims").click();
    await page.locator(".editor", { hasText: '"ttl": 3600,' }).waitFor();
  }),
);
