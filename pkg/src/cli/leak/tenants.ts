/** Who asks: the tenant whose answers must not change, and others whose rows do. */
import type { Template } from "../../full/template.js";
import type { Minter } from "../../full/minter.js";
import { MintbirdError } from "../../entry/full/inline.js";
import type { ParamValue } from "../../types/template.js";

/** A way to fill the template. */
export interface Identity {
  readonly params: { readonly [name: string]: ParamValue };
  readonly token: string;
  /** What is tried with it, for people; empty for the tenant itself. */
  readonly trick: string;
}

/** Names that switch a filter off in one endpoint or another, and one that is two. */
const TRICKS = ["all", "*", "%", "0", "null", "none", "any", "true"];

/** Texts for tenants, of a type that a placeholder may have. */
export function tenantValues(type: string, count: number): readonly ParamValue[] {
  const numbers = Array.from({ length: count }, (_, index) => index + 7);
  if (/^U?Int|^Float/.test(type)) return numbers;
  if (type === "UUID") return numbers.map((number) => `6f1ed002-ab59-4e6d-8b1f-${number.toString(16).padStart(12, "0")}`);
  if (type === "Bool") return [true, false];
  if (type === "Date") return numbers.map((number) => `2024-03-${String(number).padStart(2, "0")}`);
  if (type === "DateTime") return numbers.map((number) => `2024-03-${String(number).padStart(2, "0")} 00:00:00`);
  return numbers.map((_, index) => `tenant_${String.fromCharCode(97 + index)}`);
}

/** The tenant's, and those that a user with an odd name has. What the template refuses is not one. */
export function identities(
  template: Template,
  minter: Minter,
  filled: ReadonlyMap<string, ParamValue>,
  tenantParams: readonly string[],
  words: readonly string[],
  other: string,
): { readonly self: Identity; readonly tricks: readonly Identity[] } {
  const params = Object.fromEntries(filled);
  const self = { params, token: minter.mint(params), trick: "" };
  const tricks: Identity[] = [];
  for (const param of tenantParams) {
    const own = filled.get(param)!;
    // Not the other tenant by name: whose token that is may read its rows.
    const values = [...new Set([...TRICKS, ...words, `${String(own)},${other}`, `${other},`, `${String(own)}' OR 1 = 1 -- `])];
    for (const value of values.filter((value) => value !== other && value !== own)) {
      const typed = template.placeholders.some(
        (placeholder) => placeholder.param === param && /^U?Int|^Float/.test(placeholder.type ?? ""),
      );
      const fill = { ...params, [param]: typed && /^\d+$/.test(value) ? Number(value) : value };
      try {
        tricks.push({ params: fill, token: minter.mint(fill), trick: `${param} = ${JSON.stringify(value)}` });
      } catch (error) {
        if (!(error instanceof MintbirdError && error.code === "param")) throw error;
      }
    }
  }
  return { self, tricks };
}
