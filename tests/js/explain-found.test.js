// What is found in a pasted text, and where it was sent: in one process, so that many texts can be tried.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as mintbird from "mintbird";
import { causes, find, grants, verdict } from "mintbird/explain";
import { KEY, claims, signed } from "./explain-cases.js";
import { KEY as LOCAL_KEY } from "./fixtures.js";

const now = Math.floor(Date.now() / 1000);
const good = signed(claims());
const URL_OF_ENDPOINT = "https://api.tinybird.co/v0/pipes/top_pages.json";

/** What `explain-403` concludes of a text. */
function explained(pasted, { key = KEY } = {}) {
  const { asked, called, origin, answer } = find(pasted);
  const report = mintbird.inspect(asked.text, { now });
  const list = causes(
    {
      token: asked.text,
      report: asked.text.startsWith("p.") ? report : { ...report, kind: "jwt" },
      key,
      pipe: called?.pipe ?? "",
      called,
      origin,
      answer,
      cutAfter: asked.cutAfter,
      damage: asked.damage,
      now,
    },
    mintbird,
  );
  const { accepted, cause, line } = verdict(list, answer);
  const open = list.filter(({ applies }) => applies === undefined).map(({ code }) => code);
  return {
    accepted,
    cause: cause?.code,
    line,
    why: cause?.why,
    fix: cause?.fix,
    open,
    of: (code) => list.find((each) => each.code === code),
  };
}

test("what is stuck to a token makes another text of it", () => {
  for (const text of [good, KEY])
    for (const stuck of ["=", "==", "+abc", "/x", "/", "=3D", "%0A", "%0d%0a"])
      for (const [before, behind] of [
        ["", ""],
        ["the token ", " is refused"],
        ['curl -H "Authorization: Bearer ', `" ${URL_OF_ENDPOINT}`],
      ]) {
        const { asked, tokens } = find(before + text + stuck + behind);
        assert.deepEqual([asked.text, tokens.length], [text + stuck, 1], before + stuck);
        assert.deepEqual(
          mintbird.inspect(asked.text, { now }).issues.map(({ code }) => code),
          ["malformed"],
          stuck,
        );
      }
  for (const stuck of ["=", "==", "+abc", "/x"]) {
    assert.equal(explained(`curl -H "Authorization: Bearer ${good}${stuck}" ${URL_OF_ENDPOINT}`).cause, "token");
    assert.equal(explained(`${URL_OF_ENDPOINT}?token=${good}${stuck}`).cause, "token");
  }
});

test("what ends a token, or a line of a mail, is no part of it", () => {
  for (const behind of [
    " = x",
    ".",
    ", and",
    "%22",
    "%20",
    "&a=b/c",
    "#a=",
    '"',
    "=\r\nAnd then",
    "=\nAnd then",
    "/eyJhbGciOiJIUzI1NiJ9.e30.x",
  ])
    assert.equal(find(good + behind).asked.text, good, behind);
  assert.equal(find(`https://app.acme.com/verify/${good}/next`).asked.text, good);
  // A URL's line break is sent, and told as such.
  const { asked } = find(`${URL_OF_ENDPOINT}?token=${good}%0A`);
  assert.deepEqual([asked.text, asked.behind], [good, "%0A"]);
  assert.equal(explained(`${URL_OF_ENDPOINT}?token=${good}%0A`).cause, "sent");
});

test("what is called repeats no token", () => {
  const cut = good.slice(0, 200);
  for (const query of [
    `access_token=${good}`,
    `Token=${good}`,
    `token=${good}`,
    `t=Bearer%20${good}`,
    `${good}=1`,
    `key=${KEY}`,
    `t=${cut}`,
    `x=${good}%0A`,
  ]) {
    const { called } = find(`curl "${URL_OF_ENDPOINT}?a=1&${query}&b=%2F"`);
    assert.deepEqual([called.query, called.pipe], ["a=1&b=%2F", "top_pages"], query.replace(good, "…"));
  }
  assert.equal(find(`GET /v0/pipes/top_pages.json?access_token=${good}&a=1 HTTP/1.1`).called.query, "a=1");
  assert.equal(find(`https://app.acme.com/verify/${good}/x`).called.path, "/verify/…/x");
});

