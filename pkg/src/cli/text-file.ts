/** Files as text, with errors that are one line and say what to do. */
import { closeSync, openSync, readSync } from "node:fs";
import { misuse } from "./exit.js";

/** More than any template, key or token has, so that neither a wrong path nor an endless device fills the memory. */
const MAX_BYTES = 1024 * 1024;

/** @param what the file is for, such as "the template" */
export function readTextFile(path: string, what: string): string {
  const complaint = `${what} cannot be read: ${path}`;
  try {
    return decode(readBytes(path), complaint);
  } catch (error) {
    throw isFault(error) ? misuse(`${complaint} ${faultOf(error)}`) : error;
  }
}

/** Reads a stream to its end, as {@link readTextFile} does a file. */
export async function readTextStream(stream: AsyncIterable<unknown>, what: string): Promise<string> {
  const complaint = `${what} cannot be read: standard input`;
  const chunks: Uint8Array[] = [];
  try {
    let left = MAX_BYTES;
    for await (const chunk of stream) {
      chunks.push(chunk as Uint8Array);
      left -= (chunk as Uint8Array).length;
      if (left < 0) break;
    }
  } catch (error) {
    throw isFault(error) ? misuse(`${complaint} ${faultOf(error)}`) : error;
  }
  return decode(Buffer.concat(chunks), complaint);
}

/** A byte more than is allowed at most. What is no regular file, such as a pipe, does not know its size. */
function readBytes(path: string): Uint8Array {
  const bytes = Buffer.alloc(MAX_BYTES + 1);
  const file = openSync(path, "r");
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(file, bytes, length, bytes.length - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** UTF-8, without its byte order mark. */
function decode(bytes: Uint8Array, complaint: string): string {
  if (bytes.length > MAX_BYTES) throw misuse(`${complaint} is larger than ${MAX_BYTES} bytes`);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return text;
  } catch {
    // Reported below.
  }
  throw misuse(`${complaint} is a binary file, not text in UTF-8`);
}

/** Whether the system refused something. */
function isFault(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
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
      return "has a parent that is not a directory";
    case "EACCES":
    case "EPERM":
      return "is not permitted; look at its owner and mode";
    case "EROFS":
      return "is on a file system that is read-only";
    case "ENOSPC":
      return "is on a device that is full";
    default:
      return `failed: ${code ?? message}`;
  }
}
