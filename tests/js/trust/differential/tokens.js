// Tokens, good ones and ones that were changed in known ways. The same seed gives the same tokens.
import { createHmac } from "node:crypto";

/** A workspace token that Tinybird's own client has made. */
export const KEY =
  "p.eyJ1IjogIjQ3YzVkYmJhLTgwNjMtNDc2NS1iMmU3LTRiZTFiY2UyMzcwZSIsICJpZCI6ICI0ODlkMTM1NS1lOWUzLTRiNjEtOTk4Mi1mNWY0NWMzZmVlMjEiLCAiaG9zdCI6IG51bGx9.S7RN4zTyq8JxwxapQafrAclvpYaWx8aEALnQwBKGFyI";
/** Unix seconds. */
export const NOW = 1_700_000_000;
const WORKSPACE = "47c5dbba-8063-4765-b2e7-4be1bce2370e";

/** Mulberry32: small, and good enough to choose with. */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// What is changed: members of the header and of the payload, as JSON text; the bytes of either; the form; the signature.

const member = (of, name, text) => (draft) => void (draft[of] = [...draft[of].filter(([key]) => key !== name), [name, text]]);
const without = (of, name) => (draft) => void (draft[of] = draft[of].filter(([key]) => key !== name));
const also = (of, name, text) => (draft) => void draft[of].push([name, text]);
const bytes = (of, change) => (draft) => void draft.bytes.push([of, change]);
const form = (change) => (draft) => void draft.forms.push(change);
const segment = (index, change) =>
  form((token) =>
    token
      .split(".")
      .map((part, at) => (at === index ? change(part) : part))
      .join("."),
  );
const insert = (what) => (text, choose) => {
  const at = choose(text.length + 1);
  return text.slice(0, at) + what + text.slice(at);
};
const flipBit = (mac, choose) => {
  const bit = choose(256);
  mac[bit >> 3] ^= 1 << (bit & 7);
  return mac;
};
const signature = (change) => (draft) => void (draft.signature = change);

const times = {
  null: "null",
  string: `"${NOW}"`,
  "numeric string": '"1800000000"',
  true: "true",
  array: `[${NOW + 60}]`,
  object: "{}",
  fraction: `${NOW + 60}.5`,
  "with .0": `${NOW + 60}.0`,
  exponent: "17e8",
  "exponent ahead": "18e8",
  negative: "-1",
  zero: "0",
  "negative zero": "-0",
  "2^32": "4294967296",
  "2^53+1": "9007199254740993",
  "2^63": "9223372036854775808",
  "2^64": "18446744073709551616",
  milliseconds: `${NOW}000`,
  "1e30": "1e30",
  "1e400": "1e400",
  "leading zero": "01",
  plus: "+1",
  hexadecimal: "0x7fffffff",
  NaN: "NaN",
  now: String(NOW),
  "now+1": String(NOW + 1),
  "now-1": String(NOW - 1),
};
const algorithms = {
  none: '"none"',
  None: '"None"',
  HS384: '"HS384"',
  HS512: '"HS512"',
  RS256: '"RS256"',
  ES256: '"ES256"',
  "in small letters": '"hs256"',
  "with a space": '"HS256 "',
  array: '["HS256"]',
  null: "null",
  number: "256",
  escaped: '"HS\\u0032\\u00356"',
};
const extensions = {
  "crit []": ["crit", "[]"],
  "crit exp": ["crit", '["exp"]'],
  "crit null": ["crit", "null"],
  "crit string": ["crit", '"exp"'],
  "b64 false": ["b64", "false"],
  "b64 true": ["b64", "true"],
  zip: ["zip", '"DEF"'],
};
const unused = {
  kid: ["kid", '"../../dev/null"'],
  "kid number": ["kid", "7"],
  jku: ["jku", '"https://attacker.example/"'],
  jwk: ["jwk", '{"kty":"oct","k":"AAAA"}'],
  "cty JWT": ["cty", '"JWT"'],
  "typ at+jwt": ["typ", '"at+jwt"'],
  "typ number": ["typ", "1"],
  "typ jwt": ["typ", '"jwt"'],
};
const texts = {
  "trailing bytes": (text) => text + "x",
  "trailing zero byte": (text) => text + "\0",
  "trailing white space": (text) => `${text} \n`,
  "two documents": (text) => text + text,
  "cut off": (text) => text.slice(0, -1),
  "an array around it": (text) => `[${text}]`,
  "a comment": (text) => text.replace("{", "{/**/"),
  "a trailing comma": (text) => text.replace(/\}$/, ",}"),
  "single quotes": (text) => text.replaceAll('"', "'"),
  "not an object": () => '"text"',
  null: () => "null",
  empty: () => "",
};
const strings = {
  "lone surrogate": '"\\ud800"',
  "control character": '"a\u0001b"',
  "bad escape": '"\\x41"',
  "escaped pair": '"\\ud83d\\udc26"',
  emoji: '"🐦"',
  "escaped zero": '"\\u0000"',
  "line separator": '"\u2028"',
};
const octets = { "byte order mark": [0xef, 0xbb, 0xbf], "invalid byte": [0xff] };
const foreign = {
  "+": "+",
  "/": "/",
  "=": "=",
  space: " ",
  "line feed": "\n",
  tab: "\t",
  "zero byte": "\0",
  "no-break space": "\u00a0",
  "zero-width space": "\u200b",
  é: "é",
  "!": "!",
  "%2E": "%2E",
};

