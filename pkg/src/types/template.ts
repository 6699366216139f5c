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
  /** How long each token lives: seconds, or `"90s"`, `"10m"`, `"1h"`, `"7d"`. */
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

/**
 * The names of a template's placeholders, or `string` where its type does not tell them. `T` is the type of a template's document,
 * or says it itself: as names, or as params.
 */
export type ParamNames<T> = T extends Payload ? NameOf<Written<T>> : T extends string ? GivenName<T> : keyof T & string;

/** The values that a template's placeholders take, by name: those of all types that a name is written with. */
export type ParamValues<T> =
  string extends ParamNames<T>
    ? Params
    : [ParamNames<T>] extends [never]
      ? Params<never>
      : [T] extends [Payload]
        ? { readonly [name in ParamNames<T>]: ValueOf<Written<T>, name> }
        : [T] extends [string]
          ? Params<ParamNames<T>>
          : T;

/** A name that was given. JSON text has braces, and says nothing to the compiler. */
type GivenName<Text extends string> = Text extends `${string}{${string}` ? string : Text;

/** The placeholders of a template as they are written, without their braces. */
type Written<T extends Payload> = Placeholders<T["name"]> | InScope<T["scopes"][number]>;

/** What of a template has placeholders. */
export interface Payload {
  readonly name: string;
  readonly scopes: readonly object[];
}

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
type ValueOf<Inside extends string, Name extends string> = All<OfPlaceholder<Inside, Name>>;

/** What fills one placeholder, wrapped, so that several can be told apart. */
type OfPlaceholder<Inside extends string, Name extends string> = Inside extends Name
  ? { readonly takes: Scalar }
  : Inside extends `${Name}:${infer Type}`
    ? { readonly takes: OfType<Type> }
    : never;

type Scalar = Exclude<ParamValue, readonly unknown[]>;

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
          : Scalar;

/** What all of them take. */
type All<Several> = (Several extends { readonly takes: infer One } ? (take: One) => void : never) extends (take: infer Every) => void
  ? Every
  : never;

/** Whether a placeholder at this JSON Pointer stands in a scope's filter. A fixed parameter may be named `filter`, too. */
export function isInFilter(path: string): boolean {
  return /^\/scopes\/\d+\/filter$/.test(path);
}