test("what Tinybird has answered counts for more than that nothing shows", () => {
  const request = `curl -H "Authorization: Bearer ${good}" ${URL_OF_ENDPOINT}`;
  const answered = (error, more = request, options) => explained(`${more}\n${JSON.stringify({ error })}`, options);
  for (const [error, open, says] of [
    ["Invalid signature", ["key", "key-whitespace"], /the signature does not match/],
    ["Workspace with ID 7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c not found in region", ["workspace", "region"], /another region/],
    ["The token you're trying to use has expired", ["time"], /has expired/],
    ["The token has no permission for this", ["scope", "api"], /no scope of it covers this/],
    ["invalid authentication token", ["claims", "key", "time"], /the token itself is refused/],
    ["missing auth token", ["sent"], /no token was sent/],
    ["rate limit exceeded", [], /too many requests/],
    ["Missing columns: x", [], /say nothing about the token/],
  ]) {
    const told = answered(error);
    assert.deepEqual([told.accepted, told.cause, told.open.sort()], [false, undefined, [...open].sort()], error);
    assert.match(told.line, /^None of these shows in what is given, but Tinybird refused the request: [a-z]/);
    assert.match(told.line, says);
    for (const code of open) assert.match(told.of(code).why, / But Tinybird’s answer points at it\.$/);
  }
  assert.equal(explained(request).accepted, true);
  // What is confirmed stays so; what was open is not called none.
  assert.equal(answered("Invalid signature", request.replace("top_pages", "revenue")).cause, "scope");
  assert.match(answered("Invalid signature", request, { key: "" }).line, /^Not known yet/);
  assert.match(answered("Invalid signature", good).line, /^Not known yet/);
});

const B = `Authorization: Bearer ${good}`;
const placeIn = (text) => find(text).called.sentAs.find(({ token }) => token === find(text).asked.text).place;

test("what is sent with a token, in the quotes of a header or an address, is not passed over", () => {
  for (const text of [
    ...["\\n", ";", ",", ")", " x", "\\", ".", "' x"].map((behind) => `curl -H "${B}${behind}" ${URL_OF_ENDPOINT}`),
    ...["\\n", ";", ",", ")"].map(
      (behind) => `curl -H 'X-ClickHouse-Key: ${good}${behind}' "https://clickhouse.tinybird.co/?query=SELECT+1+FROM+events"`,
    ),
    ...["\\n", ";", ",", ")"].map((behind) => `fetch("${URL_OF_ENDPOINT}", { headers: { Authorization: \`Bearer ${good}${behind}\` } })`),
    ...[")", "]", ".", ",", ";", ">", " ", "\\n"].map((behind) => `curl "${URL_OF_ENDPOINT}?token=${good}${behind}"`),
    `curl -H Authorization: Bearer ${good} ${URL_OF_ENDPOINT}`,
    `curl ${URL_OF_ENDPOINT}?token=${good})`,
  ]) {
    const told = explained(text);
    assert.deepEqual([told.accepted, told.cause, told.open], [false, undefined, ["sent"]], text);
  }
});

