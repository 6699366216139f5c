/** What Tinybird's TypeScript SDK uses: `TINYBIRD_TOKEN` and `TINYBIRD_URL`, from the environment or from `.env.local`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Sourced } from "./credentials.js";
import type { Terminal } from "./terminal.js";

const NAME = ".env.local";

export interface SdkCredentials {
  readonly token: Sourced;
  readonly url: Sourced | undefined;
}

export function sdkCredentials(terminal: Terminal): SdkCredentials | undefined {
  const path = join(terminal.cwd, NAME);
  const file = existsSync(path) ? variables(terminal.readFile(path, NAME)) : new Map<string, string>();
  const choose = (name: string): Sourced | undefined => {
    const set = terminal.env[name];
    if (set) return { value: set, source: name };
    const stored = file.get(name);
    return stored ? { value: stored, source: path } : undefined;
  };
  const token = choose("TINYBIRD_TOKEN");
  return token && { token, url: choose("TINYBIRD_URL") };
}

/** `NAME=value`, with `export` or quotes, perhaps, and comments. */
function variables(text: string): ReadonlyMap<string, string> {
  const lines = text.matchAll(/^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*=[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#]*))/gm);
  return new Map([...lines].map(([, name = "", double, single, bare]) => [name, double ?? single ?? bare ?? ""]));
}