/** Each change by its name. */
export const changes = { none: () => {} };
for (const [name, text] of Object.entries(algorithms)) changes[`alg ${name}`] = member("header", "alg", text);
changes["alg missing"] = without("header", "alg");
changes["alg twice"] = also("header", "alg", '"HS256"');
for (const [name, [key, text]] of Object.entries({ ...extensions, ...unused })) changes[name] = member("header", key, text);
for (const claim of ["exp", "nbf", "iat"]) {
  for (const [name, text] of Object.entries(times)) changes[`${claim} ${name}`] = member("payload", claim, text);
  changes[`${claim} twice`] = (draft) => (
    member("payload", claim, "1")(draft),
    also("payload", claim, claim === "exp" ? String(NOW + 60) : "1")(draft)
  );
}
changes["exp missing"] = without("payload", "exp");
for (const name of ["workspace_id", "name", "scopes"]) changes[`${name} missing`] = without("payload", name);
changes["scopes empty"] = member("payload", "scopes", "[]");
changes["fixed parameter null"] = member("payload", "scopes", '[{"type":"PIPES:READ","resource":"r","fixed_params":{"org":null}}]');
changes["signing key inside"] = member("payload", "note", JSON.stringify(KEY));
changes["unknown claim twice"] = (draft) => (also("payload", "x", "1")(draft), also("payload", "x", "1")(draft));
changes["claim twice by an escape"] = also("payload", "\\u006eame", '"other"');
changes["__proto__"] = also("payload", "__proto__", "{}");
for (const [name, text] of Object.entries(strings)) changes[`name with ${name}`] = member("payload", "name", text);
for (const depth of [30, 40, 900]) changes[`nests ${depth} deep`] = also("payload", "deep", "[".repeat(depth) + "]".repeat(depth));
for (const of of ["header", "payload"]) {
  for (const [name, change] of Object.entries(texts))
    changes[`${of} with ${name}`] = bytes(of, (octets) => Buffer.from(change(octets.toString())));
  for (const [name, prefix] of Object.entries(octets))
    changes[`${of} with ${name}`] = bytes(of, (octets) => Buffer.concat([Buffer.from(prefix), octets]));
}
for (const [index, of] of ["header", "payload", "signature"].entries()) {
  for (const [name, what] of Object.entries(foreign)) {
    // Signed as it stands, where it is not the signature itself: what is under test is the reading.
    if (index === 2) changes[`signature with ${name} in it`] = segment(2, (text) => text.slice(0, 7) + what + text.slice(7));
    else
      changes[`${of} with ${name} in its base64url`] = (draft) =>
        void draft.encodings.push([of, (text) => text.slice(0, 7) + what + text.slice(7)]);
  }
  const pad = (text) => text + "=".repeat((4 - (text.length % 4)) % 4 || 1);
  const tail = (text) => text.slice(0, -1) + successor(text.at(-1), text.length % 4);
  if (index === 2) ((changes["signature with padding"] = segment(2, pad)), (changes["signature with trailing bits"] = segment(2, tail)));
  else {
    changes[`${of} with padding`] = (draft) => void draft.encodings.push([of, pad]);
    changes[`${of} with trailing bits`] = (draft) => void draft.encodings.push([of, tail]);
    changes[`${of} of length 1 mod 4`] = (draft) =>
      void draft.encodings.push([of, (text) => text + "A".repeat((5 - (text.length % 4)) % 4 || 4)]);
  }
}
changes["signature flipped"] = signature(flipBit);
changes["signature cut"] = signature((mac) => mac.subarray(0, 31));
changes["signature longer"] = signature((mac) => Buffer.concat([mac, Buffer.from([0])]));
changes["signature empty"] = signature(() => Buffer.alloc(0));
changes["signature in hexadecimal"] = signature((mac) => Buffer.from(mac.toString("hex")));
changes["signature of zeros"] = signature(() => Buffer.alloc(32));
changes["another key"] = (draft) => void (draft.key = `${KEY}\n`);
changes["Bearer in front"] = form((token) => `Bearer ${token}`);
changes["space in front"] = form((token) => ` ${token}`);
changes["line feed behind"] = form((token) => `${token}\n`);
changes["dot in front"] = form((token) => `.${token}`);
changes["dot behind"] = form((token) => `${token}.`);
changes["four segments"] = form((token) => `${token}.e30`);
changes["two segments"] = form((token) => token.split(".").slice(0, 2).join("."));
changes["a character lost"] = form((token, choose) => ((at) => token.slice(0, at) + token.slice(at + 1))(choose(token.length)));
changes["a character inserted"] = form((token, choose) => insert("A")(token, choose));
changes["over 16 KiB"] = member("payload", "name", `"${"n".repeat(13_000)}"`);

