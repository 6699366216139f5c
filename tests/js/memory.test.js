// What is left in the modules' memory, and that it does not grow: WebAssembly's memory never shrinks.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { memories } from "./memories.js";
import { Minter, RateLimiter, Verifier, inspect, mintStaticToken, parseStaticToken, sign, verifyStaticToken } from "mintbird";
import { inspect as inspectSmall } from "mintbird/inspect";
import { KEY, NOW, localTokens, template } from "./fixtures.js";

const [memory, smallMemory] = memories;
const params = { user_id: "u", org_id: "a" };
const keys = localTokens.flatMap(Object.values);

/** Whether any part of a key, 24 characters long, or anything as good as the key is in the memory. */
function traces(key) {
  const bytes = Buffer.from(memory.buffer);
  const found = [];
  for (let at = 0; at + 24 <= key.length; at++) if (bytes.includes(key.slice(at, at + 24))) found.push(`at ${at}`);
  // HMAC uses the hash of a key that is longer than a block, in two masks. The token's own MAC is what makes it a secret.
  const hash = createHash("sha256").update(key).digest();
  const masked = (mask) => hash.map((byte) => byte ^ mask);
  const mac = Buffer.from(key.split(".")[2], "base64url");
  const padded = (mask) => Buffer.concat([masked(mask), Buffer.alloc(32, mask)]);
  const states = { innerState: stateBehind(padded(0x36)), outerState: stateBehind(padded(0x5c)) };
  for (const [name, secret] of Object.entries({ hash, inner: masked(0x36), outer: masked(0x5c), mac, ...states })) {
    if (bytes.includes(secret)) found.push(name);
  }
  return found;
}

/** SHA-256's state behind one block, as eight words lie in the memory. Whoever has those of HMAC's two blocks signs as with the key. */
function stateBehind(block) {
  const primes = [];
  for (let number = 2; primes.length < 64; number++) if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  const fraction = (root) => ((root % 1) * 2 ** 32) >>> 0;
  const rotated = (word, by) => (word >>> by) | (word << (32 - by));
  const words = Array.from({ length: 16 }, (_, index) => block.readUInt32BE(4 * index));
  for (let index = 16; index < 64; index++) {
    const [early, late] = [words[index - 15], words[index - 2]];
    const low = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
    const high = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
    words[index] = (words[index - 16] + low + words[index - 7] + high) | 0;
  }
  const start = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  let [a, b, c, d, e, f, g, h] = start;
  for (const [index, word] of words.entries()) {
    const one = h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) + fraction(Math.cbrt(primes[index])) + word;
    const two = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
  }
  const state = Buffer.alloc(32);
  [a, b, c, d, e, f, g, h].forEach((word, index) => state.writeUInt32LE((word + start[index]) >>> 0, 4 * index));
  return state;
}

test("a state is computed as SHA-256 computes it", () => {
  const block = Buffer.alloc(64);
  block.write("abc\x80", "latin1");
  block[63] = 24;
  assert.equal(stateBehind(block).swap32().toString("hex"), createHash("sha256").update("abc").digest("hex"));
});

const swallow = (run) => {
  try {
    run();
  } catch {
    // The refusal itself is tested elsewhere.
  }
};

test("the search finds a key that is there", () => {
  const key = keys[5];
  inspect(key);
  const view = new Uint8Array(memory.buffer);
  view.set(new TextEncoder().encode(key), view.length - 4096);
  assert.equal(traces(key).length, key.length - 23);
  view.fill(0, view.length - 4096, view.length - 3000);
});

