// What is found in a pasted text, and where it was sent: in one process, so that many texts can be tried.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as mintbird from "mintbird";
import { causes, find, verdict } from "mintbird/explain";
import { KEY, claims, signed } from "./explain-cases.js";

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
      report: { ...report, kind: "jwt" },
      key,
      pipe: called?.pipe ?? "",
      called,
      origin,
      answer,
      cutAfter: asked.cutAfter,
      now,
    },
    mintbird,
  );
  const { accepted, cause, line } = verdict(list, answer);
  const open = list.filter(({ applies }) => applies === undefined).map(({ code }) => code);
  return { accepted, cause: cause?.code, line, why: cause?.why, fix: cause?.fix, open, of: (code) => list.find((each) => each.code === code) };
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
  for (const behind of [" = x", ".", ", and", "%22", "%20", "&a=b/c", "#a=", '"', "=\r\nAnd then", "=\nAnd then", "/eyJhbGciOiJIUzI1NiJ9.e30.x"])
    assert.equal(find(good + behind).asked.text, good, behind);
  assert.equal(find(`https://app.acme.com/verify/${good}/next`).asked.text, good);
  // A URL's line break is sent, and told as such.
  const { asked } = find(`${URL_OF_ENDPOINT}?token=${good}%0A`);
  assert.deepEqual([asked.text, asked.behind], [good, "%0A"]);
  assert.equal(explained(`${URL_OF_ENDPOINT}?token=${good}%0A`).cause, "sent");
});

test("what is called repeats no token", () => {
  const cut = good.slice(0, 200);
  for (const query of [`access_token=${good}`, `Token=${good}`, `token=${good}`, `t=Bearer%20${good}`, `${good}=1`, `key=${KEY}`, `t=${cut}`, `x=${good}%0A`]) {
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
