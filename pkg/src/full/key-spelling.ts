import { callModule } from "../border/call.js";
import { cutToken } from "../border/input-limits.js";
import { withKey } from "../border/key-bytes.js";
import type { KeySpelling } from "../types/key-spelling.js";
import { module } from "./module.js";

/**
 * Finds out in which spelling a key has signed a token: alone, as Tinybird has it, or with what got around it on the way into a
 * program. Whatever algorithm the header names is not looked at, since Tinybird does not read it. It accepts no token: that is for a
 * {@link Verifier}.
 *
 * @returns nothing where none of the spellings has signed it
 * @throws `MintbirdError`: `malformed`, `wrong-kind`, `too-large`, `key`
 */
export function keySpelling(token: string, key: string): KeySpelling | undefined {
  return withKey(key, "signing key", (bytes) => callModule(() => module.keySpelling(cutToken(token), bytes) as KeySpelling | undefined));
}
