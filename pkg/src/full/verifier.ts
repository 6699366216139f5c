/// <reference lib="esnext.disposable" preserve="true" />
import { requestJson } from "../border/write-request.js";
import type { AccessRequest, Decision } from "../types/access.js";
import type { Claims } from "../types/claims.js";
import { callModule } from "../border/call.js";
import { MAX_TOKEN_LENGTH, cut, cutToken } from "../border/input-limits.js";
import { type Now, closedOptions, readTime, asNumber, asText } from "../border/options.js";
import { MintbirdError } from "../types/error.js";
import { disposable, freed } from "./disposable.js";
import type * as glue from "./mintbird_bg.js";
import { module } from "./module.js";
import { scratch } from "./scratch.js";
import { type SigningKey, withSigningKey } from "./signing-key.js";

/** Keys and a policy. */
export interface VerifierOptions {
  /**
   * The signing key, or several of which any may match: the current one, and the previous one while keys are rotated. Those that are
   * undefined are left out.
   */
  readonly keys: SigningKey | string | readonly (SigningKey | string | undefined)[];
  /** Accept tokens of this workspace only, a UUID. */
  readonly workspaceId?: string | undefined;
  /** Accept tokens this many seconds after they expire and before they start. 0 unless given, at most 600. */
  readonly clockTolerance?: number | undefined;
}

/** Checks tokens against one or several keys. */
export class Verifier {
  #module: glue.Verifier | undefined;

  /** @throws `MintbirdError`: `key`, `option` */
  constructor(options: VerifierOptions) {
    const { keys, workspaceId, clockTolerance } = closedOptions<VerifierOptions>(options, ["keys", "workspaceId", "clockTolerance"]);
    const id = asText(workspaceId);
    const [first, ...others] = Array.isArray(keys) ? (keys as readonly unknown[]).filter((key) => key !== undefined) : [keys];
    if (Array.isArray(keys) && first === undefined) {
      throw new MintbirdError("option", "option `keys` must hold at least one signing key; is the environment variable set?");
    }
    let verifier = withSigningKey(first, (key) =>
      callModule(() => new module.Verifier(key, id === undefined ? undefined : cut(id, MAX_TOKEN_LENGTH), asNumber(clockTolerance))),
    );
    try {
      for (const other of others) verifier = withSigningKey(other, (key) => verifier.withKey(key));
    } catch (error) {
      verifier.free();
      throw error;
    }
    this.#module = verifier;
  }

  /**
   * Checks a token and returns its claims. A number beyond 2⁵³ is a string of the same digits, since
   * JavaScript would round it.
   *
   * @throws `MintbirdError` with, in the order in which they are decided, `too-large`, `wrong-kind`, `malformed`,
   * `header`, `alg`, `crit`, `signature`, `claims`, `expired`, `not-yet-valid`, `workspace`; before them `clock`
   */
  verify(token: string, options?: Now): Claims {
    const now = readTime(options);
    return scratch.call((start) => {
      const module = this.#alive();
      scratch.utf8(cutToken(token));
      return JSON.parse(scratch.answer(module.verify(scratch.buffers, start, scratch.at, now))) as Claims;
    });
  }

  /**
   * Verifies a token and decides what it lets a request do, in one step. What is wrong with the token is a decision too.
   *
   * The fixed parameters of the token always win. The request's other parameters are passed on, except those that are
   * not identifiers or differ from a fixed one only in case and underscores. If several scopes name the resource, all of them
   * apply: their fixed parameters and filters are combined, and a contradiction is denied.
   *
   * @throws `MintbirdError`: `option` for a request without a resource or with an invalid parameter; `clock`
   */
  authorize(token: string, request: AccessRequest, options?: Now): Decision {
    const now = readTime(options);
    const asked = requestJson(request);
    return scratch.call((start) => {
      scratch.utf8(cutToken(token));
      const middle = scratch.at;
      scratch.utf8(asked);
      const length = this.#alive().authorize(scratch.buffers, start, middle, scratch.at, now);
      return JSON.parse(scratch.answer(length)) as Decision;
    });
  }

  /** Wipes the keys and frees the memory. Calling it twice is harmless. */
  free(): void {
    this.#module?.free();
    this.#module = undefined;
  }

  /** The same, for `using`. */
  declare readonly [Symbol.dispose]: () => void;

  #alive(): glue.Verifier {
    if (this.#module === undefined) throw freed("verifier");
    return this.#module;
  }
}

disposable(Verifier.prototype);
