import assert from "node:assert/strict";
import test from "node:test";
import { SignJWT } from "jose";
import { generateLocalTokens, mintStaticToken, parseStaticToken, sign } from "mintbird";
import { by, inPage, payloadOf, tokenOf } from "./page.js";

const inspect = (run, options) => inPage(run, { hash: "#tab=inspect", ...options });
const LOCAL_KEY = generateLocalTokens().workspace_token;
/** Of the region that `api.tinybird.co` is the host of. */
const KEY = mintStaticToken({ ...parseStaticToken(LOCAL_KEY), host: "eu_shared" }, "not Tinybird's");
const WORKSPACE = parseStaticToken(KEY).u;
const HOUR = 3600;
const now = () => Math.floor(Date.now() / 1000);
const claims = (more) => ({
  workspace_id: WORKSPACE,
  name: "dashboard_u_1",
  exp: now() + HOUR,
  scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "acme" } }],
  limits: { rps: 10 },
  ...more,
});
const signed = (payload, key = KEY) => new SignJWT(payload).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(key));
const clock = (exp) => new Date(exp * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

const text = async (page, name) => (await by(page, name).first().textContent()).replace(/\s+/g, " ").trim();
const what = async (page) => (await page.locator(".what").first().textContent()).replace(/\s+/g, " ").trim();
/** Which causes apply, of another key, white space around it, the time, the scope and the API: y, n or ?. */
const causes = async (page) => {
  const all = await by(page, "causes")
    .locator("li")
    .evaluateAll((all) => all.map(({ dataset }) => [dataset.code, { true: "y", false: "n" }[dataset.applies] ?? "?"]));
  const { key, "key-whitespace": space, time, scope, api } = Object.fromEntries(all);
  return [key, space, time, scope, api].join("");
};

test(
  "a JWT, in a sentence",
  inspect(async (page) => {
    const exp = now() + 60;
    await page.fill("#pasted-text", sign(claims({ exp }), KEY));
    assert.match(await what(page), /^A JWT, \d+ bytes$/);
    const day = new Date(exp * 1000).toDateString() === new Date().toDateString() ? "" : ".*";
    assert.match(
      await text(page, "grants"),
      new RegExp(
        `^May read top_pages of org acme until ${clock(exp)} \\S+${day}, 10 requests a second together with every token named dashboard_u_1\\.$`,
      ),
    );
    assert.equal(await causes(page), "??n??");
  }),
);

test(
  "several scopes, no limit, and one that has expired",
  inspect(async (page) => {
    await page.fill(
      "#pasted-text",
      await signed(
        claims({
          exp: now() - 60,
          limits: undefined,
          scopes: [
            { type: "PIPES:READ", resource: "a", fixed_params: { org_id: "acme", currency: "eur" } },
            { type: "PIPES:READ", resource: "b" },
            { type: "DATASOURCES:READ", resource: "c", filter: "x = 1" },
          ],
        }),
      ),
    );
    assert.match(
      await text(page, "grants"),
      /^Could read every row of b that its parameters can choose, since none is fixed\. Could read a of org acme with currency eur and the data source c where x = 1 until .*, with no rate limit\.$/,
    );
    assert.equal(await causes(page), "??y??");
    assert.equal(await page.locator('.issue[data-code="expired"]').count(), 1);
  }),
);

test(
  "each of Tinybird's causes of a 403, both ways",
  inspect(async (page) => {
    const good = await signed(claims());
    const curl = (token, path) => `curl -H "Authorization: Bearer ${token}" "https://api.tinybird.co${path}"`;
    const cases = [
      // pasted, key, causes: another key, white space, time, scope, API
      [curl(good, "/v0/pipes/top_pages.json?limit=1"), KEY, "nnnnn"],
      [curl(await signed(claims(), generateLocalTokens().user_token), "/v0/pipes/top_pages.json"), KEY, "ynnnn"],
      [curl(await signed(claims(), `${KEY}\n`), "/v0/pipes/top_pages.json"), `${KEY}\n`, "nynnn"],
      [curl(await signed(claims({ exp: now() - 1 })), "/v0/pipes/top_pages.json"), KEY, "nnynn"],
      [curl(await signed(claims({ exp: undefined })), "/v0/pipes/top_pages.json"), KEY, "nnynn"],
      [curl(good, "/v0/pipes/revenue.json"), KEY, "nnnyn"],
      [curl(good, "/v0/pipes/Top_Pages.json"), KEY, "nnnyn"],
      [curl(good, "/v0/datasources?name=top_pages"), KEY, "nnn?y"],
      [curl(await signed(claims({ workspace_id: "0b1a7c52-6f0d-4a3e-8e57-9a1d2c3b4e5f" })), "/v0/pipes/top_pages.json"), KEY, "nnnnn"],
    ];
    assert.equal(await by(page, "inspect-warning").count(), 0);
    for (const [pasted, key, expected] of cases) {
      await page.fill("#pasted-text", pasted);
      await page.fill("#inspect-key", key);
      assert.equal(await causes(page), expected, pasted);
      // The confirmed cause stands first, in one line, and below it what mends it.
      const first = await text(page, "cause");
      assert.match(
        first,
        expected.includes("y") ? /^It is this: / : /^It is (none of these|this: the key is of another workspace)/,
        pasted,
      );
      assert.equal(await by(page, "fix").count(), first.startsWith("It is this") ? 1 : 0);
      assert.match(await by(page, "inspect-warning").textContent(), /A real signing key does not belong in any web page/);
    }
  }),
);

test(
  "the endpoint can be named by hand",
  inspect(async (page) => {
    await page.fill("#pasted-text", await signed(claims()));
    await page.fill("#called", "top_pages");
    assert.equal(await causes(page), "??nn?");
    await page.fill("#called", "revenue");
    assert.equal(await causes(page), "??ny?");
  }),
);

test(
  "whatever it stands in",
  inspect(async (page) => {
    const token = await signed(claims());
    const forms = [
      [`Authorization: Bearer ${token}`, "A JWT in an Authorization header"],
      [`authorization:bearer ${token}\n`, "A JWT in an Authorization header"],
      [`Bearer ${token}`, "A JWT in an Authorization header"],
      [`curl \\\n  -H 'Authorization: Bearer ${token}' \\\n  https://api.tinybird.co/v0/pipes/top_pages.json`, "A JWT in a curl command"],
      [`https://api.tinybird.co/v0/pipes/top_pages.json?limit=2&token=${token}`, "A JWT in a URL"],
      [`the token is "${token}", she said`, "A JWT among other text"],
      [`  ${token}\n`, "A JWT"],
      [KEY, "A static token"],
      [`TB_TOKEN=${KEY}`, "A static token among other text"],
      ["-----BEGIN PUBLIC KEY-----", "Not a token"],
      ["hello", "Not a token"],
      ["a.b.c.d.e", "Not a token"],
      ["{}", "Not a token"],
      ["💥".repeat(5000), "Not a token"],
    ];
    for (const [pasted, expected] of forms) {
      await page.fill("#pasted-text", pasted);
      assert.ok((await what(page)).startsWith(expected), `${await what(page)} for ${pasted.slice(0, 60)}`);
      assert.equal(await by(page, "finding").count(), 1);
      if (expected === "Not a token") assert.ok((await page.locator(".issue").count()) > 0);
    }
  }),
);

test(
  "several tokens, each on its own; of a whole log the first ten",
  inspect(async (page) => {
    const tokens = await Promise.all(Array.from({ length: 12 }, (_, index) => signed(claims({ name: `user_${index}` }))));
    await page.fill("#pasted-text", tokens.slice(0, 3).join(" and "));
    assert.deepEqual(
      (await by(page, "grants").allTextContents()).map((said) => /named (\w+)/.exec(said)[1]),
      ["user_0", "user_1", "user_2"],
    );
    assert.equal(await by(page, "more").count(), 0);
    await page.fill("#pasted-text", tokens.join("\n"));
    assert.equal(await by(page, "finding").count(), 10);
    assert.match(await by(page, "more").textContent(), /^2 more tokens/);
  }),
);

test(
  "a static token says what it is of",
  inspect(async (page) => {
    await page.fill("#pasted-text", LOCAL_KEY);
    assert.match(await text(page, "grants"), new RegExp(`^A static token of ${WORKSPACE}\\. It is valid until it is deleted`));
    assert.equal(await by(page, "causes").count(), 0);
  }),
);

test(
  ".tinyb holds the personal token, which is not the signing key",
  inspect(async (page) => {
    const { workspace_token, user_token } = generateLocalTokens();
    await page.fill(
      "#pasted-text",
      JSON.stringify({ host: "https://api.tinybird.co", name: "acme_prod", token: workspace_token, user_token, version: 1 }, null, 4),
    );
    assert.match(
      await text(page, "tinyb"),
      /personal admin token, for the workspace acme_prod at https:\/\/api\.tinybird\.co\. JWTs that are signed with it get a 403/,
    );
    assert.equal(await by(page, "finding").count(), 2);
    assert.match(await what(page), /^A static token under token, \d+ bytes$/);
  }),
);

test(
  "the page's own token and key fit",
  inspect(async (page) => {
    await page.getByRole("button", { name: "Use the token from Mint" }).click();
    await page.getByRole("button", { name: "Use the key from Mint" }).click();
    assert.equal(await causes(page), "nnn??");
    await page.getByRole("button", { name: "Clear" }).click();
    assert.equal(await by(page, "finding").count(), 0);
  }),
);

test(
  "samples to try stand where nothing was pasted yet, and each has its cause",
  inspect(async (page) => {
    const samples = by(page, "to-try").getByRole("button");
    const expected = {
      "an expired token": /It is this: it has expired/,
      "signed with another key": /It is this: signed with another key/,
      "a tenant that is null": /This gives no 403, but something worse: it does not pin/,
      "curl to another endpoint": /It is this: no scope names what is read/,
      "cut off in a chat": /It is this: the token is damaged/,
      "a session token": /It is this: it is a session token/,
      "a .tinyb file": undefined,
    };
    assert.deepEqual(await samples.allTextContents(), Object.keys(expected));
    for (const [title, cause] of Object.entries(expected)) {
      await samples.filter({ hasText: title }).click();
      await by(page, "finding").first().waitFor();
      if (cause === undefined) await by(page, "tinyb").waitFor();
      else {
        assert.match(await text(page, "cause"), cause, title);
        // What was found comes first.
        assert.equal(await by(page, "causes").locator("li").first().getAttribute("data-applies"), "true", title);
      }
      await page.getByRole("button", { name: "Clear" }).click();
    }
  }),
);

test(
  "a dropped file is read, claims and report are copied as JSON, and a token becomes a template",
  inspect(async (page) => {
    const payload = claims({ iat: now() });
    const token = await signed(payload);
    const dropped = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "request.log"));
      return transfer;
    }, `2026-03-01T00:00:00Z GET /v0/pipes/top_pages.json token=${token}`);
    await page.dispatchEvent("#pasted-text", "drop", { dataTransfer: dropped });
    assert.match(await what(page), /^A JWT in a log/);
    const copied = async (name) => {
      await page.getByRole("button", { name }).click();
      await page.locator(".notice", { hasText: "Copied" }).waitFor();
      return JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    };
    assert.deepEqual(await copied("Copy claims"), payload);
    assert.deepEqual((await copied("Copy report")).claims, payload);
    // Every time has its date, and how far it is away.
    assert.match(await page.locator(".finding .claim-lines").first().textContent(), /"exp": \d+,\d\d:\d\d \S+.*, in 59 minutes|in 1 hour/);
    await by(page, "open-in-mint").click();
    assert.equal(await page.locator("#tab-mint").getAttribute("aria-selected"), "true");
    const minted = payloadOf(await tokenOf(page));
    assert.deepEqual({ ...minted, exp: 0, iat: 0 }, { ...payload, exp: 0, iat: 0 });
    assert.ok(Math.abs(minted.exp - now() - HOUR) < 10);
  }),
);

