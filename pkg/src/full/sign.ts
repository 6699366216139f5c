import type { Claims } from "../types/claims.js";
import { toJson } from "../border/write-json.js";
import { MAX_DOCUMENT_LENGTH, cut } from "../border/input-limits.js";
import * as module from "./mintbird_bg.js";
import { scratch } from "./scratch.js";
import { type SigningKey, withSigningKey } from "./signing-key.js";

/**
 * Signs claims once. For many tokens of one kind, a {@link Minter} is faster and checks more.
 *
 * @param claims an object, or JSON text
 * @param signingKey a {@link SigningKey}, which is hashed once, or the workspace admin token, `p.…`
 * @throws `MintbirdError`: `claims` with what Tinybird would not accept, `key`, `too-large`
 */
export function sign(claims: Claims | string, signingKey: SigningKey | string): string {
  const text = cut(toJson("claims", claims), MAX_DOCUMENT_LENGTH);
  return withSigningKey(signingKey, (key) =>
    scratch.call((start) => {
      scratch.utf8(text);
      return scratch.answer(module.sign(scratch.buffers, start, scratch.at, key));
    }),
  );
}
