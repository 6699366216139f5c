// The contests: one operation on one payload, ours and everybody's. Nobody takes part whose result is not right.
import { verify as honoVerify } from "hono/jwt";
import { jwtVerify } from "jose";
import { Minter, SigningKey, Verifier, inspect, sign } from "mintbird";
import { KEY, OURS, payloads } from "./payloads.js";

const BATCH = 1000;
/** Inputs are prepared for so many calls, and used in turn. */
const INPUTS = 64;

/**
 * @param only names, or parts of names, of the contests to hold
 * @returns each contest is { operation, payload, contenders }, each contender { name, run(i), size? }: `run` does one call with the input of
 * this number, `size` is how many tokens that makes.
 */
export async function contests(peers, { operation, payload }) {
  const all = [];
  for (const each of payloads.filter(({ name }) => name.includes(payload))) all.push(...(await contestsOf(each, peers)));
  return all.filter((contest) => contest.operation.includes(operation));
}

async function contestsOf(payload, peers) {
  const { name, template } = payload;
  const params = Array.from({ length: INPUTS }, (_, i) => payload.params(i));
  const claims = params.map((params) => Object.freeze(payload.claims(params)));
  const signingKey = new SigningKey(KEY);
  const minter = new Minter(template, signingKey);
  const verifier = new Verifier({ keys: signingKey });
  const tokens = params.map((params) => minter.mint(params));
  const many = Array.from({ length: BATCH }, (_, i) => params[i % INPUTS]);
  const request = { pipe: template.scopes[0].resource, params: { org_id: "other", page: "1" } };
  const text = JSON.stringify(template);

  const mint = [
    { name: OURS, run: (i) => minter.mint(params[i]) },
    { name: `${OURS} mintMany(${BATCH})`, size: BATCH, run: () => minter.mintMany(many), result: (tokens) => tokens[0] },
  ];
  const signing = [{ name: OURS, run: (i) => sign(claims[i], signingKey) }];
  const verify = [{ name: OURS, run: (i) => verifier.verify(tokens[i]) }];
  const read = [{ name: OURS, run: (i) => inspect(tokens[i]), result: ({ claims }) => claims }];
  for (const peer of peers) {
    if (peer.sign !== undefined) {
      const signer = await peer.sign(KEY);
      const { name, adds } = peer;
      mint.push({ name, adds, run: (i) => signer(payload.claims(params[i])) });
      signing.push({ name, adds, run: (i) => signer(claims[i]) });
    }
    const verifying = await peer.verify(KEY);
    verify.push({ name: peer.name, run: (i) => verifying(tokens[i]) });
    // Nobody else reads a token and says what is wrong with it, so this is against verifying.
    if (peer.name === "jose, CryptoKey") read.push({ name: `${peer.name}: jwtVerify`, run: (i) => verifying(tokens[i]) });
  }
  const alone = [
    { operation: "authorize", name: OURS, run: (i) => verifier.authorize(tokens[i], request) },
    { operation: "template compile", name: OURS, run: () => new Minter(text, signingKey).free() },
  ];

  for (const contender of [...mint, ...signing]) await checkToken(contender, claims[0]);
  for (const contender of [...verify, ...read]) await checkClaims(contender, claims[0]);
  return [
    { operation: "mint", payload: name, contenders: mint },
    { operation: "sign", payload: name, contenders: signing },
    { operation: "verify", payload: name, contenders: verify },
    { operation: "inspect", payload: name, contenders: read },
    ...alone.map(({ operation, ...ours }) => ({ operation, payload: name, contenders: [ours] })),
  ];
}

/** A token counts where two libraries, at least one of which has not made it, find it valid and in it what was asked for. */
async function checkToken({ name, run, adds, result = (token) => token }, expected) {
  const token = result(await run(0));
  const key = new TextEncoder().encode(KEY);
  for (const claims of [(await jwtVerify(token, key, { algorithms: ["HS256"] })).payload, await honoVerify(token, KEY, "HS256")]) {
    delete claims[adds];
    same(name, claims, expected);
  }
}

/** Claims count where they are those that went into the token. */
async function checkClaims({ name, run, result = (claims) => claims }, expected) {
  same(name, result(await run(0)), expected);
}

function same(name, claims, expected) {
  // The clock goes on while all this is prepared.
  const near = Math.abs(claims.exp - expected.exp) < 60;
  if (!near || JSON.stringify({ ...claims, exp: 0 }) !== JSON.stringify({ ...expected, exp: 0 })) {
    throw new Error(`${name} does not make what it should: ${JSON.stringify(claims)}`);
  }
}

/** Calls a contender `count` times, waiting only for what has to be waited for. */
export function calls({ run }, count) {
  let sink;
  for (let i = 0; i < count; i++) {
    sink = run(i % INPUTS);
    if (typeof sink?.then === "function") return rest(sink, run, i + 1, count);
  }
  return sink;
}

async function rest(first, run, from, count) {
  let sink = await first;
  for (let i = from; i < count; i++) sink = await run(i % INPUTS);
  return sink;
}
