// Answers requests of the Python tests with the built package: one JSON value a line, in and out. conftest.py starts it.
// `{"$bigint": "7"}` stands for what JSON's numbers cannot hold.

import { createInterface } from "node:readline";
import { Minter, Verifier, generateLocalTokens, mintStaticToken, parseStaticToken, sign, verifyStaticToken } from "mintbird";

const calls = {
  mint: ({ template, key, params, now, ttl }) => using(new Minter(template, key), (minter) => minter.mintMany(params, { now, ttl })),
  sign: ({ claims, key }) => sign(claims, key),
  verify: ({ token, key, now }) => using(new Verifier({ keys: [key] }), (verifier) => verifier.verify(token, { now })),
  parseStaticToken: ({ text }) => parseStaticToken(text),
  mintStaticToken: ({ key, ...parts }) => mintStaticToken(parts, key),
  verifyStaticToken: ({ token, key }) => verifyStaticToken(token, key),
  generateLocalTokens: ({ count }) => Array.from({ length: count }, () => generateLocalTokens()),
};

function using(object, call) {
  try {
    return call(object);
  } finally {
    object.free();
  }
}

const revive = (_, value) => (typeof value?.$bigint === "string" ? BigInt(value.$bigint) : value);

for await (const line of createInterface({ input: process.stdin })) {
  const { call, ...request } = JSON.parse(line, revive);
  let answer;
  try {
    answer = { result: calls[call](request) };
  } catch ({ code, message }) {
    answer = { error: { code, message } };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
