// A call stack that overflows in the middle of the module may stop it for good: WebAssembly has no way back. What it answers
// after that, if it answers, has to be right. Node runs each file in a process of its own, so that nothing else is stopped.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Minter, Verifier, inspect } from "mintbird";
import { KEY, NOW, OTHER_KEY, template } from "./fixtures.js";

const at = { now: NOW };
const params = { user_id: "u", org_id: "acme" };
const minter = new Minter(template, KEY);
const verifier = new Verifier({ keys: KEY });
const token = minter.mint(params, at);
const foreign = new Minter(template, OTHER_KEY).mint(params, at);
const request = { pipe: "top_pages", params: { org_id: "other" } };

/** What each call has to say. */
const calls = [
  [() => minter.mint(params, at), token],
  [() => minter.mintMany([params, params, params, params], at), [token, token, token, token]],
  [() => verifier.verify(token, at).name, "dashboard_u"],
  [() => verifier.authorize(token, request, at).params.org_id, "acme"],
  [() => verifier.authorize(foreign, request, at).allowed, false],
  [() => inspect(token, at).claims.name, "dashboard_u"],
];

function answersRightly([call, expected]) {
  let answer;
  try {
    answer = call();
  } catch {
    return "refused";
  }
  assert.deepEqual(answer, expected);
  return "right";
}

test("a stack that overflows in the middle of a call makes no wrong answer", () => {
  for (const [index, call] of calls.entries()) {
    let overflowed = 0;
    const wrong = [];
    // As deep as it goes, and a call on the way back from every depth: some of them overflow within the module.
    const deep = () => {
      try {
        deep();
      } finally {
        try {
          if (answersRightly(call) === "refused") overflowed++;
        } catch (error) {
          if (error instanceof assert.AssertionError) wrong.push(error);
        }
      }
    };
    assert.throws(deep, RangeError);
    assert.ok(overflowed > 0, `call ${index} never overflowed`);
    assert.deepEqual(wrong, []);
    calls.forEach(answersRightly);
  }
});
