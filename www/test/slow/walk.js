// Walks through the page in the frame, as somebody with a mouse would, and leaves in `report` what it found.
const frame = document.querySelector("iframe");
const faults = [];
const results = [];

const $ = (selector) => frame.contentDocument.querySelector(selector);
const by = (name) => $(`[data-test="${name}"]`);
const text = (name) => by(name)?.textContent.replace(/\s+/g, " ").trim() ?? "";
const click = (selector) => $(selector).click();

function fill(selector, value) {
  const field = $(selector);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function until(what, within = 4000) {
  for (const start = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (what()) return;
    if (Date.now() - start > within) throw new Error(`in vain: ${what}`);
  }
}

async function step(name, run) {
  try {
    await run();
    results.push({ name });
  } catch (error) {
    results.push({ name, error: String(error) });
  }
}

const tenants = () =>
  new Set(
    [...frame.contentDocument.querySelectorAll('[data-test="rows"] tbody tr')].map((row) => row.cells[0].textContent.trim().split(/\s/)[0]),
  );
const same = (found, ...expected) => found.size === expected.length && expected.every((each) => found.has(each));

await until(() => frame.contentDocument?.querySelector('[data-test="verdict"]'));
frame.contentWindow.addEventListener("error", ({ message }) => faults.push(message));
frame.contentDocument.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => faults.push(effectiveDirective));

await step("mints and verifies", () =>
  until(() => /^eyJ[\w-]+\.[\w-]+\.[\w-]{43}$/.test(text("token")) && /^Signature valid/.test(text("verdict"))),
);
await step("refuses a changed character", async () => {
  click('[data-test="tamper"]');
  await until(() => /^Refused signature/.test(text("verdict")));
  click('[data-test="untamper"]');
});
await step("mints for another tenant", async () => {
  fill("#param-org_id", "globex");
  await until(() => /"org_id": "globex"/.test(text("claims")));
  fill("#param-org_id", "acme");
});
await step("shows the template in the editor", async () => {
  await until(() => /"ttl": "10m"/.test($(".plain").textContent));
  $(".editor").dispatchEvent(new PointerEvent("pointerenter"));
  await until(() => /"ttl": "10m"/.test($(".editor").shadowRoot?.textContent ?? ""));
});
await step("asking for another tenant loses", async () => {
  click("#tab-endpoint");
  await until(() => same(tenants(), "acme") && /wins/.test($('tr[data-param="org_id"] .wins').textContent));
});
await step("without the fixed parameter rows leak", async () => {
  fill("#query", "limit=20");
  click('[data-test="trial-unfix"]');
  await until(() => same(tenants(), "acme", "globex", "initech") && $("tr.leaked") !== null);
  click('[data-test="trial-unfix"]');
});
await step("an expired token is refused", async () => {
  click('[data-test="trial-expire"]');
  await until(() => /^403 expired/.test(text("answer")));
  click('[data-test="trial-expire"]');
});
await step("of 30 requests 20 pass", async () => {
  click('[data-test="burst"]');
  await until(() => text("burst-sum") === "20 OK, 10 rate-limited (429).");
});
await step("reads a project of one's own, and shows the request that leaks", async () => {
  const check = (input) => {
    $(input).checked = true;
    $(input).dispatchEvent(new Event("change", { bubbles: true }));
  };
  check('[name="mode"][value="own"]');
  await until(() => $(".drop") !== null);
  const files = {
    "top_pages.pipe":
      "NODE endpoint\nSQL >\n    %\n    SELECT path FROM events WHERE\n    {% if defined(link) %} link = {{String(link)}} {% else %} org_id = {{String(org_id)}} {% end %}\n\nTYPE endpoint\n",
    "events.datasource": "SCHEMA >\n    `org_id` String, `link` String, `path` String\n",
  };
  for (const [name, text] of Object.entries(files)) {
    click('[data-test="paste-file"]');
    await until(() => $("#file-text") !== null);
    fill("#file-name", name);
    fill("#file-text", text);
    click('[data-test="add-file"]');
    await until(() => $("#file-text") === null);
  }
  await until(() => /1 endpoint and 1 data source in 2 files/.test(text("files")) && /should not/.test(text("checked")));
  click('[data-test="show-request"]');
  await until(() => /link = '/.test(text("rendered")) && /org_id is nowhere/.test(text("landings")));
  check('[name="mode"][value="demo"]');
  await until(() => by("rows") !== null);
});
await step("says what a token grants", async () => {
  const token = text("token");
  click("#tab-inspect");
  await until(() => $("#pasted-text") !== null);
  fill("#pasted-text", `Authorization: Bearer ${token}`);
  await until(() => /^May read top_pages of org acme with currency eur until/.test(text("grants")));
});
await step("keeps what was written through a reload", async () => {
  click("#tab-mint");
  fill("#param-user_id", "u_kept");
  // What is kept is written a moment later.
  await new Promise((resolve) => setTimeout(resolve, 600));
  await new Promise((resolve) => {
    frame.addEventListener("load", resolve, { once: true });
    frame.contentWindow.location.reload();
  });
  await until(() => /"name": "dashboard_u_kept"/.test(text("claims")));
});
await step("races jose", async () => {
  click("#tab-speed");
  await until(() => by("race") !== null);
  click('[data-test="race"]');
  await until(() => frame.contentDocument.querySelectorAll(".lane").length === 5, 10_000);
});
await step("nothing went wrong on the way", () => {
  if (faults.length > 0) throw new Error(faults.join("; "));
});

const failed = results.filter(({ error }) => error !== undefined).length;
globalThis.report = { passed: results.length - failed, failed, results };
