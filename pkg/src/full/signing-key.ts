/// <reference lib="esnext.disposable" preserve="true" />
import { callModule } from "../border/call.js";
import { withKey } from "../border/key-bytes.js";
import { noOptions } from "../border/options.js";
import type { Issue } from "../types/issue.js";
import { disposable, freed } from "./disposable.js";
import type * as glue from "./mintbird_bg.js";
import { module } from "./module.js";

/** What the module holds of each key that was not freed. */
const held = new WeakMap<SigningKey, glue.SigningKey>();

/**
 * A signing key, checked and hashed once, for as many minters, verifiers and signatures as need it. It prints no secret.
 *
 * ```ts
 * const key = new SigningKey(process.env.TINYBIRD_SIGNING_KEY);
 * const minter = new Minter(template, key);
 * ```
 */
export class SigningKey {
  /** The workspace that the key says it belongs to, a UUID, where it is a static token. */
  readonly workspaceId: string | undefined;
  /** Warnings: `key-whitespace`, `key-not-static-token`. */
  readonly issues: readonly Issue[];

  /**
   * @param text the workspace admin token, `p.…`, usually from the environment variable `TINYBIRD_SIGNING_KEY`
   * @throws `MintbirdError`: `key`
   */
  constructor(text: string | undefined);
  constructor(text: string | undefined, ...surplus: unknown[]) {
    noOptions("new SigningKey", surplus);
    const key = withKey(text, "signing key", (bytes) => callModule(() => new module.SigningKey(bytes)));
    held.set(this, key);
    this.workspaceId = key.workspaceId;
    this.issues = Object.freeze((JSON.parse(key.issues) as Issue[]).map((issue) => Object.freeze(issue)));
  }

  /** Wipes the key. Minters and verifiers that were made with it go on. To do so twice does no harm. */
  free(): void {
    held.get(this)?.free();
    held.delete(this);
  }

  /** The same, for `using`. */
  declare readonly [Symbol.dispose]: () => void;
}

disposable(SigningKey.prototype);

/** Hands over what the module holds of a key. One that comes as text is held for that long only. @internal */
export function withSigningKey<T>(key: unknown, use: (key: glue.SigningKey) => T): T {
  if (!(key instanceof SigningKey)) {
    return withKey(key, "signing key", (bytes) => {
      const once = callModule(() => new module.SigningKey(bytes));
      try {
        return use(once);
      } finally {
        once.free();
      }
    });
  }
  const ready = held.get(key);
  if (ready === undefined) throw freed("signing key");
  return use(ready);
}
