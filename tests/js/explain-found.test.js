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
      cutAfter: asked.cutAfter,
      now,
    },
    mintbird,
  );
  const { accepted, cause, line } = verdict(list, answer);
  return { accepted, cause: cause?.code, line, why: cause?.why, fix: cause?.fix, of: (code) => list.find((each) => each.code === code) };
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
