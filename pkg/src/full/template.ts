/// <reference lib="esnext.disposable" preserve="true" />
import { callModule } from "../border/call.js";
import { keepDocument } from "../border/document.js";
import { noOptions } from "../border/options.js";
import { toJson } from "../border/write-json.js";
import { MintbirdError } from "../types/error.js";
import type { Issue } from "../types/issue.js";
import type { Checked } from "../types/checked.js";
import type { ParamNames, ParamValues, Params, TemplateDocument } from "../types/template.js";
import { disposable, freed } from "./disposable.js";
import type * as glue from "./mintbird_bg.js";
import { module } from "./module.js";

/** What the module holds of each template that was not freed. */
const held = new WeakMap<Template, glue.Template>();

/**
 * A template, checked and compiled without a key. `Name` are the names of its placeholders; `Template` alone is one with whatever
 * placeholders.
 *
 * ```ts
 * const template = new Template({
 *   name: "dashboard_{user_id}",
 *   ttl: "10m",
 *   scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}" } }],
 * });
 * template.params; // ["user_id", "org_id"]
 * ```
 */
export interface Template<out Name extends string = string, Values = string extends Name ? never : Params<Name>> {
  /** What fills its placeholders, for the compiler alone: there is no such property. */
  readonly __values?: (values: Values) => void;

  /** The names to fill, in order of appearance. */
  readonly params: readonly Name[];

  /** How long its tokens live unless told otherwise, seconds. */
  readonly ttl: number;

  /** Where which parameter is put in, in the order of the payload. */
  readonly placeholders: readonly Placeholder[];

  /** Warnings: what is legal but hardly meant. */
  readonly issues: readonly Issue[];

  /** Gives the memory back. Minters that were made with it go on. To do so twice does no harm. */
  free(): void;

  /** The same, for `using`. */
  [Symbol.dispose](): void;
}

/** A template with whatever placeholders. */
export type AnyTemplate = Template<string, never>;

/** Where a template puts a parameter in. */
export interface Placeholder {
  /** The name of the parameter. */
  readonly param: string;
  /** The type, such as `UUID` or `Array(String)`; `null` where any string, number or boolean fits. */
  readonly type: string | null;
  /** A JSON Pointer (RFC 6901) to the string that it stands in. */
  readonly path: string;
}

/** How a {@link Template} is made. */
export interface TemplateConstructor {
  /**
   * Checks and compiles a template. Where the type of the document does not tell the names of its placeholders, as with JSON, they can be
   * given: `new Template<"user_id" | "org_id">(document)`, or as the type that `mintbird types` writes.
   *
   * @param document an object, or JSON text
   * @throws `MintbirdError` with the code `template` and all of the template's faults in `issues`
   */
  new <const T extends TemplateDocument | object | string, const Literal extends never = never>(
    document: Checked<T> | Literal,
  ): Template<ParamNames<T>, ParamValues<T>>;
  readonly prototype: Template;
}

export const Template = class {
  readonly params: readonly string[];
  readonly ttl: number;
  readonly placeholders: readonly Placeholder[];
  readonly issues: readonly Issue[];

  constructor(document: unknown, ...surplus: unknown[]) {
    noOptions("new Template", surplus);
    const text = textOf(document);
    const template = compile(text);
    keepDocument(this, text);
    held.set(this as unknown as TemplateObject, template);
    this.params = Object.freeze(template.params);
    this.ttl = template.ttl;
    this.placeholders = Object.freeze((template.placeholders as Placeholder[]).map((placeholder) => Object.freeze(placeholder)));
    this.issues = Object.freeze((JSON.parse(template.issues) as Issue[]).map((issue) => Object.freeze(issue)));
  }

  free(): void {
    held.get(this as unknown as TemplateObject)?.free();
    held.delete(this as unknown as TemplateObject);
  }
} as unknown as TemplateConstructor;

type TemplateObject = InstanceType<TemplateConstructor>;

disposable(Template.prototype);

/** Hands over what the module holds of a template. A document is held for that long only. @internal */
export function withTemplate<T>(template: unknown, use: (template: glue.Template) => T): T {
  if (!(template instanceof Template)) {
    const once = compile(textOf(template));
    try {
      return use(once);
    } finally {
      once.free();
    }
  }
  const ready = held.get(template);
  if (ready === undefined) throw freed("template");
  return use(ready);
}

function textOf(document: unknown): string {
  if (document === undefined)
    throw new MintbirdError("template", "the template cannot be used: it must be an object or JSON text, not undefined");
  return toJson("template", document);
}

function compile(text: string): glue.Template {
  return callModule(() => new module.Template(text));
}

/** What of a template's string stays, and what is put in. */
export type Piece = string | { readonly param: string };

/**
 * Takes a string of a template apart at its placeholders, for what writes templates in another system's words.
 *
 * ```ts
 * templatePieces("dashboard_{user_id}"); // ["dashboard_", { param: "user_id" }]
 * ```
 */
export function templatePieces(text: string): readonly Piece[] {
  return callModule(() => JSON.parse(module.templatePieces(text)) as Piece[]);
}