/** A character with the same value to a lenient reader: other trailing bits. */
function successor(last, remainder) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return remainder === 0 ? last : alphabet[alphabet.indexOf(last) | 1];
}

/** Generates { token, changed } for ever; every change comes first once alone. */
export function* tokens(seed) {
  const next = random(seed);
  const choose = (count) => Math.floor(next() * count);
  const names = Object.keys(changes);
  for (const name of names) yield { token: build([name], choose), changed: [name] };
  for (;;) {
    const count = [0, 1, 1, 1, 2, 2, 3][choose(7)];
    const changed = Array.from({ length: count }, () => names[1 + choose(names.length - 1)]);
    yield { token: build(changed, choose), changed };
  }
}

function build(changed, choose) {
  const draft = {
    header: [
      ["alg", '"HS256"'],
      ["typ", '"JWT"'],
    ],
    payload: [
      ["workspace_id", `"${WORKSPACE}"`],
      ["name", `"user_${choose(1000)}"`],
      ["exp", String(NOW + 1 + choose(100_000))],
      ["scopes", `[{"type":"PIPES:READ","resource":"p${choose(9)}","fixed_params":{"org_id":"o${choose(999)}"}}]`],
      ...(choose(2) ? [["limits", `{"rps":${1 + choose(100)}}`]] : []),
      ...(choose(3) ? [] : [["iat", String(NOW - choose(1000))]]),
    ],
    bytes: [],
    encodings: [],
    forms: [],
    signature: (mac) => mac,
    key: KEY,
  };
  for (const name of changed) changes[name](draft);
  const json = (members) => `{${members.map(([name, text]) => `"${name}":${text}`).join(",")}}`;
  const segments = ["header", "payload"].map((of) => {
    let octets = Buffer.from(json(draft[of]));
    for (const [which, change] of draft.bytes) if (which === of) octets = change(octets);
    let text = octets.toString("base64url");
    for (const [which, change] of draft.encodings) if (which === of) text = change(text);
    return text;
  });
  const signingInput = segments.join(".");
  const mac = draft.signature(createHmac("sha256", draft.key).update(signingInput).digest(), choose);
  return draft.forms.reduce((token, change) => change(token, choose), `${signingInput}.${mac.toString("base64url")}`);
}
