import { callModule } from "../border/call.js";
import { withKey } from "../border/key-bytes.js";
import { cutToken } from "../border/input-limits.js";
import { asText, closedOptions } from "../border/options.js";
import type { StaticToken } from "../types/report.js";
import { module } from "./module.js";

/** What a static token contains. */
export interface StaticTokenParts {
  /** The workspace (of a workspace token) or the user (of a user token), a UUID. */
  readonly u: string;
  /** The token's own id, a UUID. */
  readonly id: string;
  /** The region's code, such as `us_east`; none for Tinybird Local. */
  readonly host?: string | null | undefined;
}

/**
 * Makes a static token, byte for byte as Tinybird does. Tinybird's own key is its secret; that of Tinybird Local is `abcd`.
 *
 * @param key any non-empty string; it is not a signing key
 * @throws `MintbirdError`: `option`, which names what is wrong; `key`
 */
export function mintStaticToken(parts: StaticTokenParts, key: string): string {
  const { u, id, host } = closedOptions<StaticTokenParts & Partial<StaticToken>>(parts, ["u", "id", "host", "apiHost"]);
  return withKey(key, "key of a static token", (bytes) =>
    callModule(() => module.mintStaticToken(asText(u) ?? "", asText(id) ?? "", asText(host ?? undefined), bytes)),
  );
}

/**
 * Checks a static token: its form, then its MAC, and only then its content, which must be written as Tinybird writes it.
 *
 * @param key the key of the MAC: for cloud tokens only Tinybird has it, for Tinybird Local it is `abcd`
 * @throws `MintbirdError`: `key`, `too-large`, `wrong-kind` for a JWT, `malformed`, `signature`
 */
export function verifyStaticToken(token: string, key: string): StaticToken {
  return withKey(key, "key of a static token", (bytes) =>
    callModule(() => JSON.parse(module.verifyStaticToken(cutToken(token), bytes)) as StaticToken),
  );
}
