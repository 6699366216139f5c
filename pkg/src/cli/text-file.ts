/** Files as text, with errors that are one line and say what to do. */
import { readFileSync } from "node:fs";
import { misuse } from "./exit.js";

/** More than any template, key or token has, so that a wrong path fills no memory. */
const MAX_BYTES = 1024 * 1024;

/** @param what the file is for, such as "the template" */
export function readTextFile(path: string, what: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw misuse(`${what} cannot be read: ${path} ${faultOf(error)}`);
  }
  return decode(bytes, `${what} cannot be read: ${path}`);
}

/** UTF-8 without its byte order mark. */
export function decode(bytes: Uint8Array, complaint: string): string {
  if (bytes.length > MAX_BYTES) throw misuse(`${complaint} is larger than ${MAX_BYTES} bytes`);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return text;
  } catch {
    // Said below.
  }
  throw misuse(`${complaint} is a binary file, not text in UTF-8`);
}

/** What the system said, in words: "does not exist". */
export function faultOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
      return "does not exist";
    case "EISDIR":
      return "is a directory";
    case "ENOTDIR":
      return "lies behind something that is no directory";
    case "EACCES":
    case "EPERM":
      return "is not permitted; look at its owner and mode";
    case "EROFS":
      return "is on a file system that is read-only";
    default:
      return `failed: ${code ?? message}`;
  }
}