test("no key is left after free(), sign or a refusal", () => {
  const [minterKey, verifierKey, secondKey, signKey, refusedKey] = keys;
  // Not one of the others, and not made by the module.
  const tokenKey = `p.${randomBytes(60).toString("base64url")}.${randomBytes(32).toString("base64url")}`;
  const minter = new Minter(template, `  ${minterKey}\n`);
  const token = minter.mint(params);
  minter.mintMany([params, params]);
  minter.free();
  assert.deepEqual(traces(minterKey), []);

  const verifier = new Verifier({ keys: [verifierKey, secondKey], clockTolerance: 1 });
  swallow(() => verifier.verify(token));
  verifier.free();
  assert.deepEqual(traces(verifierKey), []);
  assert.deepEqual(traces(secondKey), []);

  const claims = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  sign(claims, signKey);
  assert.deepEqual(traces(signKey), []);

  const said = parseStaticToken(keys[5]);
  verifyStaticToken(mintStaticToken(said, tokenKey), tokenKey);
  swallow(() => verifyStaticToken(refusedKey, tokenKey));
  swallow(() => mintStaticToken({ ...said, u: "x" }, tokenKey));
  assert.deepEqual(traces(tokenKey), []);

  swallow(() => sign({}, refusedKey));
  swallow(() => new Minter({}, refusedKey));
  swallow(() => new Minter("{", refusedKey));
  swallow(() => new Minter(template, `-----BEGIN ${refusedKey}`));
  swallow(() => new Minter(template, `{${refusedKey}`));
  swallow(() => new Verifier({ keys: [refusedKey, ""] }));
  swallow(() => new Verifier({ keys: [refusedKey], workspaceId: "x" }));
  assert.deepEqual(traces(refusedKey), []);
});

test("the bytes of a key are wiped in JavaScript too", () => {
  const { encode } = TextEncoder.prototype;
  const encoded = [];
  TextEncoder.prototype.encode = function (text) {
    const bytes = encode.call(this, text);
    if (text === KEY) encoded.push(bytes);
    return bytes;
  };
  try {
    new Minter(template, KEY);
    new Verifier({ keys: [KEY, KEY] });
    swallow(() => new Minter("{", KEY));
    swallow(() => new Verifier({ keys: [KEY, ""] }));
    swallow(() => sign({}, KEY));
    swallow(() => mintStaticToken({}, KEY));
    swallow(() => verifyStaticToken("", KEY));
  } finally {
    TextEncoder.prototype.encode = encode;
  }
  assert.equal(encoded.length, 7);
  for (const bytes of encoded) assert.ok(bytes.length === KEY.length && bytes.every((byte) => byte === 0));
});

/** Runs something often; the memory may grow in the first tenth of it only. */
function steady(times, run, of = memory) {
  for (let count = 0; count < times / 10; count++) swallow(run);
  const size = of.buffer.byteLength;
  for (let count = 0; count < times; count++) swallow(run);
  assert.equal(of.buffer.byteLength, size);
}

test("a long life does not grow the memory", () => {
  const minter = new Minter(template, KEY);
  const verifier = new Verifier({ keys: KEY });
  const token = minter.mint(params, { now: NOW });
  steady(100_000, () => minter.mint({ user_id: "u" }));
  steady(10_000, () => minter.mint(params));
  steady(10_000, () => minter.mint(params, { ttl: "soon" }));
  steady(10_000, () => minter.mint({ ...params, page: 1 }));
  steady(10_000, () => verifier.verify(token));
  steady(10_000, () => verifier.verify(`${token}x`));
  steady(10_000, () => inspect(token));
  steady(10_000, () => inspectSmall(token), smallMemory);
  steady(2000, () => new Minter(template, KEY).free());
  steady(2000, () => new Minter({ ...template, ttl: 0 }, KEY));
  steady(2000, () => new Minter(template, "short"));
  steady(2000, () => new Verifier({ keys: [KEY, ""] }));
  steady(2000, () => sign({}, KEY));
  steady(2000, () => verifyStaticToken(KEY, KEY));
});

test("a value that does not fit costs next to nothing, however often a template repeats it", () => {
  const fixed = (fixed_params) => [{ type: "PIPES:READ", resource: "r", fixed_params }];
  for (const scopes of [
    fixed({ a: "{v}".repeat(21_000) }),
    Array.from({ length: 100 }, (_, index) => ({ ...fixed({ a: "{v}", b: "{v}", c: "{v}" })[0], resource: `r${index}` })),
    [{ type: "DATASOURCES:READ", resource: "r", filter: `a = {v:String} ${"OR a = {v:String} ".repeat(1090)}` }],
  ]) {
    const minter = new Minter({ name: "n", ttl: 1, scopes }, KEY);
    swallow(() => minter.mint({ v: "x".repeat(16_384) }));
    const size = memory.buffer.byteLength;
    for (const character of ["\u0001", "\\", "{", "'", "é"]) {
      for (const length of [2000, 16_384]) {
        const v = `x${character.repeat(length)}`;
        const times = Array.from({ length: 20 }, () => {
          const start = performance.now();
          assert.throws(() => minter.mint({ v }), { code: "too-large" });
          return performance.now() - start;
        });
        assert.ok(Math.min(...times) < 1, `${Math.min(...times)} ms`);
      }
    }
    assert.equal(memory.buffer.byteLength, size);
    minter.free();
  }
});

