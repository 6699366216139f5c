// Expands the expressions of tokens.json, which says what each operation means. tests/attacks/expression.rs does the same.

import { createHash, createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The bytes that an expression stands for. */
export function bytes(expression, scope) {
  if (typeof expression === "string") return Buffer.from(expression.replaceAll("{each}", String(scope.each)));
  if (Array.isArray(expression)) return Buffer.concat(expression.map((item) => bytes(item, scope)));
  const argument = (name) => bytes(expression[name], scope);
  const [operation] = Object.keys(expression);
  switch (operation) {
    case "hex":
      return Buffer.from(expression.hex, "hex");
    case "repeat": {
      const unit = argument("repeat");
      return Buffer.alloc(unit.length * expression.times, unit);
    }
    case "slice":
      return argument("slice").subarray(expression.from, expression.to);
    case "base64url":
      return Buffer.from(argument("base64url").toString("base64url"));
    case "tohex":
      return Buffer.from(argument("tohex").toString("hex"));
    case "upper":
      return Buffer.from(argument("upper").toString().toUpperCase());
    case "sha256":
      return createHash("sha256").update(argument("sha256")).digest();
    case "mac":
      return createHmac("sha256", argument("key")).update(argument("mac")).digest();
    case "flip": {
      const flipped = Buffer.from(argument("flip"));
      const bit = expression.bit === "each" ? scope.each : expression.bit;
      flipped[bit >> 3] ^= 0x80 >> (bit & 7);
      return flipped;
    }
    case "nextchar": {
      const text = argument("nextchar").toString();
      return Buffer.from(text.slice(0, -1) + ALPHABET[(ALPHABET.indexOf(text.at(-1)) + 1) % 64]);
    }
    case "jws":
      return jws(expression.jws, scope);
    case "ref":
      return bytes(scope.definitions[expression.ref], scope);
    default:
      throw new Error(`no such operation: ${operation}`);
  }
}

/** The text that an expression stands for; one that is not UTF-8 is a mistake of the table. */
export const text = (expression, scope) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes(expression, scope));

function jws(parts, scope) {
  const part = (name, fallback) => bytes(parts[name] ?? scope.definitions[fallback], scope);
  const signingInput = [part("header", "header"), part("payload", "claims")].map((segment) => segment.toString("base64url")).join(".");
  const mac = createHmac("sha256", part("key", "admin")).update(signingInput).digest("base64url");
  return Buffer.from(`${signingInput}.${mac}`);
}
