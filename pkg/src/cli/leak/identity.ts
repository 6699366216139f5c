/** Who asks: the tenant whose answers must not change, and others whose rows do. */
import type { Minter } from "../../full/minter.js";
import { MintbirdError } from "../../entry/full/inline.js";
import type { ParamValue } from "../../types/template.js";
import { typed } from "./column.js";

/** A way to fill the template. */
export interface Identity {
  readonly params: { readonly [name: string]: ParamValue };
  readonly token: string;
  /** What is tried with it, for people; empty for the tenant itself. */
  readonly trick: string;
}

/** Names that switch a filter off in one endpoint or another. */
export const TRICKS: readonly string[] = ["all", "*", "%", "0", "null", "none", "any", "true"];

/** A placeholder that is filled with a tenant. */
export interface Asker {
  readonly placeholder: string;
  /** Of the placeholder, or of the column where it has none. */
  readonly type: string;
  readonly own: string;
  /** Names of whom no row is: what a token of such a name reads is another's. */
  readonly odd: readonly string[];
}

/** The tenant's, and those that a user with an odd name has. What the template refuses is not one. */
export function identities(
  minter: Minter,
  filled: ReadonlyMap<string, ParamValue>,
  askers: readonly Asker[],
  other: string,
): { readonly self: Identity; readonly tricks: readonly Identity[] } {
  const params = Object.fromEntries(filled);
  const self = { params, token: minter.mint(params), trick: "" };
  const tricks: Identity[] = [];
  for (const { placeholder, type, own, odd } of askers) {
    // And one that is two.
    for (const value of new Set([...odd, `${own},${other}`, `${other},`, `${own}' OR 1 = 1 -- `])) {
      const fill = { ...params, [placeholder]: typed(type, value) };
      try {
        tricks.push({ params: fill, token: minter.mint(fill), trick: `${placeholder} = ${JSON.stringify(value)}` });
      } catch (error) {
        if (!(error instanceof MintbirdError && error.code === "param")) throw error;
      }
    }
  }
  return { self, tricks };
}
