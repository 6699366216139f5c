import { inspectWith, parseStaticTokenWith } from "../border/inspection.js";
import type { Now } from "../border/options.js";
import type { Report, StaticToken } from "../types/report.js";
import { module } from "./module.js";
import { scratch } from "./scratch.js";

/**
 * Says what a text is and what is wrong with it. It never throws, needs no key, and does not check the signature: that takes a
 * key, and a `Verifier`.
 */
export function inspect(text: string, options?: Now): Report {
  return inspectWith(module, scratch, text, options);
}

/**
 * Reads what a static token, `p.…`, says of itself. Only Tinybird can check it.
 *
 * @throws `MintbirdError`: `wrong-kind` for a JWT, `too-large`, `malformed`
 */
export function parseStaticToken(text: string): StaticToken {
  return parseStaticTokenWith(module, scratch, text);
}
