// usage: compare.js TESTS
// Asks both modules about every token that the tests know: the table of attacks, and every string of the vectors. Says how
// many there were, and the beginnings of those that the modules answer differently.
import { readFileSync, readdirSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import * as full from "mintbird";
import * as alone from "mintbird/inspect";

const [tests] = process.argv.slice(2);
const read = (path) => readFileSync(`${tests}/${path}`, "utf8");
const attacks = JSON.parse(read("attacks/tokens.json"));
const { text: expand } = await import(`${tests}/js/trust/expression.js`);

let compared = 0;
const differ = [];
for (const { token, each = 1 } of attacks.tokens) {
  for (let index = 0; index < each; index++) compare(expand(token, { definitions: attacks.let, each: index }));
}
for (const name of readdirSync(`${tests}/vectors`).filter((name) => name.endsWith(".json"))) {
  JSON.parse(read(`vectors/${name}`), (_, value) => {
    if (typeof value === "string") compare(value);
    return value;
  });
}
console.log(JSON.stringify({ compared, differ }));

function compare(text) {
  compared++;
  if (!isDeepStrictEqual(answers(full, text), answers(alone, text))) differ.push(text.slice(0, 200));
}

function answers({ inspect, parseStaticToken }, text) {
  return [() => inspect(text, { now: attacks.now }), () => parseStaticToken(text)].map((call) => {
    try {
      return call();
    } catch ({ name, code, message, issues }) {
      return { name, code, message, issues };
    }
  });
}
