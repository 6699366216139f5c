/**
 * Whether a text gives a secret away, whole or in a long part, as it is or as servers and their error pages write it: percent-encoded,
 * with escapes of JSON, JavaScript, HTML or mail, with white space, NULs (UTF-16) or what nobody sees between, in base64, in hexadecimal or
 * as a list of bytes.
 */
export class Leak {
  readonly #parts: ReadonlySet<string>;
  readonly #length: number;

  constructor(secret: string) {
    this.#length = Math.min(PART, secret.length);
    const parts = new Set<string>();
    for (const form of formsOf(secret)) {
      for (let at = 0; at + this.#length <= form.length; at++) parts.add(form.slice(at, at + this.#length));
    }
    this.#parts = parts;
  }

  isIn(text: string): boolean {
    let plain = text;
    // Encoded twice, and thrice.
    for (let round = 0; round < ROUNDS; round++) {
      if (this.#has(plain.replace(BETWEEN, ""))) return true;
      const decoded = decode(plain);
      if (decoded === plain) return false;
      plain = decoded;
    }
    // What is encoded more often than anybody would is not looked into, and not let through.
    return true;
  }

  #has(text: string): boolean {
    // The alphabet of base64url is written as that of base64, and hexadecimal in small letters.
    for (const form of [text, text.replaceAll("-", "+").replaceAll("_", "/"), text.toLowerCase()]) {
      for (let at = 0; at + this.#length <= form.length; at++) {
        if (this.#parts.has(form.slice(at, at + this.#length))) return true;
      }
    }
    return false;
  }
}

/** Of what is left of a static token without as many characters, nobody makes the whole again. */
const PART = 16;
const ROUNDS = 4;
/** Of UTF-16 every other byte is a NUL. */
const BETWEEN = /=\r?\n|[\s\0\u00ad\u200b-\u200f\u2060\ufffd\ufeff]/g;
const ESCAPES =
  /[%=]([0-9a-f]{2})|[%\\]u([0-9a-f]{4})|\\u\{([0-9a-f]{1,6})\}|\\x([0-9a-f]{2})|&#x([0-9a-f]{1,6});|&#(\d{1,7});|\\([0-7]{3})|\\(?=\\)/gi;

function decode(text: string): string {
  return text.replace(ESCAPES, (escape, ...groups: (string | undefined)[]) => {
    const hex = groups.slice(0, 5).find((group) => group !== undefined);
    const code = hex !== undefined ? parseInt(hex, 16) : groups[6] !== undefined ? parseInt(groups[6], 8) : Number(groups[5]);
    if (Number.isNaN(code)) return "";
    return code <= 0x10ffff ? String.fromCodePoint(code) : escape;
  });
}

/** The secret, its base64 wherever in a longer text it begins, its hexadecimal, and its bytes as JSON lists them. */
function formsOf(secret: string): string[] {
  const bytes = Array.from(new TextEncoder().encode(secret));
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const base64 = [0, 1, 2].map((before) => {
    const text = btoa("\0".repeat(before) + String.fromCharCode(...bytes));
    // The characters at both ends hold bits of what stands beside it, too.
    return text.replace(/=+$/, "").slice(before === 0 ? 0 : before + 1, -1);
  });
  return [secret, hex, bytes.join(","), ...base64];
}
