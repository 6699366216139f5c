/** The longest token, in bytes, and so in UTF-16 code units: what is longer is cut here, and refused by the core. */
const MAX_TOKEN_LENGTH = 16 * 1024;
/** The longest template, and the longest claims, in bytes. */
const MAX_DOCUMENT_LENGTH = 64 * 1024;
/** The longest request for a decision, in bytes. */
const MAX_REQUEST_LENGTH = 256 * 1024;

/** A text as far as it can matter, so that no input makes the module's memory grow: it never shrinks again. */
export function cut(text: string, length: number): string {
  return text.length > length ? text.slice(0, length + 1) : text;
}

/** A token as far as it can matter. What is no string is as good as an empty one. */
export function cutToken(token: unknown): string {
  return typeof token === "string" ? cut(token, MAX_TOKEN_LENGTH) : "";
}

export { MAX_DOCUMENT_LENGTH, MAX_REQUEST_LENGTH, MAX_TOKEN_LENGTH };
