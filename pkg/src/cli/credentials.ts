/** The credentials that `tb` would use here: from the environment, or else from `.tinyb` in this folder. */
import type { Terminal } from "./terminal.js";
import { type FoundTinyb, findTinyb } from "./tinyb.js";
import { DEFAULT_HOST } from "./tinybird-host.js";

/** A value, and where it is from. */
export interface Sourced {
  readonly value: string;
  /** A variable of the environment, a path, or "default". */
  readonly source: string;
}

export interface Credentials {
  readonly token: Sourced | undefined;
  readonly userToken: Sourced | undefined;
  readonly host: Sourced;
  readonly file: FoundTinyb | undefined;
}

export function credentials(terminal: Terminal): Credentials {
  const file = findTinyb(terminal);
  const choose = (variable: string, stored: unknown): Sourced | undefined => {
    const value = terminal.env[variable];
    if (value) return { value, source: variable };
    return file !== undefined && typeof stored === "string" && stored !== "" ? { value: stored, source: file.path } : undefined;
  };
  const content = file?.content ?? {};
  const host = choose("TB_HOST", content.host) ?? { value: DEFAULT_HOST, source: "default" };
  const byHost = (content.tokens as { readonly [host: string]: unknown } | null | undefined)?.[host.value];
  return { token: choose("TB_TOKEN", content.token || byHost), userToken: choose("TB_USER_TOKEN", content.user_token), host, file };
}
