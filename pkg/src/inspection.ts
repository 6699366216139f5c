import { thrown } from "./error.js";
import { cutToken } from "./limits.js";
import { type Now, seconds } from "./options.js";
import type { Report, StaticToken } from "./report.js";

/** The exports of either module that need no key. */
interface Module {
  inspect(text: unknown, now: number | undefined): string;
  parseStaticToken(text: unknown): string;
}

/** The type of `inspect`. */
export interface Inspect {
  /**
   * Says what a text is and what is wrong with it. It never throws, needs no key, and does not check the signature: that
   * takes a key, and a `Verifier`.
   */
  (text: string, options?: Now): Report;
}

/** The type of `parseStaticToken`. */
export interface ParseStaticToken {
  /**
   * Reads what a static token, `p.…`, says of itself. Only Tinybird can check it.
   *
   * @throws {@link MintbirdError} `wrong-kind` for a JWT, `too-large`, `malformed`
   */
  (text: string): StaticToken;
}

/** The same functions over one module or the other. */
export function inspection(module: Module): { inspect: Inspect; parseStaticToken: ParseStaticToken } {
  return {
    inspect(text, options) {
      return JSON.parse(module.inspect(cutToken(text), seconds(options?.now))) as Report;
    },
    parseStaticToken(text) {
      try {
        return JSON.parse(module.parseStaticToken(cutToken(text))) as StaticToken;
      } catch (reason) {
        throw thrown(reason);
      }
    },
  };
}
