// The table of what people have in their hands, through the built command and through mintbird/explain.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as mintbird from "mintbird";
import * as explain from "mintbird/explain";
import { mintbird as command } from "./cli/run.js";
import { CASES, KEY, claims, events, pipe, signed } from "./explain-cases.js";
import { refused } from "./fixtures.js";

const { causes, find, grants, verdict } = explain;

const now = Math.floor(Date.now() / 1000);

test("the table has at least 80 cases, each with a source of its own kind", () => {
  assert.ok(CASES.length >= 80, String(CASES.length));
  assert.equal(new Set(CASES.map(({ what }) => what)).size, CASES.length);
  assert.ok(CASES.every(({ source }) => source.length > 3));
});

for (const { source, what, pasted, key, args = [], cause, exit, says, never } of CASES) {
  test(`explain-403: ${what} (${source})`, async () => {
    const [json, words] = await Promise.all([
      command(["explain-403", "-", ...args, "-o", "json"], { key, input: pasted }),
      command(["explain-403", "-", ...args], { key, input: pasted }),
    ]);
    assert.equal(json.error, "");
    assert.deepEqual([JSON.parse(json.out).cause, json.code, words.code], [cause, exit, exit], words.out);
    if (says !== undefined) assert.match(words.out, says);
    if (never !== undefined) assert.doesNotMatch(words.out, never);
    assert.equal(/none of these/.test(words.out), exit === 0, words.out);
    assert.ok(!words.out.includes(KEY) && !json.out.includes(KEY));
  });
}

test("exportTemplate takes its own options only, and a provider it knows", () => {
  const document = JSON.stringify({
    name: "n",
    ttl: 60,
    scopes: [{ type: "PIPES:READ", resource: "r", fixed_params: { org_id: "{org_id}" } }],
  });
  const workspaceId = "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c";
  const exported = (options, provider = "clerk") =>
    explain.exportTemplate(document, provider, { sources: [["org_id", "{{org.name || 'none'}}"]], workspaceId, ...options }, mintbird);
  assert.deepEqual(exported({ allowUserEditable: true }).userEditable, ["org_id"]);
  Object.prototype.allowUserEditable = true;
  try {
    assert.deepEqual(
      exported({}).faults.map(({ code }) => code),
      ["user-editable"],
    );
  } finally {
    delete Object.prototype.allowUserEditable;
  }
  for (const allowUserEditable of ["false", 1, null])
    refused(() => exported({ allowUserEditable }), "option", /`allowUserEditable` must be/);
  refused(() => exported({ allowUsereditable: true }), "option", /did you mean `allowUserEditable`/);
  for (const provider of ["okta", "toString", "__proto__", null]) refused(() => exported({}, provider), "option", /`clerk` or `auth0`/);
  refused(() => explain.exportTemplate(document, "clerk", undefined, mintbird), "option");
});

const conclusion = ({ code, title, applies, fix }) => ({ code, title, applies, fix });

test("mintbird/explain concludes the same", () => {
  for (const { what, pasted, key, args = [], cause, exit } of CASES) {
    const found = find(pasted);
    const { text, cutAfter, damage } = found.asked;
    const report = mintbird.inspect(text, { now });
    if (report.kind === "unknown" && cutAfter === undefined) {
      assert.equal(found.form, "no-token", what);
      continue;
    }
    const given = {
      token: text,
      report: { ...report, kind: "jwt" },
      key: key || "",
      pipe: args[1] ?? found.called?.pipe ?? "",
      called: found.called,
      origin: found.origin,
      answer: found.answer,
      cutAfter,
      damage,
      now,
    };
    const list = causes(given, mintbird);
    const concluded = verdict(list, found.answer);
    assert.deepEqual([concluded.cause?.code ?? null, concluded.accepted], [cause, exit === 0], what);
    // However an issue is worded.
    const issues = report.issues.map((issue) => ({ ...issue, message: "reworded" }));
    assert.deepEqual(causes({ ...given, report: { ...given.report, issues } }, mintbird).map(conclusion), list.map(conclusion), what);
    for (const { title, why, fix } of list) {
      assert.ok(title.length > 10 && why.length > 10 && /[.?]$/.test(why), `${what}: ${why}`);
      assert.ok(!`${why}${fix}`.includes(KEY.slice(0, 40)), what);
    }
    // What applies can be mended.
    assert.ok(
      list.every(({ applies, fix }) => applies !== true || fix !== undefined),
      what,
    );
  }
});