test("what ends a header or an address is no part of the token", () => {
  for (const text of [
    `curl -H "${B}" ${URL_OF_ENDPOINT}`,
    `curl -H '${B} ' ${URL_OF_ENDPOINT}`,
    `curl -H $'${B}' ${URL_OF_ENDPOINT}`,
    `curl -H ^"${B}^" ${URL_OF_ENDPOINT}`,
    `sh -c "curl -H \\"${B}\\" ${URL_OF_ENDPOINT}"`,
    `curl --oauth2-bearer ${good} ${URL_OF_ENDPOINT}`,
    `curl --oauth2-bearer '${good}' ${URL_OF_ENDPOINT}`,
    `GET /v0/pipes/top_pages.json\nHost: api.tinybird.co\n${B}\nAccept: */*`,
    `GET /v0/pipes/top_pages.json\r\nHost: api.tinybird.co\r\n${B}`,
    `fetch("${URL_OF_ENDPOINT}", { headers: { "Authorization": "Bearer ${good}", a: 1 } })`,
    `requests.get("${URL_OF_ENDPOINT}", headers={"Authorization": f"Bearer ${good}"})`,
    JSON.stringify({ url: URL_OF_ENDPOINT, headers: { Authorization: `Bearer ${good}` } }),
    JSON.stringify({ url: `${URL_OF_ENDPOINT}?token=${good}` }),
    `curl "${URL_OF_ENDPOINT}?token=${good}&a=1"`,
    `curl '${URL_OF_ENDPOINT}?a=1&token=${good}#x'`,
    `curl ${URL_OF_ENDPOINT}?token=${good}&a=1`,
    `curl ${URL_OF_ENDPOINT}?a=1\\&token=${good}`,
    `curl ${URL_OF_ENDPOINT}?token=${good} -s`,
    `[a link](${URL_OF_ENDPOINT}?token=${good}) and (${URL_OF_ENDPOINT})`,
    `<${URL_OF_ENDPOINT}?token=${good}>`,
    `${URL_OF_ENDPOINT}?a=1&token=${good}`,
  ])
    assert.equal(explained(text).accepted, true, text.replace(good, "T"));
});

test("a shell ends an address without quotes at its first &", () => {
  for (const text of [
    `curl ${URL_OF_ENDPOINT}?org_id=1&token=${good}`,
    `$ curl -s ${URL_OF_ENDPOINT}?a=1&b=2&token=${good}`,
    `curl -s \\\n  ${URL_OF_ENDPOINT}?a=1&token=${good}`,
    `wget ${URL_OF_ENDPOINT}?a=1&token=${good}`,
  ]) {
    const told = explained(text);
    assert.deepEqual([told.cause, told.why.includes("not in quotes")], ["sent", true], text);
    assert.match(told.fix, /in quotes/);
  }
  // Who has called it in another line is not known.
  assert.equal(placeIn(`curl is what I use.\n${URL_OF_ENDPOINT}?a=1&token=${good}`), "unclear");
});

test("a header of curl needs its colon", () => {
  for (const header of [`Authorization=Bearer ${good}`, `authorization = Bearer ${good}`, `X-ClickHouse-Key=${good}`])
    for (const option of ["-H", "--header", "-H "]) {
      assert.equal(placeIn(`curl ${option} "${header}" ${URL_OF_ENDPOINT}`), "colon", option + header);
      assert.equal(explained(`curl ${option} '${header}' https://analytics.acme.com/v0/pipes/top_pages.json`).cause, "sent");
    }
  assert.equal(placeIn(`irm ${URL_OF_ENDPOINT} -Headers @{ Authorization = "Bearer ${good}" }`), "authorization");
});

test("of different tokens in several places, nothing is said of either", () => {
  const expired = signed(claims({ exp: now - 60 }));
  for (const [header, query] of [
    [good, expired],
    [expired, good],
    [KEY, good],
    [good, KEY],
  ])
    for (const text of [
      `curl -H "Authorization: Bearer ${header}" "${URL_OF_ENDPOINT}?token=${query}"`,
      `curl "${URL_OF_ENDPOINT}?token=${query}" -H "Authorization: Bearer ${header}"`,
      `curl "${URL_OF_ENDPOINT}?token=${query}" -H "Authorization: Bearer ${header};"`,
    ]) {
      const told = explained(text);
      assert.deepEqual([told.accepted, told.cause, told.open], [false, undefined, ["sent"]]);
      assert.match(told.of("sent").why, /which of them counts is not known/);
    }
  assert.equal(explained(`curl -H "${B}" "${URL_OF_ENDPOINT}?token=${good}"`).accepted, true);
  assert.equal(explained(`curl -H "Cookie: a=${expired}" -H "${B}" ${URL_OF_ENDPOINT}`).accepted, true);
});

