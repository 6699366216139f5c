// The page as `mintbird serve` serves it: it opens with the template that is served, what fills it, and the local key.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { by, inPage, payloadOf, tokenOf } from "./page.js";

const packageFolder = fileURLToPath(new URL("../../pkg/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "mintbird-served-"));
/** A template that would end a script, were it not escaped. */
const TEMPLATE = JSON.stringify({
  name: "</script><b>{user_id}",
  ttl: "20m",
  scopes: [{ type: "PIPES:READ", resource: "served_pages", fixed_params: { org_id: "{org_id}" } }],
});

let served;
let child;

before(async () => {
  // As it is before the package is packed.
  const { status, stderr } = spawnSync(process.execPath, ["scripts/playground.js"], { cwd: packageFolder, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  writeFileSync(join(folder, "template.json"), TEMPLATE);
  const args = [
    join(packageFolder, "dist/cli/mintbird.js"),
    "serve",
    "template.json",
    "--port",
    "0",
    "-p",
    "user_id=u_7",
    "-p",
    "org_id=initech",
  ];
  child = spawn(process.execPath, args, { cwd: folder, env: { PATH: process.env.PATH }, stdio: ["ignore", "pipe", "inherit"] });
  const first = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  served = /(http:\/\/127\.0\.0\.1:\d+)\/$/.exec(first.value)?.[1] ?? assert.fail(first.value);
});

after(async () => {
  if (child?.exitCode === null) {
    child.kill("SIGINT");
    await once(child, "exit");
  }
  rmSync(folder, { recursive: true, force: true });
});

test(
  "the page opens with what is served",
  inPage(
    async (page) => {
      const payload = payloadOf(await tokenOf(page));
      assert.equal(payload.name, "</script><b>u_7");
      assert.deepEqual(payload.scopes[0], { type: "PIPES:READ", resource: "served_pages", fixed_params: { org_id: "initech" } });
      assert.match(await page.locator(".cm-content").textContent(), /served_pages/);
      const { workspace_admin_token: key } = await (await fetch(`${served}/tokens`)).json();
      assert.equal(await by(page, "key").textContent(), key);
      assert.equal(await page.locator('input[name="key"]:checked').getAttribute("value"), "served");
      assert.ok(!(await (await fetch(served)).text()).includes("</script><b>"));
      // Its own examples and keys are there as ever.
      await page.locator('input[name="key"][value="demo"]').check();
      assert.notEqual(await by(page, "key").textContent(), key);
    },
    { at: () => served },
  ),
);

test(
  "a page from elsewhere has nothing of it",
  inPage(async (page) => {
    assert.equal(await page.locator('input[name="key"][value="served"]').count(), 0);
    assert.equal(await page.locator("#served").count(), 0);
  }),
);
