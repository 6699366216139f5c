import type { Limits, Scope } from "./claims.js";

/** How long a token lives: seconds, or `"90s"`, `"10m"`, `"1h"`, `"7d"`. At least a second, at most ten years. */
export type Ttl = number | `${number}${"s" | "m" | "h" | "d"}` | (string & {});

/**
 * The payload of tokens with placeholders for what differs from user to user.
 *
 * `{param}` or `{param:Type}` stands in `name` and in the strings of `fixed_params`, `{param:Type}` in a `filter`; `{{` and `}}` are
 * literal braces.
 */
export interface TemplateDocument {
  /** The UUID of the workspace. It may be left out where the signing key is a static token, which says it. */
  readonly workspace_id?: string | undefined;
  /** The label in usage statistics; limits are counted per name, so a placeholder gives each user one of their own. */
  readonly name: string;
  readonly ttl: Ttl;
  /** What the tokens may do: at least one scope. */
  readonly scopes: readonly Scope[];
  /** How often they may be used. */
  readonly limits?: Limits | undefined;
  /** Values that may never fill a parameter, by its name: for endpoints in which such a value, as `all`, switches the filter off. */
  readonly refuse?: { readonly [param: string]: readonly (string | number | bigint | boolean)[] } | undefined;
}

/**
 * What fills a placeholder. A list is for those of type `Array(T)`; a `bigint` or a decimal string keeps all digits of a
 * 64-bit integer.
 */
export type ParamValue = string | number | bigint | boolean | readonly ParamValue[];

/** A value for each placeholder, by name. */
export type Params<Name extends string = string> = [Name] extends [never]
  ? { readonly [name: string]: never }
  : { readonly [name in Name]: ParamValue };

/** The names of a template's placeholders, or `string` where its type does not tell them. */
export type ParamNames<T> = NameOf<Written<T>>;

/** The values that a template's placeholders take, by name: those of all types that a name is written with. */
export type ParamValues<T> =
  string extends ParamNames<T>
    ? Params
    : [ParamNames<T>] extends [never]
      ? Params<never>
      : { readonly [name in ParamNames<T>]: ValueOf<Written<T>, name> };

/** The placeholders of a template as they are written, without their braces. */
type Written<T> = T extends { readonly name: infer N; readonly scopes: readonly (infer S)[] } ? Placeholders<N> | InScope<S> : string;

type InScope<S> =
  | (S extends { readonly fixed_params: infer F } ? Placeholders<F[keyof F]> : never)
  | (S extends { readonly filter: infer F } ? Placeholders<F> : never);

/** The placeholders of one string. */
type Placeholders<Text, Found extends string = never> = Text extends string
  ? string extends Text
    ? string
    : Text extends `${string}{${infer Behind}`
      ? Behind extends `{${infer Rest}`
        ? Placeholders<Rest, Found>
        : Behind extends `${infer Inside}}${infer Rest}`
          ? Placeholders<Rest, Found | Inside>
          : Found
      : Found
  : never;

type NameOf<Inside extends string> = Inside extends `${infer Name}:${string}` ? Name : Inside;

/** What fills all placeholders of one name. */
type ValueOf<Inside extends string, Name extends string> = Extract<ParamValue, All<OfPlaceholder<Inside, Name>>>;

/** What fills one placeholder, wrapped, so that several can be told apart. */
type OfPlaceholder<Inside extends string, Name extends string> = Inside extends Name
  ? { readonly takes: ParamValue }
  : Inside extends `${Name}:${infer Type}`
    ? { readonly takes: OfType<Type> }
    : never;

type OfType<Type extends string> = Type extends `Array(${string}`
  ? readonly ParamValue[]
  : Type extends "String" | "UUID" | "Date" | "Slug"
    ? string
    : Type extends "DateTime"
      ? string | number
      : Type extends "Bool"
        ? boolean | "true" | "false"
        : Type extends `${"" | "U"}Int${string}` | "Float64"
          ? number | bigint | string
          : ParamValue;

/** What all of them take. */
type All<Several> = (Several extends { readonly takes: infer One } ? (take: One) => void : never) extends (take: infer Every) => void
  ? Every
  : never;