const ofFilter = (filter) => {
  const token = signed(claims({ scopes: [{ type: "DATASOURCES:READ", resource: "events", filter }] }));
  const said = grants(mintbird.inspect(token, { now }), now, mintbird);
  return { ...explained(`curl -H "Authorization: Bearer ${token}" "https://api.tinybird.co/v0/sql?q=SELECT%201%20FROM%20events"`), said };
};

test("a filter that is no condition of its own is not called one", () => {
  for (const filter of ["org_id = 'a') OR (1=1", "org_id = 'O'Brien'", "org_id = 'acme", "(org_id = 'a'", "org_id = "]) {
    const told = ofFilter(filter);
    assert.equal(told.accepted, false, filter);
    assert.match(told.said, /^What it reads of the data source events is not known: its filter is not one whole condition\.$/, filter);
  }
  for (const filter of ["org_id = 'O''Brien'", "(org_id = 'a')", "org_id = ')' -- (", "org_id IN ('a', 'b')"]) {
    const told = ofFilter(filter);
    assert.equal(told.accepted, true, filter);
    assert.match(told.said, /^May read the data source events where /, filter);
  }
});

test("a filter that holds for every row is a hole", () => {
  for (const filter of ["1=1", "org_id='a' OR 1", "'a' = 'a'"]) {
    const told = ofFilter(filter);
    assert.deepEqual([told.accepted, told.cause], [false, "hole"], filter);
    assert.match(told.why, /\/scopes\/0\/filter: .*holds for every row\./);
    assert.match(told.said, /^Reads every row of the data source events/);
  }
});

test("what is worse than a 403 does not explain one, as long as something is open", () => {
  const nulled = signed(claims({ scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: null } }] }));
  const request = `curl -H "Authorization: Bearer ${nulled}" ${URL_OF_ENDPOINT}`;
  assert.match(explained(request).line, /^This gives no 403, but something worse: it does not pin or limit what it should\.$/);
  for (const told of [
    explained(nulled, { key: "" }),
    explained(nulled),
    explained(request, { key: "" }),
    explained(`${request}\n{"error":"x"}`),
  ])
    assert.deepEqual(
      [told.cause, told.line],
      ["hole", "This gives no 403, but something worse: it does not pin or limit what it should; what gives the 403 is not known yet."],
    );
});

test("a filter with a clause, or of which only a part is there, is a cause of its own", () => {
  for (const filter of ["a=1 LIMIT 5", "a = 1;", "SELECT 1", "WHERE org_id = 'acme'", "org_id = 'a') OR (1=1", "org_id = 'O'Brien'"]) {
    const told = ofFilter(filter);
    assert.deepEqual([told.cause, told.of("hole").applies], ["filter", false], filter);
    assert.match(told.why, /\/scopes\/0\/filter: /);
  }
});

test("of a payload that cannot be read, nothing is said that it pins", () => {
  for (const token of [good.slice(0, 100), signed("not JSON"), good.replace(/\.[^.]+\./, ".AAAA.")])
    assert.equal(explained(`curl -H "Authorization: Bearer ${token}" ${URL_OF_ENDPOINT}`).of("hole").applies, undefined);
});

