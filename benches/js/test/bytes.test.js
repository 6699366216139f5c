// Speed is not bought with other bytes: `mint`, `mintMany` and `sign` agree on random templates and params, and with
// JSON.stringify and node:crypto.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { Minter, MintbirdError, Verifier, sign } from "mintbird";
import { KEY } from "../payloads.js";

const NOW = 1_700_000_000;
const WORKSPACE = "47c5dbba-8063-4765-b2e7-4be1bce2370e";
const PARAMS = ["user_id", "org", "plan", "region"];

/** Text that has every kind of character in it, and those that templates and JSON give a meaning. */
const unit = fc.oneof(fc.constantFrom(..."ab{}1 \"\\/'\n\u0000é€😀"), fc.string({ unit: "binary", minLength: 1, maxLength: 1 }));
const text = fc.string({ unit, maxLength: 60 });
const filled = text.filter((text) => text.length > 0);
const value = fc.oneof(filled, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());

/** A string of a template, and what it becomes: literal text, and placeholders inside of it or alone. */
const literal = (text) => text.replace(/[{}]/g, "$&$&");
const piece = fc.oneof(
  text.map((text) => ({ source: literal(text), fill: () => text })),
  fc.constantFrom(...PARAMS).map((name) => ({ source: `{${name}}`, fill: (params) => String(params[name]) })),
);
const mixed = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => {
  const source = pieces.map(({ source }) => source).join("");
  const alone = /^\{(\w+)\}$/.exec(source)?.[1];
  const fill = (params) => pieces.map(({ fill }) => fill(params)).join("");
  return { source, fill: alone === undefined ? fill : (params) => params[alone] };
});
const identifier = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/);

const template = fc.record({
  name: mixed,
  ttl: fc.integer({ min: 1, max: 86_400 }),
  scopes: fc.uniqueArray(fc.tuple(identifier, fc.uniqueArray(fc.tuple(identifier, mixed), { selector: ([name]) => name, maxLength: 4 })), {
    selector: ([resource]) => resource,
    minLength: 1,
    maxLength: 5,
  }),
  rps: fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined }),
});
const params = fc.record(Object.fromEntries(PARAMS.map((name) => [name, value])));

/** The document of a template, or its claims. */
function build({ name, scopes, rps }, string, rest) {
  return {
    workspace_id: WORKSPACE,
    name: String(string(name)),
    ...rest,
    scopes: scopes.map(([resource, fixed]) => ({
      type: "PIPES:READ",
      resource,
      ...(fixed.length > 0 && { fixed_params: Object.fromEntries(fixed.map(([name, value]) => [name, string(value)])) }),
    })),
    ...(rps !== undefined && { limits: { rps } }),
  };
}

test("mint, mintMany and sign make the same bytes as JSON.stringify and node:crypto", () => {
  let minted = 0;
  const same = fc.property(template, fc.array(params, { minLength: 1, maxLength: 7 }), (parts, sets) => {
    const document = build(parts, ({ source }) => source, { ttl: parts.ttl });
    let minter;
    try {
      minter = new Minter(document, KEY);
    } catch (error) {
      // A template may be refused, for an empty name for one; what is accepted is what is tested.
      assert.ok(error instanceof MintbirdError && error.code === "template", String(error));
      return;
    }
    const used = sets.map((params) => Object.fromEntries(minter.params.map((name) => [name, params[name]])));
    const options = { now: NOW };
    let tokens;
    try {
      tokens = used.map((params) => minter.mint(params, options));
    } catch (error) {
      assert.ok(error instanceof MintbirdError && error.code === "param", String(error));
      assert.throws(() => minter.mintMany(used, options), { code: "param" });
      return;
    }
    assert.deepEqual(minter.mintMany(used, options), tokens);
    const backwards = used.map((params) => Object.fromEntries(Object.entries(params).reverse()));
    assert.deepEqual(minter.mintMany(backwards, options), tokens);
    const verifier = new Verifier({ keys: KEY });
    tokens.forEach((token, i) => {
      const claims = build(parts, ({ fill }) => fill(used[i]), { exp: NOW + parts.ttl });
      assert.equal(sign(claims, KEY), token);
      const input = `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
      assert.equal(token, `${input}.${createHmac("sha256", KEY).update(input).digest("base64url")}`);
      assert.deepEqual(verifier.verify(token, options), JSON.parse(JSON.stringify(claims)));
    });
    verifier.free();
    minter.free();
    minted += tokens.length;
  });
  fc.assert(same, { numRuns: 1000, includeErrorInReport: true });
  assert.ok(minted > 500, `only ${minted} tokens were compared`);
});