test("the personal token of .tinyb is known as such", () => {
  const found = find(`https://api.tinybird.co/v0/pipes/top_pages.json?token=${signed(claims())}`);
  const report = mintbird.inspect(found.tokens[0].text, { now });
  const given = { token: found.tokens[0].text, report, key: KEY, pipe: "top_pages", called: found.called, origin: found.origin, now };
  assert.equal(verdict(causes(given, mintbird)).accepted, true);
  assert.equal(verdict(causes({ ...given, personal: [KEY] }, mintbird)).cause.code, "key");
});

/** The sentence about scopes, without when and how often. */
const said = (more) =>
  grants(mintbird.inspect(signed(claims(more)), { now }), now, mintbird).replace(/ until \d\d:\d\d[^,.]*(, with no rate limit)?/, "");

test("what reads every row is said first, in those words", () => {
  const open = { type: "DATASOURCES:READ", resource: "invoices" };
  for (const [scopes, expected] of [
    [[pipe], /^May read top_pages of org acme/],
    [[pipe, open], /^Reads every row of the data source invoices, since it has no filter\. May read top_pages of org acme/],
    [[pipe, { ...events, filter: "1 = 1" }], /^Reads every row of the data source events, since its filter 1 = 1 holds for every row\./],
    [[{ type: "PIPES:READ", resource: "p" }], /^Reads every row of p that its parameters can choose, since none is fixed/],
    [[{ ...pipe, fixed_params: { org_id: null } }], /^Reads every row of top_pages, since its fixed parameter org_id is null/],
    [
      [{ ...pipe, fixed_params: { org_id: null, currency: "eur" } }],
      /^Reads every row of top_pages with currency eur, since its fixed parameter org_id/,
    ],
    [[{ ...pipe, fixed_params: { org_id: {} } }], /^Reads every row of top_pages, since its fixed parameter org_id is not a string/],
    [[{ type: "PIPES:READ", resource: "p", filter: "org_id = 'a'" }], /^Reads every row of p, since its filter works on data sources only/],
    [
      [{ type: "DATASOURCES:READ", resource: "d", fixed_params: { org_id: "acme" } }],
      /^Reads every row of the data source d, since its fixed parameters work on pipes only/,
    ],
    [
      [{ ...events, fixed_params: {} }],
      /^May read the data source events where org_id = 'acme' \(its fixed parameters work on pipes only\)/,
    ],
    [
      [{ ...pipe, fixed_params: undefined, fixed_param: { org_id: "acme" } }],
      /^Reads every row of top_pages, since Tinybird has no key fixed_param/,
    ],
    [[{ ...pipe, fixed_params: { org_id: "" } }], /^Reads every row of top_pages, if the endpoint leaves its condition out for org_id/],
    [[{ ...pipe, fixed_params: { org_id: "undefined" } }], /^May read top_pages of org "undefined"/],
    [[{ ...pipe, type: "pipes:read" }], /^A scope for top_pages has a type that Tinybird does not know, and so grants nothing/],
    [
      [pipe, { ...pipe, resource: "q", type: "PIPES:WRITE" }],
      /^May read top_pages of org acme.*A scope for q has a type that Tinybird does not know/,
    ],
    [["PIPES:READ"], /^A scope names no resource, and so grants nothing\.$/],
    [[], /^It grants nothing/],
    [undefined, /^It grants nothing/],
    [[{ type: "DATASOURCES:APPEND", resource: "d" }], /^It names d to append to/],
    [[pipe, { ...pipe, fixed_params: { org_id: "globex" } }], /^Nothing of top_pages can be read: two scopes/],
  ])
    assert.match(said({ scopes }), expected);
});

