import { MintbirdError } from "../types/error.js";
import { MAX_TOKEN_LENGTH, cut } from "./input-limits.js";

/**
 * The bytes of a key, to be wiped as soon as they have crossed. The string itself stays: JavaScript's strings cannot
 * be wiped.
 */
export function keyBytes(key: unknown, name: string): Uint8Array {
  if (typeof key !== "string") {
    if (key === undefined || key === null) {
      throw new MintbirdError("key", `the ${name} must be a string, not ${String(key)}; is the environment variable set?`);
    }
    const expected = name === "signing key" ? "a string or a `SigningKey`" : "a string";
    throw new MintbirdError("key", `the ${name} must be ${expected}, not ${typeof key === "object" ? "an object" : `a ${typeof key}`}`);
  }
  if (!key.isWellFormed()) throw new MintbirdError("key", `the ${name} is not valid Unicode: it contains half of a surrogate pair`);
  return new TextEncoder().encode(cut(key, MAX_TOKEN_LENGTH));
}

/** Hands the bytes of a key to what needs them for a moment, and wipes them. */
export function withKey<T>(key: unknown, name: string, use: (bytes: Uint8Array) => T): T {
  const bytes = keyBytes(key, name);
  try {
    return use(bytes);
  } finally {
    bytes.fill(0);
  }
}