test("the query of a pipe may be in the body", () => {
  const request = (rest) => explained(`curl ${rest} -H "${B}" ${URL_OF_ENDPOINT}`);
  for (const rest of [
    '-X POST --data-urlencode "q=SELECT * FROM _ JOIN invoices USING id"',
    "-d 'q=SELECT * FROM invoices'",
    "-d 'page=1' -d 'q=SELECT * FROM invoices'",
    "-d 'page=1&q=SELECT * FROM invoices'",
    "-dquery=SELECT",
    '-G --data-urlencode "q=SELECT * FROM invoices"',
    "-d @body.txt",
    "--data-urlencode q@query.sql",
    `-d '{"q":"SELECT 1 FROM invoices"}'`,
    `--json '{"q":"SELECT 1 FROM invoices"}'`,
    "-F q=SELECT",
    "--url-query q=SELECT",
  ]) {
    const told = request(rest);
    assert.deepEqual([told.accepted, told.cause, told.open], [false, undefined, ["scope"]], rest);
    assert.match(told.of("scope").why, /query in .* beside it is not known here/);
  }
  for (const rest of ["-d 'page=1&org=2'", "-G --data-urlencode 'page=1' -d limit=3", "-d ''", "-s", "-X POST"])
    assert.equal(request(rest).accepted, true, rest);
  for (const call of [
    `fetch("${URL_OF_ENDPOINT}", { method: "POST", headers: { Authorization: "Bearer ${good}" }, body: "q=SELECT 1 FROM x" })`,
    `requests.post("${URL_OF_ENDPOINT}", headers={"Authorization": "Bearer ${good}"}, data={"q": query})`,
  ])
    assert.deepEqual(explained(call).open, ["scope"], call);
});

test("what a shell puts together is one header", () => {
  for (const header of [`'Authorization: Bearer '${good}`, `"Authorization: Bearer "${good}`]) {
    assert.equal(explained(`curl -H ${header} ${URL_OF_ENDPOINT}`).accepted, true, header);
    assert.equal(explained(`curl ${URL_OF_ENDPOINT} -H ${header}`).accepted, true, header);
    assert.deepEqual(explained(`curl -H ${header}x" ${URL_OF_ENDPOINT}`).accepted, false);
  }
  for (const header of [
    `'Authorization: Bearer "${good}"'`,
    `"Authorization: Bearer '${good}'"`,
    `"Authorization: Bearer \\"${good}\\""`,
    `Authorization: Bearer "${good}"`,
  ])
    assert.equal(placeIn(`curl -H ${header} ${URL_OF_ENDPOINT}`), "quotes", header);
});

test("a token that sticks to its Bearer", () => {
  for (const scheme of ["Bearer", "bearer", "BEARER"])
    for (const token of [good, KEY]) {
      const text = `curl -H "Authorization: ${scheme}${token}" ${URL_OF_ENDPOINT}`;
      assert.deepEqual([find(text).asked.text, placeIn(text), explained(text).cause], [token, "scheme", "sent"]);
    }
  assert.match(explained(`curl -H "Authorization: Bearer${good}" ${URL_OF_ENDPOINT}`).why, /`Bearer` and a space before it/);
});

test("a variable that is filled in when the request is made", () => {
  for (const [text, variable] of [
    [`curl -H "Authorization: Bearer $TB_TOKEN" ${URL_OF_ENDPOINT}`, "$TB_TOKEN"],
    [`curl -H "Authorization: Bearer \${TB_TOKEN}" ${URL_OF_ENDPOINT}`, "${TB_TOKEN}"],
    [`curl -H "Authorization: $TB_TOKEN" ${URL_OF_ENDPOINT}`, "$TB_TOKEN"],
    [`curl -H "X-ClickHouse-Key: $T" https://clickhouse.tinybird.co`, "$T"],
    [`curl "${URL_OF_ENDPOINT}?token=$T"`, "$T"],
    [`curl ${URL_OF_ENDPOINT}?token=$T`, "$T"],
    [`curl.exe -H "Authorization: Bearer $env:TB_TOKEN" ${URL_OF_ENDPOINT}`, "$env:TB_TOKEN"],
    [`fetch("${URL_OF_ENDPOINT}", { headers: { Authorization: \`Bearer \${token}\` } })`, "${token}"],
    [`curl -H 'Authorization: Bearer $TB_TOKEN' ${URL_OF_ENDPOINT}`, undefined],
    [`curl '${URL_OF_ENDPOINT}?token=$T'`, undefined],
    [`fetch("${URL_OF_ENDPOINT}", { headers: { Authorization: "Bearer \${token}" } })`, undefined],
    ["Authorization: Bearer ${process.env.TOKEN}", undefined],
  ]) {
    const found = find(text);
    assert.deepEqual([found.form, found.variable], ["no-token", variable], text);
  }
});

