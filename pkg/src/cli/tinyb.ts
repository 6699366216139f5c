/** `.tinyb`: where Tinybird's own command line keeps who is logged in, in a project's folder. */
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { misuse } from "./exit.js";
import { writePrivately } from "./private-file.js";
import type { Terminal } from "./terminal.js";
import { faultOf } from "./text-file.js";

const NAME = ".tinyb";

/** What is in the file. Members that are not known here are kept. */
export interface Tinyb {
  readonly [member: string]: unknown;
  /** The personal admin token. */
  readonly token?: unknown;
  readonly user_token?: unknown;
  readonly host?: unknown;
  /** The same token by host. */
  readonly tokens?: unknown;
  /** The workspace. */
  readonly id?: unknown;
  readonly name?: unknown;
  readonly user_email?: unknown;
  readonly user_id?: unknown;
}

/** A file that was found, and what is in it. */
export interface FoundTinyb {
  readonly path: string;
  readonly content: Tinyb;
}

/** The project's: in the folder that the command was called in. */
export function projectTinyb({ cwd }: Terminal): string {
  return join(cwd, NAME);
}

/** The project's, if it is there: `tb` reads none of the folders above. */
export function findTinyb(terminal: Terminal): FoundTinyb | undefined {
  const path = projectTinyb(terminal);
  return isFile(path) ? { path, content: readTinyb(terminal, path) } : undefined;
}

/** One in a folder above, up to the home folder. `tb` shows it in some places, but does not read it. */
export function tinybAbove({ cwd, env }: Terminal): string | undefined {
  const home = env["HOME"] || homedir();
  for (let folder = cwd; folder !== home && folder.startsWith(home) && folder !== dirname(folder);) {
    folder = dirname(folder);
    if (!folder.startsWith(home)) return undefined;
    const path = join(folder, NAME);
    if (isFile(path)) return path;
  }
  return undefined;
}

export function readTinyb(terminal: Terminal, path: string): Tinyb {
  const text = terminal.readFile(path, NAME);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // Not said where: the text around it may be a token.
    throw misuse(`${path} is not JSON; move it away, and log in again`);
  }
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw misuse(`${path} is not a JSON object; move it away, and log in again`);
  return content as Tinyb;
}

/** Refuses where the file cannot be written, before anybody has logged in. */
export function checkWritable(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) throw misuse(`${path} cannot be written: it is a directory`);
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw misuse(`${path} cannot be written: its folder ${faultOf(error)}`);
  }
  targetOf(path);
}

/**
 * The file itself, where the path is a link. A link may lead to the `.tinyb` of another folder, but not to a file of another name,
 * which may be in git, or everybody's.
 */
function targetOf(path: string): string {
  const target = isFile(path) ? realpathSync(path) : path;
  if (basename(target) !== NAME)
    throw misuse(`${path} cannot be written: it is a link to ${target}, which is not a ${NAME}; remove the link`);
  return target;
}

/**
 * Writes the file as `tb` does, but for its owner only, and all or nothing: what cannot be finished leaves the old file as it
 * is.
 */
export function writeTinyb(path: string, content: Tinyb): void {
  writePrivately(targetOf(path), pythonJson(content), path);
}

/** `json.dumps(content, indent=4, sort_keys=True)` of Python, which escapes all that is not ASCII. */
export function pythonJson(content: unknown): string {
  const sorted = (_: string, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(content, sorted, 4).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
