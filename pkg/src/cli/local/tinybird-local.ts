/** The Tinybird Local of this machine, found as Tinybird's own command line finds it, and the workspaces in it. */
import { Failure, MISUSE, misuse } from "../exit.js";
import { isText } from "../login/tinybird.js";
import { signingKeyIn } from "../tinybird-tokens.js";
import type { Terminal } from "../terminal.js";
import { projectWorkspace } from "./project-workspace.js";

export const LOCAL_PORT = 7181;
const TIMEOUT = 10_000;

export function localAddress({ env }: Terminal): string {
  const host = (env["TB_LOCAL_HOST"] || "localhost").replace(/^https?:\/\//, "");
  return `http://${host}:${env["TB_LOCAL_PORT"] || String(LOCAL_PORT)}`;
}

/** Said by `mintbird serve`, which has one workspace and no listing. */
export const SERVE = "mintbird";

/** Nobody answers. */
class Absent extends Failure {
  constructor(address: string) {
    super(MISUSE, `no Tinybird Local answers at ${address}; start it with \`tb local start\`, or \`mintbird serve\``);
  }
}

interface Workspace {
  readonly id: string;
  readonly name: string;
  /** The user's own admin token there: not the signing key. */
  readonly token: string;
}

/**
 * The signing key of a workspace there: of the one that is named, or of the project's. What is not there is not made, unless
 * somebody says so. The key that `GET /tokens` tells is that of the default workspace, which has no project's endpoints.
 */
export async function localKey(terminal: Terminal, wanted: string | undefined): Promise<string> {
  const address = localAddress(terminal);
  const started = terminal.env["TB_LOCAL_WORKSPACE_TOKEN"];
  const { body, server } = await ask(address, "/tokens").catch((error: unknown) => {
    // Before it is started, only its default workspace is known.
    if (!(error instanceof Absent) || !started || wanted !== undefined) throw error;
    return { body: undefined, server: undefined };
  });
  if (server === undefined && started) {
    terminal.say(`warning: no Tinybird Local answers at ${address}; using TB_LOCAL_WORKSPACE_TOKEN, the key of its default workspace`);
    return started;
  }
  const { user_token, admin_token, workspace_admin_token } = (body ?? {}) as { readonly [name: string]: unknown };
  if (!isText(user_token) || !isText(admin_token) || !isText(workspace_admin_token)) throw unexpected(address, "/tokens");
  if (server === SERVE) return workspace_admin_token;

  const { name, source } = wanted === undefined ? await projectWorkspace(terminal) : { name: wanted, source: "--workspace" };
  const listed = await workspaces(address, admin_token);
  const found = listed.all.find((each) => each.name === name || (wanted !== undefined && each.id === name));
  const workspace = found ?? (await made(terminal, address, { name, source, user_token, admin_token, listed }));
  const { body: tokens } = await ask(address, "/v0/tokens", { token: workspace.token });
  return signingKeyIn(tokens, address).token;
}

interface Listing {
  readonly all: readonly Workspace[];
  readonly organization: unknown;
}

async function workspaces(address: string, admin_token: string): Promise<Listing> {
  const { body } = await ask(address, "/v1/user/workspaces", { with_organization: "true", token: admin_token });
  const { workspaces, organization_id: organization } = (body ?? {}) as { readonly [name: string]: unknown };
  if (!Array.isArray(workspaces)) throw unexpected(address, "/v1/user/workspaces");
  return { all: workspaces.filter(isWorkspace), organization };
}

async function made(
  terminal: Terminal,
  address: string,
  {
    name,
    source,
    user_token,
    admin_token,
    listed,
  }: {
    readonly name: string;
    readonly source: string;
    readonly user_token: string;
    readonly admin_token: string;
    readonly listed: Listing;
  },
): Promise<Workspace> {
  const missing = `Tinybird Local has no workspace ${name}, which is that of ${source}`;
  if (!(await terminal.confirm(`${missing}. Make it?`))) {
    const others = listed.all.map((each) => each.name).join(", ");
    throw misuse(
      `${missing}: deploy the project to it with \`tb build\`, or name another with --workspace${others === "" ? "" : `; there are ${others}`}`,
    );
  }
  const { organization } = listed;
  const params = { name, ...(isText(organization) && { assign_to_organization_id: organization }), token: user_token };
  await ask(address, "/v1/workspaces", params, "POST");
  const found = (await workspaces(address, admin_token)).all.find((each) => each.name === name);
  if (found === undefined) throw misuse(`Tinybird Local did not make the workspace ${name}; make it with \`tb build\``);
  return found;
}

async function ask(
  address: string,
  path: string,
  params: { readonly [name: string]: string } = {},
  method = "GET",
): Promise<{ readonly body: unknown; readonly server: string | null }> {
  let response: Response;
  const query = Object.keys(params).length === 0 ? "" : `?${String(new URLSearchParams(params))}`;
  try {
    response = await fetch(`${address}${path}${query}`, { method, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT) });
  } catch {
    throw new Absent(address);
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw misuse(`${address}${path} answers ${response.status}; is it Tinybird Local's port?`);
  return { body, server: response.headers.get("server") };
}

function isWorkspace(value: unknown): value is Workspace {
  if (typeof value !== "object" || value === null) return false;
  const { id, name, token } = value as { readonly [name: string]: unknown };
  return isText(id) && isText(name) && isText(token);
}

function unexpected(address: string, path: string): Error {
  return misuse(`${address}${path} does not answer like Tinybird Local; is another program using that port?`);
}