test(
  "a template or claims that are pasted open in Mint; an error says what it points at",
  inspect(async (page) => {
    const template = { name: "pasted_{user_id}", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "top_pages" }] };
    await page.fill("#pasted-text", JSON.stringify(template));
    await by(page, "open-in-mint").click();
    await page.locator(".plain", { hasText: "pasted_" }).waitFor();
    await page.click("#tab-inspect");
    await page.fill("#pasted-text", JSON.stringify(claims({ name: "of_claims" })));
    await by(page, "open-in-mint").click();
    await page.locator(".plain", { hasText: "of_claims" }).waitFor();
    assert.equal(payloadOf(await tokenOf(page)).name, "of_claims");
    await page.click("#tab-inspect");
    await page.fill("#pasted-text", '{"error":"Invalid token: expired"}');
    assert.match(await text(page, "hint"), /expired/);
  }),
);

test(
  "a pasted megabyte does not block",
  inspect(async (page) => {
    await page.locator("#pasted-text").waitFor();
    for (const text of ["p.".repeat(500_000), `{"a": "${"y".repeat(1_000_000)}"}`, `eyJ${"A".repeat(1_000_000)}`]) {
      const took = await page.evaluate(async (text) => {
        const field = document.querySelector("#pasted-text");
        const start = performance.now();
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        return performance.now() - start;
      }, text);
      assert.ok(took < 2500, `${took} ms for ${text.slice(0, 20)}`);
    }
  }),
);
