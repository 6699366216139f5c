/** Files that only their owner may read. */
import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, unlinkSync, writeSync } from "node:fs";
import { misuse } from "./exit.js";
import { faultOf } from "./text-file.js";

/**
 * Writes a file with mode 0600, all or nothing: what cannot be finished leaves the old file as it is.
 *
 * @param said the path as it is called in a complaint
 */
export function writePrivately(path: string, content: string, said = path): void {
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    const file = openSync(draft, "wx", 0o600);
    try {
      writeSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    try {
      unlinkSync(draft);
    } catch {
      // It was not made.
    }
    throw misuse(`${said} cannot be written: it ${faultOf(error)}`);
  }
}