test("a token that something has come into is broken by that, and not cut off", () => {
  const [header, payload, signature] = good.split(".");
  const padded = (text) => Buffer.from(text, "base64url").toString("base64");
  for (const [between, name] of [
    [" ", "a space"],
    ["\t", "a tab"],
    ["\u00a0", "U+00A0"],
    ["\u200b", "U+200B"],
    ["\u00ad", "U+00AD"],
    ["\ufeff", "U+FEFF"],
    ["=", "`=`"],
  ])
    for (const at of [10, 200, good.length - 20]) {
      const broken = good.slice(0, at) + between + good.slice(at);
      for (const text of [broken, `curl -H "Authorization: Bearer ${broken}" ${URL_OF_ENDPOINT}`, JSON.stringify({ token: broken })]) {
        const { tokens, asked } = find(text);
        assert.deepEqual([tokens.length, asked.cutAfter, asked.damage], [1, at, `It is broken by ${name} after ${at} characters.`], name);
        assert.deepEqual([explained(text).cause, explained(text).why], ["token", asked.damage]);
      }
    }
  // Base64 of the other kind, with its padding.
  const long = signed(claims({ name: "??>>~~", a: "???" }), KEY, { alg: "HS256" });
  const other = long.split(".").map(padded).join(".");
  assert.match(find(other).asked.damage, /^It is broken by `[=+/]` after \d+ characters\.$/);
  assert.match(explained(`curl -H "Authorization: Bearer ${other}" ${URL_OF_ENDPOINT}`).fix, /base64url without padding/);
  assert.match(find(`${header}=.${payload}.${signature}`).asked.damage, /`=` after 36/);
  // Words behind one that is cut off are none of it.
  for (const text of [
    `${good.slice(0, 200)} and then. More words`,
    `${good.slice(0, 200)} example.com`,
    `${good.slice(0, 200)}=`,
    `${good.slice(0, 60)}...${good.slice(-6)}`,
  ])
    assert.deepEqual([find(text).asked.damage, find(text).asked.cutAfter > 0], [undefined, true], text);
});

test("dots that a URL has as escapes are dots", () => {
  for (const dot of ["%2E", "%2e"])
    for (const token of [good, KEY]) {
      const escaped = token.replaceAll(".", dot);
      assert.equal(find(escaped).asked.text, token);
      assert.equal(find(`${URL_OF_ENDPOINT}?a=1&token=${escaped}`).asked.text, token);
    }
  const escaped = good.replaceAll(".", "%2E");
  assert.equal(explained(`${URL_OF_ENDPOINT}?token=${escaped}`).accepted, true);
  const told = explained(`curl -H "Authorization: Bearer ${escaped}" ${URL_OF_ENDPOINT}`);
  assert.deepEqual([told.cause, told.why], ["token", "It is broken by `%2E` after 36 characters."]);
});

