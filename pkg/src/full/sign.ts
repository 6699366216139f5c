import type { Claims } from "../types/claims.js";
import { thrown } from "../border/thrown.js";
import { toJson } from "../border/write-json.js";
import { keyBytes } from "../border/key-bytes.js";
import { MAX_DOCUMENT_LENGTH, cut } from "../border/input-limits.js";
import * as module from "./mintbird_bg.js";

/**
 * Signs claims once. For more than one token of a kind, a {@link Minter} is faster and checks more.
 *
 * @param claims an object, or JSON text
 * @param signingKey the workspace admin token, `p.…`
 * @throws {@link MintbirdError} `claims` with what Tinybird would not accept, `key`, `too-large`
 */
export function sign(claims: Claims | string, signingKey: string): string {
  const text = cut(toJson("claims", claims), MAX_DOCUMENT_LENGTH);
  const key = keyBytes(signingKey);
  try {
    return module.sign(text, key);
  } catch (reason) {
    throw thrown(reason);
  } finally {
    key.fill(0);
  }
}
