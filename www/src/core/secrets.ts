/** What must not be kept or shared: keys and tokens, wherever somebody has pasted them. */
import { inspect } from "mintbird";
import { find } from "mintbird/explain";

/** Shorter texts are no keys, and stand in anything. */
const KEY_LENGTH = 16;

/** What of that kind stands in a text, such as "A static token"; nothing where none does. */
export function secretIn(text: string, keys: readonly string[]): string | undefined {
  const unescaped = withoutEscapes(text);
  for (const key of keys.map((key) => key.trim())) {
    if (key.length >= KEY_LENGTH && (text.includes(key) || unescaped.includes(key))) return "The signing key";
  }
  // Behind a word the text is not read as JSON, in which names may hold tokens, too.
  for (const each of new Set([`in ${text}`, `in ${unescaped}`])) {
    for (const { text: token, cutAfter } of find(each).tokens) {
      const { kind } = inspect(token);
      if (kind === "jwt") return "A JWT";
      if (kind === "static-token" || (cutAfter !== undefined && token.startsWith("p."))) return "A static token";
      if (cutAfter !== undefined) return "A JWT";
    }
  }
  return undefined;
}

/** The text with what JSON writes as escapes written out. */
function withoutEscapes(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}
