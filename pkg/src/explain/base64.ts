/** Base64url, as far as JSON in it has to be read. */

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The bytes, as a character each; those of ASCII are the text. */
export function decoded(text: string): string {
  let [out, bits, count] = ["", 0, 0];
  for (const char of text) {
    bits = ((bits << 6) | DIGITS.indexOf(char)) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += String.fromCharCode((bits >> count) & 0xff);
  }
  return out;
}
