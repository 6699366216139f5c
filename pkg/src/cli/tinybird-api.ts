/** Tinybird's Token API, asked with the credentials that `tb` would use here. */
import { credentials } from "./credentials.js";
import { misuse, refused } from "./exit.js";
import { checkedHost } from "./login/tinybird.js";
import type { Terminal } from "./terminal.js";

const TIMEOUT = 30_000;

/** Somebody who is logged in. */
export interface Session {
  readonly host: string;
  readonly token: string;
  /** Where the token is from. */
  readonly source: string;
}

/** @throws `refused` where nobody is logged in */
export function session(terminal: Terminal): Session {
  const { token, host } = credentials(terminal);
  if (token === undefined) throw refused("not logged in: TB_TOKEN is not set, and no .tinyb here has a token; run mintbird login");
  const address = checkedHost(host.value);
  if (address === undefined) throw misuse(`the API host of ${host.source} is not an https URL: no token is sent there`);
  return { host: address, token: token.value, source: token.source };
}

/**
 * Asks as `tb` does, with the token in the query.
 *
 * @param what is done, for the complaint: "list the tokens"
 * @returns nothing where there is no such thing
 */
export async function ask(
  { host, token, source }: Session,
  method: "GET" | "POST" | "DELETE",
  path: string,
  what: string,
  params: readonly (readonly [name: string, value: string])[] = [],
): Promise<unknown> {
  const query = new URLSearchParams([...params.map(([name, value]) => [name, value]), ["token", token]]);
  let response: Response;
  try {
    // Not followed: what is asked with is a secret.
    response = await fetch(`${host}${path}?${query}`, { method, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT) });
  } catch {
    throw refused(`${host} cannot be reached, to ${what}; check the network and the proxy`);
  }
  if (response.status === 404) return undefined;
  const text = await response.text();
  if (response.status === 401 || response.status === 403)
    throw refused(`${host} answers ${response.status}: the token of ${source} may not ${what}. It needs the scope TOKENS or ADMIN`);
  if (!response.ok) throw refused(`${host} answers ${response.status}, to ${what}${errorIn(text)}`);
  if (text === "") return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refused(`${host} does not answer like Tinybird; is the host right?`);
  }
}

/** What Tinybird says itself. */
function errorIn(text: string): string {
  try {
    const { error } = JSON.parse(text) as { readonly error?: unknown };
    return typeof error === "string" ? `: ${error.slice(0, 300)}` : "";
  } catch {
    return "";
  }
}