test("a token whose first part is missing, or that is two", () => {
  const lost = [good.split(".").slice(1).join("."), signed({ scopes: [] }).split(".").slice(1).join(".")];
  for (const [texts, says] of [
    [lost, /^Its header is missing/],
    [[KEY.slice(2), LOCAL_KEY.slice(2)], /^Its `p\.` is missing/],
    [[good + good, good + KEY, KEY + KEY, KEY + good], /^Two tokens stand together/],
  ])
    for (const text of texts)
      for (const pasted of [text, `curl -H "Authorization: Bearer ${text}" ${URL_OF_ENDPOINT}`]) {
        const { asked } = find(pasted);
        assert.match(asked.damage ?? "", says);
        assert.equal(asked.text, text);
        assert.equal(mintbird.inspect(asked.text).kind === "jwt", false);
      }
  assert.deepEqual([explained(lost[0]).cause, explained(good + good).cause], ["token", "token"]);
});

test("what the Events API needs is a scope of its own", () => {
  const to = (query, ...scopes) =>
    explained(`curl -H "Authorization: Bearer ${signed(claims({ scopes }))}" "https://api.tinybird.co/v0/events${query}" -d '{}'`);
  const append = (resource) => ({ type: "DATASOURCES:APPEND", resource });
  const read = { type: "DATASOURCES:READ", resource: "events", filter: "org_id = 'a'" };
  for (const told of [
    to("?name=events", read),
    to("", read),
    to("?name=events", append("other")),
    to("?name=events", append("other"), read),
  ]) {
    assert.deepEqual([told.cause, told.of("api").applies], ["scope", undefined]);
    assert.match(told.fix, /"DATASOURCES:APPEND", "resource": "events"/);
  }
  for (const told of [
    to("?name=events", append("events")),
    to("", append("events")),
    to("?name=events", append("t_b9427fe2bcd543d1a8923d18c094e8c1")),
    to("?name=t_b9427fe2bcd543d1a8923d18c094e8c1", append("events")),
  ])
    assert.deepEqual([told.cause, told.accepted, told.open], [undefined, false, ["scope", "api"]]);
});

test("times that Tinybird does not document are left open", () => {
  const of = (more) => explained(`curl -H "Authorization: Bearer ${signed(claims(more))}" ${URL_OF_ENDPOINT}`);
  for (const iat of [now * 1000, now * 1e6, String(now), "soon"])
    assert.deepEqual([of({ iat }).accepted, of({ iat }).cause, of({ iat }).open], [false, undefined, ["claims"]], String(iat));
  for (const iat of [now + 10, now + 3600.5, now + 86_400 * 400])
    assert.deepEqual([of({ iat }).accepted, of({ iat }).cause, of({ iat }).open], [false, undefined, ["not-yet-valid"]], String(iat));
  for (const iat of [now, now - 10.5, now - 1]) assert.equal(of({ iat }).accepted, true, String(iat));
  // Beside a claim that is known to be wrong, they are not spoken of.
  assert.equal(of({ iat: now * 1000, name: undefined }).cause, "claims");
  assert.doesNotMatch(of({ iat: now * 1000, name: undefined }).why, /iat/);
});

test("a duration for an expiry", () => {
  for (const [exp, plus] of [
    [600, 600],
    [3600, 3600],
    [86_400 * 30, 600],
  ]) {
    const told = explained(signed(claims({ exp })));
    assert.deepEqual([told.cause, told.fix], ["time", `"exp": Math.floor(Date.now() / 1000) + ${plus}`]);
    assert.match(told.why, new RegExp(`is ${exp}, which looks like a duration`));
  }
  for (const exp of [now - 5, now - 86_400 * 700]) assert.match(explained(signed(claims({ exp }))).fix, /^Mint a new one/);
});

test("the length of a signature needs no key", () => {
  for (const [hash, alg, bytes] of [
    ["sha384", "HS384", 48],
    ["sha512", "HS512", 64],
  ])
    for (const key of ["", KEY]) {
      const told = explained(`curl -H "Authorization: Bearer ${signed(claims(), KEY, { alg }, hash)}" ${URL_OF_ENDPOINT}`, { key });
      assert.equal(told.cause, "key");
      assert.match(told.why, new RegExp(`has ${bytes} bytes`));
    }
});
