/** Where a signing key comes from: the environment, a file, or Tinybird Local. Never an argument, which shells remember. */
import { type Command, Option } from "commander";
import { misuse } from "./exit.js";
import { localKey } from "./local/tinybird-local.js";
import type { Terminal } from "./terminal.js";

export interface KeyOptions {
  readonly keyFile?: string;
  readonly local?: boolean;
  /** In Tinybird Local, instead of the project's. */
  readonly workspace?: string;
}

const VARIABLE = "TINYBIRD_SIGNING_KEY";

/** Adds the options, and says in the help where the key comes from without them. */
export function withKey(command: Command): Command {
  return withKeyOnly(command).option("-w, --workspace <name>", "with --local: this workspace, instead of the project's");
}

/** The same for a command that means something of its own by `--workspace`, too. */
export function withKeyOnly(command: Command): Command {
  return command
    .addOption(new Option("-k, --key-file <path>", `a file with the signing key, instead of ${VARIABLE}`).conflicts("local"))
    .addOption(new Option("-l, --local", "use the signing key of Tinybird Local, or of `mintbird serve`, on this machine"));
}

/** @throws `misuse` where there is none */
export async function signingKey(terminal: Terminal, options: KeyOptions): Promise<string> {
  const key = await keyIfAny(terminal, options);
  if (key === undefined) {
    throw misuse(`no signing key: set ${VARIABLE} to the workspace admin token, or use --key-file or --local`);
  }
  return key;
}

/** The key, as it came: the package trims it, and says so. Nothing where none is given. */
export async function keyIfAny(terminal: Terminal, { keyFile, local, workspace }: KeyOptions): Promise<string | undefined> {
  if (local === true) return localKey(terminal, workspace);
  if (workspace !== undefined) throw misuse("--workspace names a workspace in Tinybird Local, and goes with --local");
  if (keyFile !== undefined) return filled(terminal.readFile(keyFile, "the key file"), `the key file ${keyFile}`);
  const key = terminal.env[VARIABLE];
  return key === undefined ? undefined : filled(key, VARIABLE);
}

function filled(key: string, where: string): string {
  if (key.trim() === "") throw misuse(`${where} is empty; it must contain the workspace admin token, p.…`);
  return key;
}
