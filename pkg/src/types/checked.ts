/** Documents of templates, as far as a compiler can check them: misspelt keys and types of scopes. */
import type { Limits, Scope, ScopeType } from "./claims.js";
import type { ParamNames, Payload, TemplateDocument } from "./template.js";

/**
 * What a constructor takes for `T`: a document of this type, unless the compiler can see that it would be refused; any document
 * where `T` was given as names or params.
 */
export type Checked<T> = T extends TemplateDocument
  ? [Wrong<T>] extends [never]
    ? T & Documented<T>
    : Refusing<T>
  : T extends Payload
    ? TemplateDocument
    : string extends ParamNames<T>
      ? T
      : TemplateDocument | string;

/** The same keys, with what editors say about them. Scope by scope, since they look for a scope by its place. */
type Documented<T extends TemplateDocument> = TemplateDocument & { readonly scopes: DocumentedScopes<T["scopes"]> };

type DocumentedScopes<Scopes> = { readonly [place in keyof Scopes]: Scope };

/** Keys of a template that it cannot have, and types of scopes that there are not. */
type Wrong<T extends TemplateDocument> =
  UnknownKey<T, TemplateDocument> | UnknownKey<T["limits"], Limits> | WrongScope<T["scopes"][number]>;

type WrongScope<S> = S extends { readonly type: infer Type } ? UnknownKey<S, Scope> | WrongType<Type> : never;

/** In an imported document the type of a scope is any string. */
type WrongType<Type> = string extends Type ? never : Exclude<Type, ScopeType>;

type UnknownKey<T, Known> = T extends object ? Exclude<keyof T, keyof Known> : never;

/** What a wrong document is held to, so that the error is at the place, and suggests the near name where it is written inline. */
type Refusing<T extends TemplateDocument> = number extends T["scopes"]["length"] ? RefusingImported<T> : RefusingInline<T>;

type RefusingInline<T extends TemplateDocument> = TemplateDocument &
  Missing<T, TemplateDocument> & {
    readonly scopes: RefusingScopes<T["scopes"]>;
    readonly limits?: (Limits & Missing<T["limits"], Limits>) | undefined;
  };

type RefusingScopes<Scopes> = { readonly [place in keyof Scopes]: KnownScope & Missing<Scopes[place], Scope> };

interface KnownScope extends Scope {
  readonly type: ScopeType;
}

type RefusingImported<T extends TemplateDocument> = TemplateDocument &
  NoSuchKey<T, TemplateDocument> & {
    readonly scopes: readonly (Scope & NoSuchKey<T["scopes"][number], Scope> & { readonly type: TypeLike<T["scopes"][number]["type"]> })[];
    readonly limits?: (Limits & NoSuchKey<T["limits"], Limits>) | undefined;
  };

type NoSuchKey<T, Known> = { readonly [name in UnknownKey<T, Known> & string]?: `there is no key ${name} here` };

/** Keys that are required, and so missed: of unknown ones the compiler is silent unless an object is written inline. */
type Missing<T, Known> = { readonly [name in UnknownKey<T, Known> & string as `there is no key ${name} here`]: never };

type TypeLike<Type> = string extends Type ? string : ScopeType;
