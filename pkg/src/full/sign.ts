import type { Claims } from "../types/claims.js";
import { toUtf8 } from "../border/write-json.js";
import { noOptions } from "../border/options.js";
import { withKey } from "../border/key-bytes.js";
import { module } from "./module.js";
import { scratch } from "./scratch.js";
import { SigningKey, withSigningKey } from "./signing-key.js";

/**
 * Signs claims once. For many tokens of one kind, a {@link Minter} is faster and checks more.
 *
 * @param claims an object, or JSON text
 * @param signingKey a {@link SigningKey}, which is hashed once, or the workspace admin token, `p.…`
 * @throws `MintbirdError`: `claims` with what Tinybird would not accept, `key`, `too-large`
 */
export function sign(claims: Claims | string, signingKey: SigningKey | string): string;
export function sign(claims: Claims | string, signingKey: SigningKey | string, ...surplus: unknown[]): string {
  noOptions("sign", surplus);
  const signed = (sign: (start: number, end: number) => number): string =>
    scratch.call((start) => {
      scratch.bytes(toUtf8("claims", claims));
      return scratch.answer(sign(start, scratch.at));
    });
  if (signingKey instanceof SigningKey) {
    return withSigningKey(signingKey, (key) => signed((start, end) => module.sign(scratch.buffers, start, end, key)));
  }
  return withKey(signingKey, "signing key", (key) => signed((start, end) => module.signOnce(scratch.buffers, start, end, key)));
}
