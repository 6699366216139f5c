/**
 * The document that a template was made of, for the module that reads projects: it has a memory of its own, and perhaps came as another
 * bundle. So it is found under a name that every copy of the package knows.
 */
const DOCUMENT = Symbol.for("mintbird.document");

/** @param text the document, JSON text */
export function keepDocument(template: object, text: string): void {
  Object.defineProperty(template, DOCUMENT, { value: text });
}

/** The document of a template, if that is one. */
export function documentOf(template: unknown): string | undefined {
  if (typeof template !== "object" || template === null || !Object.hasOwn(template, DOCUMENT)) return undefined;
  const text = (template as { readonly [DOCUMENT]: unknown })[DOCUMENT];
  return typeof text === "string" ? text : undefined;
}
