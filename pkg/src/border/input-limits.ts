/** The longest token, in bytes, and so in UTF-16 code units: what is longer is cut here, and refused by the core. */
const MAX_TOKEN_LENGTH = 16 * 1024;
/** The longest template, and the longest claims, in bytes. */
const MAX_DOCUMENT_LENGTH = 64 * 1024;
/** The longest request for a decision, in bytes. */
const MAX_REQUEST_LENGTH = 256 * 1024;

/** Cuts a text that the core would refuse for its length, because the module's memory never shrinks again once it has grown. */
export function cut(text: string, length: number): string {
  return text.length > length ? text.slice(0, length + 1) : text;
}

/** The same for a token. Anything but a string counts as empty. */
export function cutToken(token: unknown): string {
  return typeof token === "string" ? cut(token, MAX_TOKEN_LENGTH) : "";
}

export { MAX_DOCUMENT_LENGTH, MAX_REQUEST_LENGTH, MAX_TOKEN_LENGTH };
