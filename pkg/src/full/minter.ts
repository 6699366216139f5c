/// <reference lib="esnext.disposable" preserve="true" />
import { callModule } from "../border/call.js";
import type { Issue } from "../types/issue.js";
import { type Now, closedOptions, currentTime, noOptions } from "../border/options.js";
import { writeMany, writeParams, writeTtl } from "../border/write-params.js";
import type { Checked } from "../types/checked.js";
import { MintbirdError } from "../types/error.js";
import type { ParamNames, ParamValues, Params, TemplateDocument, Ttl } from "../types/template.js";
import { disposable, freed } from "./disposable.js";
import type * as glue from "./mintbird_bg.js";
import { module } from "./module.js";
import { scratch } from "./scratch.js";
import { type SigningKey, withSigningKey } from "./signing-key.js";
import { type AnyTemplate, type Template, withTemplate } from "./template.js";

/** When a token is minted, and how long it lives. */
export interface MintOptions extends Now {
  /** Overrides the template's. */
  readonly ttl?: Ttl | undefined;
}

/**
 * Mints tokens from one template with one key. `Name` are the names of the template's placeholders, `Values` what fills them.
 *
 * ```ts
 * const minter = new Minter(
 *   {
 *     name: "dashboard_{user_id}",
 *     ttl: "10m",
 *     scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}" } }],
 *   },
 *   signingKey,
 * );
 * const token = minter.mint({ user_id: "u_1", org_id: "acme" });
 * ```
 */
export interface Minter<out Name extends string = string, Values = Params<Name>> {
  /** The names to fill, in order of appearance. */
  readonly params: readonly string[];

  /** How long its tokens live unless told otherwise, seconds. */
  readonly ttl: number;

  /** Warnings about the template and the key: what is legal but hardly meant. */
  readonly issues: readonly Issue[];

  /**
   * Mints a token.
   *
   * @throws `MintbirdError`: `param` names a parameter that is missing, unknown, empty or not what its placeholder
   * takes; `clock`, `option` for a ttl, `too-large`
   */
  mint(params: Values, options?: MintOptions): string;

  /**
   * Mints a token for each set of parameters, all with the same expiry; or none at all.
   *
   * @throws `MintbirdError` as {@link Minter.mint}, for the first set that cannot be used; the message says which, counted from 0
   */
  mintMany(params: readonly Values[], options?: MintOptions): string[];

  /** Wipes the key and frees the memory. Calling it twice is harmless. */
  free(): void;

  /** The same, for `using`. */
  [Symbol.dispose](): void;
}

/** How a {@link Minter} is made. */
export interface MinterConstructor {
  /**
   * Puts a template and a key together. Both can be used again, and freed. Where the type of the template does not tell the names of its
   * placeholders, as with JSON, they can be given: `new Minter<"user_id" | "org_id">(template, key)`, or as the type that
   * `mintbird types` writes.
   *
   * @param template a {@link Template}, or the document of one: an object, or JSON text
   * @param signingKey a {@link SigningKey}, or the workspace admin token, `p.…`, usually from the environment variable
   * `TINYBIRD_SIGNING_KEY`
   * @throws `MintbirdError`: `template` with all of its faults in `issues`, `key`
   */
  new <const T extends AnyTemplate | TemplateDocument | object | string, const Literal extends never = never>(
    template: (T extends AnyTemplate ? T : Checked<T>) | Literal,
    signingKey: SigningKey | string,
  ): [T] extends [Template<infer Name, infer Values>]
    ? Minter<Name, [Values] extends [never] ? Params<Name> : Values>
    : Minter<ParamNames<T>, ParamValues<T>>;
  readonly prototype: Minter;
}

export const Minter = class {
  #module: glue.Minter | undefined;
  /** The same as `params`, which a caller could replace. */
  readonly #names: readonly string[];
  readonly params: readonly string[];
  readonly ttl: number;
  readonly issues: readonly Issue[];

  constructor(template: unknown, signingKey: unknown, ...surplus: unknown[]) {
    noOptions("new Minter", surplus);
    this.#module = withTemplate(template, (template) =>
      withSigningKey(signingKey, (key) => callModule(() => new module.Minter(template, key))),
    );
    this.params = this.#names = Object.freeze(this.#module.params);
    this.ttl = this.#module.ttl;
    this.issues = Object.freeze((JSON.parse(this.#module.issues) as Issue[]).map((issue) => Object.freeze(issue)));
  }

  mint(params: unknown, options?: MintOptions): string {
    return scratch.call((start) => {
      const now = writeOptions(options);
      writeParams(scratch, params, this.#names);
      return scratch.answer(this.#alive().mint(scratch.buffers, start, scratch.at, now));
    });
  }

  mintMany(params: unknown, options?: MintOptions): string[] {
    if (!Array.isArray(params)) {
      const message = "option `params` must be an array, with an object for each token; to mint one token, call `mint`";
      throw new MintbirdError("option", message);
    }
    return scratch.call((start) => {
      const now = writeOptions(options);
      const head = scratch.at;
      let tokens: string[] = [];
      let next = 0;
      // In parts, so that no batch makes the module's memory grow.
      do {
        scratch.at = head;
        const first = next;
        next = writeMany(scratch, params, this.#names, first);
        const some = scratch.answers(this.#alive().mintMany(scratch.buffers, start, scratch.at, first, now));
        if (tokens.length === 0) tokens = some;
        else for (const token of some) tokens.push(token);
      } while (next < params.length);
      return tokens;
    });
  }

  free(): void {
    this.#module?.free();
    this.#module = undefined;
  }

  #alive(): glue.Minter {
    if (this.#module === undefined) throw freed("minter");
    return this.#module;
  }
} as unknown as MinterConstructor;

/** Writes a ttl, which comes before the parameters, where there is one; returns the time. */
function writeOptions(options: MintOptions | undefined): number {
  if (options === undefined) return currentTime(undefined);
  const { now, ttl } = closedOptions<MintOptions>(options, ["now", "ttl"]);
  if (ttl !== undefined) writeTtl(scratch, ttl);
  return currentTime(now);
}

disposable(Minter.prototype);
