import type { Claims } from "../types/claims.js";
import { callModule } from "../border/call.js";
import { toJson } from "../border/write-json.js";
import { withKey } from "../border/key-bytes.js";
import { MAX_DOCUMENT_LENGTH, cut } from "../border/input-limits.js";
import * as module from "./mintbird_bg.js";

/**
 * Signs claims once. For many tokens of one kind, a {@link Minter} is faster and checks more.
 *
 * @param claims an object, or JSON text
 * @param signingKey the workspace admin token, `p.…`
 * @throws {@link MintbirdError} `claims` with what Tinybird would not accept, `key`, `too-large`
 */
export function sign(claims: Claims | string, signingKey: string): string {
  const text = cut(toJson("claims", claims), MAX_DOCUMENT_LENGTH);
  return withKey(signingKey, "signing key", (key) => callModule(() => module.sign(text, key)));
}
