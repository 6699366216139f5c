// Ours against jose, fast-jwt and PyJWT. Wherever they disagree about a token, disagreements.json says why ours is right; what it
// does not list fails, and so does what it lists and nobody sees.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { createVerifier } from "fast-jwt";
import { jwtVerify } from "jose";
import { Verifier } from "mintbird";
import { KEY, NOW, tokens } from "./differential/tokens.js";

const COUNT = Number(process.env.TOKENS ?? 200_000);
const SEED = 7;

const generated = [];
for (const entry of tokens(SEED)) if (generated.push(entry) === COUNT) break;

/** The libraries: a token's claims, or an error. */
const ours = (
  (verifier) => (token) =>
    verifier.verify(token, { now: NOW })
)(new Verifier({ keys: KEY }));
const fastJwt = createVerifier({ key: KEY, algorithms: ["HS256"], clockTimestamp: NOW * 1000, requiredClaims: ["exp"], cache: false });

async function jose() {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(KEY), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const options = { algorithms: ["HS256"], currentDate: new Date(NOW * 1000), requiredClaims: ["exp"] };
  const verdicts = [];
  for (let at = 0; at < generated.length; at += 64) {
    const some = generated.slice(at, at + 64).map(({ token }) =>
      jwtVerify(token, key, options).then(
        ({ payload }) => payload,
        (error) => error.code ?? error.name,
      ),
    );
    verdicts.push(...(await Promise.all(some)));
  }
  return verdicts;
}

async function pyjwt() {
  const python = spawn(
    new URL("../../../.venv/bin/python", import.meta.url).pathname,
    [new URL("differential/pyjwt.py", import.meta.url).pathname],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  python.stdin.end(JSON.stringify({ key: KEY, now: NOW, tokens: generated.map(({ token }) => token) }));
  const [verdicts] = await Promise.all([text(python.stdout), once(python, "close").then(([code]) => assert.equal(code, 0))]);
  return JSON.parse(verdicts).map((verdict) => (Array.isArray(verdict) ? { exp: verdict[0], name: verdict[1] } : verdict));
}

const attempt = (verify) => (entry) => {
  try {
    return verify(entry.token);
  } catch (error) {
    return error.code ?? error.name;
  }
};

test("where libraries disagree, it is known why", async () => {
  const theirs = { PyJWT: pyjwt(), "fast-jwt": generated.map(attempt(fastJwt)), jose: jose() };
  const mine = generated.map(attempt(ours));
  const listed = new Map();
  for (const { why, ours, changes } of JSON.parse(readFileSync(new URL("differential/disagreements.json", import.meta.url), "utf8"))) {
    assert.ok(why && ours);
    for (const [change, libraries] of Object.entries(changes)) {
      for (const library of libraries) {
        const found = `${library}, ours ${ours}: ${change}`;
        assert.ok(!listed.has(found), `listed twice: ${found}`);
        listed.set(found, 0);
      }
    }
  }
  const unexplained = new Map();
  let disagreements = 0;
  for (const [library, pending] of Object.entries(theirs)) {
    const verdicts = await pending;
    assert.equal(verdicts.length, mine.length);
    for (const [index, { changed, token }] of generated.entries()) {
      const [own, other] = [mine[index], verdicts[index]];
      const accepted = [own, other].map((verdict) => typeof verdict === "object");
      if (accepted[0] && accepted[1]) {
        assert.deepEqual([other.exp, other.name], [own.exp, own.name], token);
        if (library !== "PyJWT") assert.equal(JSON.stringify(other), JSON.stringify(own), token);
      }
      if (accepted[0] === accepted[1]) continue;
      disagreements += 1;
      const verdict = accepted[0] ? "ok" : own;
      const reasons = changed.map((change) => `${library}, ours ${verdict}: ${change}`);
      const known = reasons.filter((reason) => listed.has(reason));
      for (const reason of known) listed.set(reason, listed.get(reason) + 1);
      if (known.length === 0)
        unexplained.set(
          reasons.join(" + ") || `${library}, ours ${verdict}: unchanged`,
          `${token} (theirs: ${accepted[1] ? "ok" : other})`,
        );
    }
  }
  const shortest = [...unexplained].sort(([one], [other]) => one.length - other.length).slice(0, 20);
  assert.deepEqual(shortest, [], `${unexplained.size} new disagreements`);
  assert.deepEqual(
    [...listed].filter(([, count]) => count === 0),
    [],
    "listed, but nobody sees it",
  );
  console.log(
    `trust: differential, jose, fast-jwt and PyJWT | ${COUNT} tokens, ${disagreements} disagreements in ${listed.size} classes | 0 unexplained`,
  );
});
