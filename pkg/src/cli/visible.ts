/**
 * Text of others, fit for a terminal: what is in a token may come from anybody, and a control character in it could move the
 * cursor, colour what follows or turn its direction. Written as JSON would escape it.
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    if (character === "\n") return character;
    return Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`).join(
      "",
    );
  });
}

/** The same without what looks like a static token, for messages that repeat what was typed. */
export function withoutSecrets(text: string): string {
  return visible(text).replace(/\bp\.[\w-]{8,}(\.[\w-]*)?/g, "p.…");
}
