// `mintbird serve` hands its template and its key over to the page that it serves.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { by, inPage, payloadOf, tokenOf } from "./page.js";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const TEMPLATE = {
  name: "served_{user_id}",
  ttl: "5m",
  scopes: [{ type: "PIPES:READ", resource: "sales_by_day", fixed_params: { org_id: "{org_id}" } }],
};

test(
  "the page has the template and the local key, and the server accepts what it mints",
  inPage(
    async (page, _context, t) => {
      // As in the published package, the page is beside the command.
      const folder = mkdtempSync(join(tmpdir(), "mintbird-serve-"));
      cpSync(path("../../pkg/dist"), join(folder, "dist"), { recursive: true });
      cpSync(path("../dist"), join(folder, "dist/playground"), { recursive: true });
      cpSync(path("../../pkg/package.json"), join(folder, "package.json"));
      writeFileSync(join(folder, "template.json"), JSON.stringify(TEMPLATE));
      const server = spawn(process.execPath, [join(folder, "dist/cli/mintbird.js"), "serve", "template.json", "--port", "0"], {
        cwd: folder,
      });
      t.after(async () => {
        if (server.kill("SIGINT")) await once(server, "exit");
        rmSync(folder, { recursive: true });
      });
      const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
      const [, url] = /^playground: +(\S+)$/.exec((await lines.next()).value ?? "") ?? assert.fail("it does not serve");
      const { origin } = new URL(url);
      assert.match(url, /#key=local&template=/);

      await page.goto(url);
      await page.locator(".plain", { hasText: "served_{user_id}" }).waitFor();
      await by(page, "key").waitFor();
      assert.equal(await page.getByLabel("Local", { exact: true }).isChecked(), true);
      const tokens = await (await fetch(`${origin}/tokens`)).json();
      assert.equal((await by(page, "key").textContent()).trim(), tokens.workspace_admin_token);
      await page.fill("#param-user_id", "u_1");
      await page.fill("#param-org_id", "acme");
      const token = await tokenOf(page);
      assert.equal(payloadOf(token).name, "served_u_1");
      // The token endpoint signs with the same key: what both make has the same workspace.
      const answer = await fetch(`${origin}/token`, {
        method: "POST",
        body: '{"user_id":"u_1","org_id":"acme"}',
        headers: { "content-type": "application/json" },
      });
      assert.equal(payloadOf((await answer.json()).token).workspace_id, payloadOf(token).workspace_id);
      // The page's link to the documentation leads to where it is published.
      for (const [from, to] of [
        [await by(page, "docs").evaluate(({ href }) => href), ""],
        [`${origin}/docs`, ""],
        [`${origin}/docs/gateway.html`, "gateway.html"],
        [`${origin}/docs//evil.example/`, "/evil.example/"],
      ]) {
        const { status, headers } = await fetch(from, { redirect: "manual" });
        assert.deepEqual([status, headers.get("location")], [302, `https://mintbird.github.io/mintbird/docs/${to}`]);
      }
      // The choice stays through a reload; the key is asked for again, and kept nowhere.
      await page.waitForTimeout(500);
      assert.match(page.url(), /key=local/);
      await page.reload();
      await by(page, "key").waitFor();
      assert.equal(payloadOf(await tokenOf(page)).name, "served_u_1");
      const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, location.href, history.state]));
      assert.ok(!kept.includes(tokens.workspace_admin_token.slice(2, 40)));
    },
    { tries: true },
  ),
);

test(
  "where nothing hands out a local key, the page says what to start",
  inPage(
    async (page) => {
      await page.getByLabel("Local", { exact: true }).check();
      assert.match(await by(page, "local-fault").textContent(), /Start mintbird serve/);
      assert.equal(await by(page, "no-token").count(), 1);
    },
    { allow: /404|Service Worker/ },
  ),
);
