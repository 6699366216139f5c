/** The static tokens in what was given for the key: a whole `.env` or JSON file may have been. */
import { find } from "./find.js";

/** Those that can be tried. */
const MAX = 5;

export function keysIn(key: string): readonly string[] {
  return find(key)
    .tokens.map(({ text }) => text)
    .filter((text) => text.startsWith("p."))
    .slice(0, MAX);
}

/** The first of them, or an empty text. */
export function keyIn(key: string): string {
  return keysIn(key)[0] ?? "";
}