test("a filter that holds for every row is said to", () => {
  const text = (filter) => said({ scopes: [{ ...events, filter }] });
  for (const filter of [
    ...["1", "true", "1=1", "(1 = 1)", "0=0", "'a'='a'", "2 > 1", "not 0", "NOT (false)", "1 = 1 AND true", "1=1 --", "/* x */ 1"],
    ...["org_id = org_id", "org_id LIKE '%'", "org_id = 'acme' OR 1=1", "(org_id = 'acme') or (1)", "-- org_id = 'acme'", "'b' <> 'a'"],
  ])
    assert.match(text(filter), /^Reads every row of the data source events, since its filter /, filter);
  for (const filter of [
    ...["org_id = 'acme'", "1 = 2", "0", "org_id = 'a or 1=1'", "org_id = 'a' AND 1=1", "org_id LIKE 'a%'", "org_id = team_id", "'1' = 1"],
    ...["x BETWEEN 1 AND 1", "org_id = 'acme' -- OR 1=1", "a IN (1) OR b = 2", "(org_id = 'a' OR 1=1) AND team = 2", "x != x"],
  ])
    assert.match(text(filter), /^May read the data source events where /, filter);
  assert.match(text("WHERE org_id = 1"), /^What it reads of the data source events is not known: its filter is not one whole condition/);
  assert.equal(typeof text("(".repeat(100_000)), "string");
});

test("of two scopes for one resource, the open one may count", () => {
  const open = { type: "PIPES:READ", resource: "top_pages" };
  assert.match(said({ scopes: [pipe, open] }), /^Reads every row of top_pages, if the second of its two scopes counts\./);
  assert.match(said({ scopes: [open, pipe] }), /^Reads every row of top_pages, if the first of its two scopes counts\./);
  const unfiltered = { type: "DATASOURCES:READ", resource: "events" };
  assert.match(said({ scopes: [events, unfiltered] }), /^Reads every row of the data source events, if the second/);
  assert.match(said({ scopes: [pipe, { ...pipe, fixed_params: { team: "a" } }] }), /^May read top_pages/);
});

test("what is odd about fixed parameters is named", () => {
  for (const fixed_params of ["org_id=acme", null, [["org_id", "acme"]]])
    assert.match(said({ scopes: [{ ...pipe, fixed_params }] }), /since its fixed_params are not an object/);
  assert.match(
    said({ scopes: [{ ...pipe, fixed_params: { fixed_params: {} } }] }),
    /since its fixed parameter fixed_params is not a string/,
  );
  for (const name of ["", "a b", "q", "token"])
    assert.match(
      said({ scopes: [{ ...pipe, fixed_params: { [name]: "x" } }] }),
      /^Reads every row of top_pages that its parameters can choose, since what it fixes is not a parameter of an endpoint\./,
    );
  assert.match(
    said({ scopes: [{ ...pipe, fixed_params: { org_id: "acme", q: "x", page_size: 5 } }] }),
    /^May read top_pages of org acme with page_size 5\.$/,
  );
});

test("a token that is not valid yet", () => {
  const text = (more) => grants(mintbird.inspect(signed(claims(more)), { now }), now, mintbird);
  assert.match(text({ nbf: now + 600 }), /^May read top_pages of org acme and .* from \d\d:\d\d.* until \d\d:\d\d/);
  assert.match(text({ nbf: now - 600 }), /^May read (?!.* from \d\d:)/);
  assert.equal(text({ nbf: now + 600, exp: now + 60 }), "Nothing can be read: it expires before it becomes valid.");
});

test("what stands in code is no request: nothing is said of how it is sent", () => {
  const token = signed(claims());
  const url = "https://api.tinybird.co/v0/pipes/top_pages.json";
  const placeIn = (text) => explain.find(text).called.sentAs[0].place;
  for (const text of [
    `authorization = "${token}"\nrequests.get("${url}", headers={"Authorization": "Bearer " + authorization})`,
    `const authorization = "${token}"; fetch("${url}?token=" + authorization)`,
    `// sent as bearer '${token}'\nfetch("${url}")`,
  ])
    assert.equal(placeIn(text), undefined, text);
  assert.equal(placeIn(`headers["Authorization"] = "${token}"; fetch("${url}")`), "scheme");
  assert.equal(placeIn(`curl -H 'Authorization: Bearer "${token}"' ${url}`), "quotes");
});