test("a caller whose own code throws leaves nothing behind", () => {
  const throwing = {
    get name() {
      throw new Error();
    },
  };
  const minter = new Minter(template, KEY);
  steady(20_000, () => new Minter(throwing, KEY));
  steady(20_000, () =>
    minter.mint({
      get user_id() {
        throw new Error();
      },
    }),
  );
  steady(20_000, () =>
    minter.mint(params, {
      get now() {
        throw new Error();
      },
    }),
  );
  minter.free();
});

test("no input is too long", () => {
  const minter = new Minter(template, KEY);
  const verifier = new Verifier({ keys: KEY });
  const limiter = new RateLimiter({ maxNames: 1 });
  const huge = "x".repeat(100_000_000);
  const before = [memory.buffer.byteLength, smallMemory.buffer.byteLength];
  const spare = 4 << 20;
  for (const text of [huge, `é${huge}`, "😀".repeat(1e6)]) {
    swallow(() => inspect(text));
    swallow(() => inspectSmall(text));
    swallow(() => parseStaticToken(text));
    swallow(() => verifier.verify(text));
    swallow(() => minter.mint({ user_id: text, org_id: text }));
    swallow(() => minter.mint({ [text]: 1 }));
    swallow(() => minter.mint({ user_id: "u", org_id: [text, text] }));
    swallow(() => new Minter(text, KEY));
    swallow(() => new Minter(template, text));
    swallow(() => sign(text, KEY));
    swallow(() => sign({ name: text }, KEY));
    swallow(() => sign({}, text));
    swallow(() => new Verifier({ keys: text }));
    swallow(() => new Verifier({ keys: [KEY, text] }));
    swallow(() => new Verifier({ keys: KEY, workspaceId: text }));
    swallow(() => verifier.authorize(text, { pipe: text, id: text, params: { [text]: text } }));
    swallow(() => verifier.authorize(text, { pipe: "p", params: `a=${text}` }));
    swallow(() => limiter.take(text, 1));
    swallow(() => minter.mint(params, { ttl: text }));
  }
  const many = Object.fromEntries(Array.from({ length: 1e5 }, (_, index) => [`name_${index}`, "x".repeat(100)]));
  swallow(() => minter.mint(many));
  swallow(() => minter.mint({ user_id: "u", org_id: new Array(1e6).fill("x".repeat(100)) }));
  for (const [index, { buffer }] of [memory, smallMemory].entries()) {
    assert.ok(buffer.byteLength - before[index] < spare, `grew by ${buffer.byteLength - before[index]} bytes`);
  }
});

test("no batch is too long", () => {
  const minter = new Minter(template, KEY);
  const before = memory.buffer.byteLength;
  const sets = Array.from({ length: 100_000 }, (_, index) => ({ user_id: index, org_id: "a" }));
  const tokens = minter.mintMany(sets, { now: NOW });
  assert.equal(tokens.length, sets.length);
  for (const index of [0, 1023, 1024, 1025, 99_999]) assert.equal(tokens[index], minter.mint(sets[index], { now: NOW }));
  assert.equal(new Set(tokens).size, sets.length);
  const long = { user_id: "u", org_id: "x".repeat(5000) };
  assert.equal(minter.mintMany(Array(5000).fill(long), { now: NOW }).length, 5000);
  // All or nothing: the last one counts too.
  for (const wrong of [{ user_id: 1 }, undefined]) assert.throws(() => minter.mintMany([...sets, wrong]), { code: "param" });
  const grown = memory.buffer.byteLength - before;
  assert.ok(grown < 32 << 20, `grew by ${grown} bytes`);
});
