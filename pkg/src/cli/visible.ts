/**
 * Makes untrusted text safe for a terminal: a control character in a token could move the cursor, or change the colour or
 * direction of what follows. It is escaped as in JSON.
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    if (character === "\n") return character;
    return Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`).join(
      "",
    );
  });
}

/** The same, with static tokens hidden, for messages that repeat what was typed. */
export function withoutSecrets(text: string): string {
  return visible(text).replace(/\bp\.[\w-]{8,}(\.[\w-]*)?/g, "p.…");
}
