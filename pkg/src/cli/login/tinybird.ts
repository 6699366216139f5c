/** The requests of a login, as `tb` makes them. What comes back is checked before anything is kept. */
import { refused } from "../exit.js";

/** What the code was exchanged for. */
export interface Tokens {
  readonly workspaceToken: string;
  readonly userToken: string;
  readonly apiHost: string;
}

/** The workspace of a token. */
export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly user_email: string;
  readonly user_id: string;
  readonly scope?: unknown;
}

const TIMEOUT = 30_000;

/** Where the browser is sent. */
export function loginUrl(authHost: string, params: { readonly [name: string]: string }): string {
  return `${authHost}/api/cli-login?${new URLSearchParams(params)}`;
}

export async function exchange(authHost: string, code: string): Promise<Tokens> {
  return tokensIn(authHost, await ask(authHost, "/api/cli-login", { code }, "the code of the login was not accepted"));
}

/** Checks what a login has answered. */
export function tokensIn(authHost: string, answer: { readonly [member: string]: unknown }): Tokens {
  const { workspace_token: workspaceToken, user_token: userToken, api_host: apiHost } = answer;
  if (!isText(workspaceToken) || !isText(userToken) || !isText(apiHost)) throw unexpected(authHost);
  return { workspaceToken, userToken, apiHost: checkedHost(apiHost) ?? unexpectedly(authHost) };
}

export async function workspaceOf({ apiHost, workspaceToken }: Tokens): Promise<Workspace> {
  const { id, name, user_email, user_id, scope } = await ask(
    apiHost,
    "/v1/workspace",
    { token: workspaceToken },
    "the token of the login was not accepted",
  );
  if (!isText(id) || !isText(name) || !isText(user_email) || !isText(user_id)) throw unexpected(apiHost);
  return { id, name, user_email, user_id, ...(scope === undefined ? {} : { scope }) };
}

/** The name of a token's workspace, where it can be asked for. */
export async function workspaceName(host: string, token: string): Promise<string | undefined> {
  const answer = await ask(host, "/v1/workspace", { token }, "").catch(() => undefined);
  return answer !== undefined && isText(answer["name"]) ? answer["name"] : undefined;
}

/** Refuses anything but a user token. */
export async function checkUser({ apiHost, userToken }: Tokens): Promise<void> {
  const { is_valid, is_user } = await ask(apiHost, "/v0/auth", { token: userToken }, "the user token of the login was not accepted");
  if (is_valid !== true || is_user !== true) throw refused(`${apiHost} refuses the user token from this login; run mintbird login again`);
}

/** The origin of a host that may be sent a token: over TLS, or on this machine. */
export function checkedHost(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, origin, username } = new URL(text);
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return username === "" && (protocol === "https:" || (protocol === "http:" && isHere)) ? origin : undefined;
}

async function ask(
  host: string,
  path: string,
  params: { readonly [name: string]: string },
  complaint: string,
): Promise<{ readonly [member: string]: unknown }> {
  let response: Response;
  try {
    // Not followed: what is asked for holds a secret.
    response = await fetch(`${host}${path}?${new URLSearchParams(params)}`, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT) });
  } catch {
    throw refused(`${host} cannot be reached; check the network and the proxy`);
  }
  if (response.status !== 200) throw refused(`${complaint}: ${host} answers ${response.status}; run mintbird login again`);
  const answer: unknown = await response.json().catch(() => undefined);
  if (typeof answer !== "object" || answer === null) throw unexpected(host);
  return answer as { readonly [member: string]: unknown };
}

/** Whether something is there. */
export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function unexpected(host: string): Error {
  return refused(`${host} does not answer like Tinybird; is the host right?`);
}

function unexpectedly(host: string): never {
  throw unexpected(host);
}
