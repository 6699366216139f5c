// What HMAC derives from a key, the states after its two pads, is as good as the key. None of it is left in the module's memory
// after free(). ../memory.test.js searches for the key itself.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { memories } from "../memories.js";
import { Minter, Verifier, generateLocalTokens, sign } from "mintbird";

const [memory] = memories;
const NOW = 1_700_000_000;
const template = { name: "n_{user}", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "p", fixed_params: { org: "{org}" } }] };
const params = { user: "u", org: "acme" };

const fraction = (value) => Math.floor((value - Math.floor(value)) * 2 ** 32) >>> 0;
const primes = [2];
for (let number = 3; primes.length < 64; number += 2) if (primes.every((prime) => number % prime !== 0)) primes.push(number);
// Math.cbrt is exact enough for 32 bits of fraction.
const K = primes.map((prime) => fraction(Math.cbrt(prime)));
const H = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const rotate = (word, bits) => (word >>> bits) | (word << (32 - bits));

/** SHA-256's compression, since node:crypto shows no states. */
function compress(state, block) {
  const w = Array.from({ length: 16 }, (_, index) => block.readUInt32BE(4 * index));
  for (let t = 16; t < 64; t++) {
    const s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ (w[t - 15] >>> 3);
    const s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ (w[t - 2] >>> 10);
    w[t] = (w[t - 16] + s0 + w[t - 7] + s1) >>> 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 64; t++) {
    const t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + K[t] + w[t]) >>> 0;
    const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) >>> 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) >>> 0, c, b, a, (t1 + t2) >>> 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + state[index]) >>> 0);
}

const sha256 = (bytes) => {
  const padded = Buffer.alloc(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  padded.writeUInt32BE(bytes.length * 8, padded.length - 4);
  let state = H;
  for (let at = 0; at < padded.length; at += 64) state = compress(state, padded.subarray(at, at + 64));
  return state;
};

function bigEndian(words) {
  const bytes = Buffer.alloc(4 * words.length);
  words.forEach((word, index) => bytes.writeUInt32BE(word, 4 * index));
  return bytes;
}

/** Everything that HMAC makes of a key. */
function derived(key) {
  const block = Buffer.alloc(64);
  block.set(key.length > 64 ? bigEndian(sha256(Buffer.from(key))) : Buffer.from(key));
  const [inner, outer] = [0x36, 0x5c].map((pad) => block.map((byte) => byte ^ pad));
  return { pads: [inner, outer], states: [compress(H, inner), compress(H, outer)] };
}

/** What of a key's derivations is in the memory: eight bytes of a pad, three words of a state, in either order of bytes. */
function traces(key) {
  const bytes = Buffer.from(memory.buffer);
  const found = [];
  const { pads, states } = derived(key);
  for (const [name, pad] of [
    ["inner pad", pads[0]],
    ["outer pad", pads[1]],
  ]) {
    for (let at = 0; at + 8 <= 32; at++) if (bytes.includes(pad.subarray(at, at + 8))) found.push(`${name} at ${at}`);
  }
  for (const [name, state] of [
    ["inner state", states[0]],
    ["outer state", states[1]],
  ]) {
    for (let at = 0; at + 3 <= 8; at++) {
      const words = bigEndian(state.slice(at, at + 3));
      if (bytes.includes(words)) found.push(`${name}, word ${at}`);
      if (bytes.includes(Buffer.from(words).swap32())) found.push(`${name}, word ${at}, swapped`);
    }
  }
  return found;
}

test("the derivation is HMAC's", () => {
  const key = "p.".padEnd(100, "k");
  const { states } = derived(key);
  // The rest of HMAC from the states: messages of one block, after the block of the pad.
  const finish = (state, message) => {
    const block = Buffer.alloc(64);
    block.set(message);
    block[message.length] = 0x80;
    block.writeUInt32BE((64 + message.length) * 8, 60);
    return bigEndian(compress(state, block));
  };
  const tag = finish(states[1], finish(states[0], Buffer.from("message")));
  assert.equal(tag.toString("hex"), createHmac("sha256", key).update("message").digest("hex"));
});

test("nothing that was derived from a key is left", () => {
  const keys = Array.from({ length: 3 }, () => generateLocalTokens().workspace_token);
  const minter = new Minter(template, keys[0]);
  assert.ok(traces(keys[0]).length > 0, "a living minter keeps its states, and the search finds them");
  const token = minter.mint(params, { now: NOW });
  minter.mintMany(
    Array.from({ length: 9 }, () => params),
    { now: NOW },
  );
  minter.free();
  assert.deepEqual(traces(keys[0]), []);

  const verifier = new Verifier({ keys: keys[1] });
  assert.ok(traces(keys[1]).length > 0);
  assert.throws(() => verifier.verify(token, { now: NOW }), { code: "signature" });
  verifier.free();
  assert.deepEqual(traces(keys[1]), []);

  sign(JSON.parse(Buffer.from(token.split(".")[1], "base64url")), keys[2]);
  assert.deepEqual(traces(keys[2]), []);
  console.log("trust: secrets in the module's memory, after free() | 3 keys, pads and states | 0 found");
});