test("no text takes much longer than its length", () => {
  const token = signed(claims());
  for (const [name, text] of Object.entries({
    "a long name": JSON.stringify({ ["cookie:".repeat(4500)]: Array.from({ length: 1600 }, (_, at) => `eyJhbGci${at}aaaaa`).join(" ") }),
    "many lines": `${"a\n".repeat(150_000)}${token}`,
    "x-x-x-": `GET /v0/pipes/a.json ${"x-".repeat(32_000)}`,
    "a folded address": `curl "https://a\nx${" ".repeat(64_000)}" ${token}`,
    "bearer and blanks": `bearer${" ".repeat(64_000)}x`,
    "many errors": `{${'"error"'.repeat(9000)}`,
    "a literal that never ends": `https://api.tinybird.co/v0/sql?q=SELECT '${"\\'".repeat(16_000)} ${token}`,
  })) {
    const start = performance.now();
    explain.find(text);
    const took = performance.now() - start;
    assert.ok(took < 1500, `${name}: ${took} ms`);
  }
  const many = Array.from({ length: 130 }, () => ({ type: "PIPES:READ", resource: "p", fixed_params: { tag: 1, a: 1 } }));
  const start = performance.now();
  said({ scopes: many });
  assert.ok(performance.now() - start < 300, "many scopes");
  for (const text of ["no ", "pipe ", "workspace "]) {
    const start = performance.now();
    explain.hintOf(text.repeat(20_000));
    assert.ok(performance.now() - start < 1000, text);
  }
});

test("what Tinybird answers is a hint, and no more", () => {
  const { hintOf } = explain;
  for (const [answer, hint] of [
    ["missing auth token", /No token was sent/],
    ["no token was given", /No token was sent/],
    ["the request carries no token", /No token was sent/],
    ["Authentication credentials are required", /No token was sent/],
    ["the token has no scope PIPES:READ for `token_usage`", /no scope of it covers this/],
    ["you have no permission with this token", /no scope of it covers this/],
    ["Missing columns: 'x' while processing query", /say nothing/],
    ["Parameter not found: org_id", /say nothing/],
    ["The pipe top_pages does not exist", /No pipe or data source/],
    ["Resource 'x' not found", /No pipe or data source/],
    ["Request limit exceeded: rate limit of 10 rps", /too many requests/],
    ["The token doesn't have access to resource top_pages", /no scope of it covers/],
    ["Workspace with ID x not found", /another region/],
    ["invalid token", /The token itself/],
  ])
    assert.match(hintOf(answer).hint, hint, answer);
});

test("where both kinds of scopes lost something, each is named", () => {
  const report = mintbird.inspect(
    signed(
      claims({
        scopes: [
          { type: "PIPES:READ", resource: "p" },
          { type: "DATASOURCES:READ", resource: "d" },
        ],
      }),
    ),
    { now },
  );
  assert.match(explain.droppedByTb(report), /that is how the fixed parameters of p and the filter of the data source d were lost/);
});

test("when and how often is said of the whole, and not of the reason", () => {
  const text = (scopes, more) => grants(mintbird.inspect(signed(claims({ scopes, ...more })), { now }), now, mintbird);
  const open = { type: "DATASOURCES:READ", resource: "invoices" };
  const nulled = { ...pipe, fixed_params: { org_id: null } };
  assert.match(
    text([nulled], { name: "u_1", limits: { rps: 10 } }),
    /^Reads every row of top_pages, since its fixed parameter org_id is null, which fixes nothing\. It is valid until \d\d:\d\d[^,]*, 10 requests a second together with every token named u_1\.$/,
  );
  assert.match(
    text([nulled, open]),
    /^Reads every row of top_pages, since its fixed parameter org_id is null, which fixes nothing; of the data source invoices, since it has no filter\. It is valid until \d\d:\d\d/,
  );
  assert.match(text([nulled], { exp: undefined }), /, which fixes nothing\. It has no valid expiry/);
  assert.match(text([nulled, events]), /, which fixes nothing\. May read the data source events where org_id = 'acme' until \d\d:\d\d/);
});

