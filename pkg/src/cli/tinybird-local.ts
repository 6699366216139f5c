/** The Tinybird Local of this machine, found as Tinybird's own command line finds it. */
import { misuse } from "./exit.js";
import type { Terminal } from "./terminal.js";

export const LOCAL_PORT = 7181;
const TIMEOUT = 3000;

export function localAddress({ env }: Terminal): string {
  const host = (env["TB_LOCAL_HOST"] || "localhost").replace(/^https?:\/\//, "");
  return `http://${host}:${env["TB_LOCAL_PORT"] || LOCAL_PORT}`;
}

/** Its signing key: the one that it was started with, where that is known, or the one that it tells. */
export async function localKey({ env }: Terminal, address: string): Promise<string> {
  const given = env["TB_LOCAL_WORKSPACE_TOKEN"];
  if (given) return given;
  const key = await ask(`${address}/tokens`);
  if (typeof key !== "string") throw misuse(`${address}/tokens does not answer like Tinybird Local; is another program using that port?`);
  return key;
}

async function ask(url: string): Promise<unknown> {
  let body: unknown;
  try {
    body = await (await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) })).json();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw misuse(`no Tinybird Local answers at ${url}; start it with \`tb local start\`, or \`mintbird serve\``);
  }
  return (body as { readonly workspace_admin_token?: unknown } | null)?.workspace_admin_token;
}
