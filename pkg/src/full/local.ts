import { callModule } from "../border/call.js";
import { module } from "./module.js";

/** What `TB_LOCAL_WORKSPACE_TOKEN` and `TB_LOCAL_USER_TOKEN` are set to. */
export interface LocalTokens {
  /** The workspace admin token: JWTs for this Tinybird Local are signed with it. */
  readonly workspace_token: string;
  /** The user token. */
  readonly user_token: string;
}

/** Makes a pair of tokens to start Tinybird Local with, as `tb local generate-tokens` does. */
export function generateLocalTokens(): LocalTokens {
  return callModule(() => module.generateLocalTokens() as LocalTokens);
}