test("no sentence has a hole in it", () => {
  for (const more of [
    { name: undefined, limits: { rps: 10 } },
    { name: null, limits: { rps: 10 } },
    { name: {}, limits: { rps: 10 } },
    { limits: { rps: {} } },
    { limits: null },
    { workspace_id: undefined },
    { exp: undefined },
    { exp: "x" },
    { scopes: [null, 7, [], {}, { type: {}, resource: {} }] },
    { scopes: [{ ...pipe, fixed_params: { a: { b: 1 }, c: null, d: [] } }] },
    { scopes: [{ ...pipe, fixed_params: [] }] },
    { scopes: [{ ...events, filter: { a: 1 } }] },
  ]) {
    const text = grants(mintbird.inspect(signed(claims(more)), { now }), now, mintbird);
    assert.doesNotMatch(text, /undefined|\[object|null(?!, which)|NaN|Invalid/, JSON.stringify(more));
  }
});

test("a region that is not known is said not to be, with no host of another", () => {
  const token = mintbird.mintStaticToken({ ...mintbird.parseStaticToken(KEY), host: "aws-sa-east-1" }, "x");
  const text = grants(mintbird.inspect(token, { now }), now, mintbird);
  assert.match(text, /in aws-sa-east-1, a region that mintbird does not know/);
  assert.doesNotMatch(text, /https?:/);
});

test("keySpelling", () => {
  assert.equal(mintbird.keySpelling(signed(claims()), KEY), "exact");
  assert.equal(mintbird.keySpelling(signed(claims(), `${KEY}\r\n`), ` ${KEY}`), "carriage-return-line-feed");
  assert.equal(mintbird.keySpelling(signed(claims(), "x".repeat(40)), KEY), undefined);
  refused(() => mintbird.keySpelling("x", KEY), "malformed");
  refused(() => mintbird.keySpelling(signed(claims()), " "), "key");
  refused(() => mintbird.keySpelling(signed(claims()), undefined), "key");
});

test("what may be said of a token that was just verified", () => {
  const { standing } = explain;
  const issue = (code, severity, message = code) => ({ code, severity, message, path: "" });
  const kinds = (...issues) => standing(undefined, issues).kind;
  assert.deepEqual(standing(undefined, []), {
    kind: "accepted",
    title: "Signature valid, not expired.",
    text: "No issues found in the template, the key or the token.",
  });
  assert.equal(kinds(issue("exp-far", "warning")), "doubtful");
  // Its signature matches, and Tinybird answers 403.
  assert.equal(kinds(issue("key-workspace", "warning")), "refused");
  assert.equal(kinds(issue("scope-constant", "info")), "doubtful");
  assert.match(standing(undefined, [issue("scope-unfiltered", "warning")]).title, /whose rows/);
  assert.equal(kinds(issue("fixed-param-null", "error")), "refused");
  const error = new mintbird.MintbirdError("expired", "the token has expired");
  assert.deepEqual(standing(error, []), { kind: "refused", title: "Refused", text: "the token has expired", code: "expired" });
});

test("a check is called good only where nothing was left open", () => {
  const { checked } = explain;
  const issue = (code, severity) => ({ code, severity, message: code, path: "/scopes/0", file: "", line: 0, column: 0, request: null });
  assert.deepEqual(checked([], ["org_id", "team"]), {
    kind: "holds",
    line: "On every path that a request can choose, org_id and team reach a filter.",
  });
  assert.equal(checked([issue("source-unfiltered", "info")], ["org_id"]).kind, "holds");
  assert.equal(checked([], []).kind, "open");
  assert.equal(checked([issue("undecided", "warning")], ["org_id"]).kind, "unknown");
  assert.equal(checked([issue("param-not-in-condition", "warning")], ["org_id"]).kind, "unknown");
  assert.equal(checked([issue("undecided", "warning"), issue("param-unused", "error")], ["org_id"]).kind, "hole");
  // An error with which nothing is read is no way to read rows.
  assert.deepEqual(checked([issue("param-type", "error")], ["org_id"]), {
    kind: "unknown",
    line: "The endpoint does not take a value that this token pins: its requests end with an error.",
  });
  assert.equal(checked([issue("pipe-unknown", "error")], ["org_id"]).kind, "unknown");
  assert.deepEqual(checked([], ["org_id"], ["plan", "tier"]), {
    kind: "unknown",
    line: "On every path that a request can choose, org_id reaches a filter; plan and tier have no effect.",
  });
  assert.equal(checked([issue("param-unused", "error")], ["org_id"], ["plan"]).kind, "hole");
  assert.equal(
    checked([issue("param-type", "error"), issue("param-off", "error")], ["org_id"]).line,
    "This token can read rows that it should not.",
  );
});

test("of a filter nothing good is said that nobody has proved", () => {
  const { checkedFilter } = explain;
  const issue = {
    code: "filter-column-unknown",
    severity: "error",
    message: "",
    path: "/scopes/0",
    file: "",
    line: 0,
    column: 0,
    request: null,
  };
  assert.deepEqual(checkedFilter([], undefined, []), { kind: "hole", line: "This token has no filter: it reads every row." });
  assert.equal(checkedFilter([], "1 = 1", []).kind, "open");
  assert.deepEqual(checkedFilter([], "org_id != {org_id:String}", ["org_id"]), {
    kind: "unknown",
    line: "The columns exist. Whether the filter separates tenants is not proved.",
  });
  assert.deepEqual(checkedFilter([issue, issue], "x = {org_id:String}", ["org_id"]), {
    kind: "hole",
    line: "There are 2 errors in this scope.",
  });
});

test("a token becomes the template that makes it again", () => {
  const original = { ...claims(), iat: now, exp: now + 120, name: "a { brace" };
  const report = mintbird.inspect(signed(original), { now });
  const template = explain.templateOf(report);
  const minter = new mintbird.Minter(template, KEY);
  assert.equal(minter.ttl, 120);
  assert.deepEqual(minter.params, []);
  const { iat: _iat, ...rest } = original;
  assert.deepEqual(mintbird.inspect(minter.mint({}, { now }), { now }).claims, rest);
  minter.free();
  assert.equal(explain.templateOf(mintbird.inspect("eyJhbGciOiJIUzI1NiJ9.W10.c2ln")), undefined);
});

test("what no token says of its life is for the caller to say", () => {
  const report = mintbird.inspect(signed(claims()), { now });
  assert.equal(JSON.parse(explain.templateOf(report)).ttl, 600);
  assert.equal(JSON.parse(explain.templateOf(report, { ttl: 3600 })).ttl, 3600);
  // One that says it, keeps it.
  const whole = mintbird.inspect(signed(claims({ iat: now, exp: now + 120 })), { now });
  assert.equal(JSON.parse(explain.templateOf(whole, { ttl: 3600 })).ttl, 120);
});

test("a tenant keeps all of its digits", () => {
  const token = (digits) => signed(JSON.stringify(claims({ scopes: [pipe] })).replace('"acme"', digits));
  for (const digits of ["9007199254740993", "-9007199254740993", "18446744073709551615", "1e30"]) {
    const report = mintbird.inspect(token(digits), { now });
    assert.equal(report.claims.scopes[0].fixed_params.org_id, digits);
    assert.match(grants(report, now, mintbird), new RegExp(`^May read top_pages of org ${digits} until`));
    assert.match(explain.templateOf(report), new RegExp(`"org_id": "${digits}"`));
    const given = { token: token(digits), report, key: KEY, pipe: "top_pages", now };
    assert.equal(causes(given, mintbird).find(({ code }) => code === "scope").applies, false);
  }
  // What JavaScript holds stays a number, and no text is taken for one.
  assert.equal(mintbird.inspect(token("9007199254740991"), { now }).claims.scopes[0].fixed_params.org_id, 9007199254740991);
  assert.equal(mintbird.inspect(token("0.1234567890123456"), { now }).claims.scopes[0].fixed_params.org_id, 0.1234567890123456);
  const text = 'a\\" 9007199254740993';
  assert.equal(mintbird.inspect(token(JSON.stringify(text)), { now }).claims.scopes[0].fixed_params.org_id, text);
});

test("a claim about who has issued it counts for less than the key", () => {
  const of = (payload, key) => {
    const token = signed(payload, key);
    const report = mintbird.inspect(token, { now });
    return causes({ token, report, key: KEY, pipe: "", now }, mintbird).some(({ code }) => code === "session-token");
  };
  const session = { sub: "u_1", exp: now + 60 };
  assert.equal(of(session, "another system's secret"), true);
  assert.equal(of(session, KEY), false);
  assert.equal(of({ ...session, iss: "https://id.acme.com" }, KEY), false);
});
