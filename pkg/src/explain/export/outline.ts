/** A template with its strings taken apart, so that what is exported can put something else where its placeholders are. */
import type { Piece, TemplateConstructor, templatePieces } from "../../full/template.js";
import type { Json } from "../../types/report.js";
import { isInFilter } from "../../types/template.js";

export type { Piece };

/** Of `mintbird`: handed over, so that importing this loads no WebAssembly. */
export interface ExportPackage {
  readonly Template: TemplateConstructor;
  readonly templatePieces: typeof templatePieces;
}

export interface Outline {
  /** The names to fill, in order of appearance. */
  readonly params: readonly string[];
  /** Seconds. */
  readonly ttl: number;
  /** The names in filters, with the pointer of each filter. */
  readonly inFilters: readonly { readonly path: string; readonly params: readonly string[] }[];
  /** The typed placeholders outside of filters, each as the template has it, and the names of the params of which values are refused. */
  readonly typed: readonly string[];
  readonly refused: readonly string[];
  /** All claims but `exp`, as the template has them. */
  readonly claims: { readonly [name: string]: Json };
  /** Takes a string of the claims apart. */
  readonly pieces: (text: string) => readonly Piece[];
}

/** @throws MintbirdError for a template with faults */
export function outlineOf(document: string, { Template, templatePieces }: ExportPackage): Outline {
  const template = new Template(document);
  template.free();
  const { params, ttl, placeholders } = template;
  const filters = new Map<string, string[]>();
  for (const { param, path } of placeholders.filter(({ path }) => isInFilter(path))) {
    filters.set(path, [...new Set([...(filters.get(path) ?? []), param])]);
  }
  const inFilters = [...filters].map(([path, params]) => ({ path, params }));
  const typed = placeholders.flatMap(({ param, type, path }) => (type === null || isInFilter(path) ? [] : [`{${param}:${type}}`]));
  const { ttl: _ttl, refuse = {}, ...claims } = JSON.parse(document) as { readonly [name: string]: Json };
  const refused = Object.entries(refuse as { readonly [param: string]: readonly Json[] }).flatMap(([param, values]) =>
    values.length > 0 ? [param] : [],
  );
  return { params, ttl, inFilters, typed: [...new Set(typed)], refused, claims, pieces: templatePieces };
}
