import { thrown } from "./thrown.js";
import { cutToken } from "./input-limits.js";
import { type Now, time } from "./options.js";
import type { Report, StaticToken } from "../types/report.js";
import type { Buffers, Scratch } from "./scratch.js";

/** The exports of either module that need no key. */
interface Module<Buffers> {
  inspect(scratch: Buffers, start: number, end: number, now: number): number;
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
export function inspection<B extends Buffers>(
  module: Module<B>,
  scratch: Scratch<B>,
): { inspect: Inspect; parseStaticToken: ParseStaticToken } {
  return {
    inspect(text, options) {
      const now = time(options?.now);
      const start = scratch.at;
      scratch.utf8(cutToken(text));
      const end = scratch.at;
      scratch.at = start;
      return JSON.parse(scratch.answer(module.inspect(scratch.buffers, start, end, now))) as Report;
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
