import { randomUUID } from "node:crypto";
import { generateLocalTokens, inspect, mintStaticToken, parseStaticToken } from "../../entry/full/inline.js";
import { misuse } from "../exit.js";
import type { Terminal } from "../terminal.js";

/** What Tinybird Local answers to `GET /tokens`. */
export interface TinybirdLocalTokens {
  readonly user_token: string;
  /** The personal admin token, which must not sign JWTs. */
  readonly admin_token: string;
  readonly workspace_admin_token: string;
}

/** Those that Tinybird Local would be started with, or new ones. */
export function localTokens({ env }: Terminal): TinybirdLocalTokens {
  const { workspace_token, user_token } = generateLocalTokens();
  const given = (name: string, otherwise: string): string => {
    const token = env[name] || otherwise;
    if (!isStatic(token)) throw misuse(`${name} is not a static token; \`mintbird local generate-tokens\` makes one`);
    return token;
  };
  const workspace_admin_token = given("TB_LOCAL_WORKSPACE_TOKEN", workspace_token);
  return {
    user_token: given("TB_LOCAL_USER_TOKEN", user_token),
    admin_token: mintStaticToken({ u: parseStaticToken(workspace_admin_token).u, id: randomUUID() }, "abcd"),
    workspace_admin_token,
  };
}

function isStatic(token: string): boolean {
  const { kind, issues } = inspect(token);
  return kind === "static-token" && issues.length === 0;
}
