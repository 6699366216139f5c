/** The datafiles of a project's folder, as Tinybird finds them: down to three folders, `vendor` left out. */
import { readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, posix, sep } from "node:path";
import { misuse } from "../exit.js";
import { line } from "../line.js";
import type { Terminal } from "../terminal.js";
import { faultOf } from "../text-file.js";
import { progress } from "./progress.js";

/** The texts of a project's files, by the paths that are shown. */
export type Files = Map<string, string>;

const DATAFILE = /\.(?:pipe|datasource)$/;
const MAX_DEPTH = 3;
/** More than any datafile has. */
const MAX_BYTES = 4 * 1024 * 1024;

/** @throws `misuse` in one line where there is no such folder, no datafile in it, or one that is no text */
export function readFolder(terminal: Terminal, folder: string): Files {
  const root = real(terminal.resolve(folder));
  if (typeof root !== "string") throw misuse(`the project cannot be read: ${folder} ${faultOf(root)}`);
  if (!statSync(root).isDirectory()) throw misuse(`the project cannot be read: ${folder} is a file; name its folder`);
  const paths = find(terminal, root, folder);
  if (paths.length === 0) {
    throw misuse(
      `the project has no file: no .pipe or .datasource in ${folder}, or three folders below it; a project in TypeScript is read with --generate`,
    );
  }
  const files: Files = new Map();
  const faults: string[] = [];
  const step = progress(terminal, "files read", paths.length);
  for (const path of paths) {
    const read = readText(join(root, path));
    if (typeof read === "string") files.set(shown(folder, path), read);
    else faults.push(`${shown(folder, path)} ${read.fault}`);
    step();
  }
  if (faults.length > 0) throw misuse(`the project cannot be read: ${faults.join("; ")}`);
  return files;
}

/** A path as it is typed from where the command was called. */
export function shown(folder: string, path: string): string {
  return posix.join(folder.replaceAll(sep, posix.sep), path);
}

/** The paths of the datafiles, from the folder on. Hidden folders are no part of a project, nor is what it has installed. */
function find(terminal: Terminal, root: string, folder: string): string[] {
  const found: string[] = [];
  const walk = (inside: string, depth: number): void => {
    let entries;
    try {
      entries = readdirSync(join(root, inside), { withFileTypes: true });
    } catch (error) {
      throw misuse(`the project cannot be read: ${shown(folder, inside)} ${faultOf(error)}`);
    }
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = posix.join(inside, entry.name);
      const kind = entry.isSymbolicLink() ? followed(root, path) : entry;
      if (kind === undefined && DATAFILE.test(entry.name)) {
        terminal.say(line`${shown(folder, path)} is a link out of the project, or to nothing, and is not followed.`);
      }
      if (kind?.isDirectory() && depth < MAX_DEPTH && !/^(?:\..*|vendor|node_modules)$/.test(entry.name)) walk(path, depth + 1);
      else if (kind?.isFile() && DATAFILE.test(entry.name)) found.push(path);
    }
  };
  walk("", 0);
  return found;
}

/** What a link leads to, unless that is outside of the project, or nothing. */
function followed(root: string, path: string): ReturnType<typeof statSync> {
  const target = real(join(root, path));
  return typeof target === "string" && target.startsWith(root.endsWith(sep) ? root : root + sep) ? statSync(target) : undefined;
}

/** A path without links, or the error. */
function real(path: string): unknown {
  try {
    return realpathSync(path);
  } catch (error) {
    return error;
  }
}

/** UTF-8. A byte order mark stays: Tinybird takes it for a part of the first word. */
function readText(path: string): string | { readonly fault: string } {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_BYTES) return { fault: `is larger than ${MAX_BYTES} bytes` };
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes("\0") ? { fault: "is a binary file, not text in UTF-8" } : text;
  } catch (error) {
    return { fault: error instanceof TypeError ? "is not text in UTF-8; it may be Latin-1, or a binary file" : faultOf(error) };
  }
}
