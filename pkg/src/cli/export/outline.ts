/**
 * A template with marks where its placeholders are. The core finds them: it mints a token that is filled with the marks, so that
 * nothing here reads a template's grammar.
 */
import { randomBytes } from "node:crypto";
import { Minter, generateLocalTokens, inspect } from "../../entry/full/inline.js";
import type { Json } from "../../types/report.js";

/** What of a text stays, and what is filled in. */
export type Piece = { readonly text: string } | { readonly param: string };

export interface Outline {
  /** The names to fill, in order of appearance. */
  readonly params: readonly string[];
  /** Seconds. */
  readonly ttl: number;
  /** The names in filters, with the pointer of each filter. */
  readonly inFilters: readonly { readonly path: string; readonly params: readonly string[] }[];
  /** All claims but `exp`, with marks in their strings; nothing where placeholders stand in filters. */
  readonly claims: { readonly [name: string]: Json };
  /** Takes a string of the claims apart. */
  readonly pieces: (text: string) => readonly Piece[];
}

/** @throws MintbirdError for a template with faults */
export function outlineOf(template: string): Outline {
  const key = generateLocalTokens().workspace_token;
  const minter = new Minter(template, key);
  try {
    const { params, ttl } = minter;
    const inFilters = filtersOf(template, key);
    const nonce = randomBytes(8).toString("hex");
    const mark = (index: number) => `<${nonce}:${index}>`;
    const outline = { params, ttl, inFilters, pieces: (text: string) => split(text, new RegExp(`<${nonce}:(\\d+)>`), params) };
    // A mark is no number and no date, which a filter may ask for.
    if (inFilters.length > 0) return { ...outline, claims: {} };
    const token = minter.mint(Object.fromEntries(params.map((name, index) => [name, mark(index)])));
    const { exp: _, workspace_id, ...claims } = inspect(token).claims as { readonly [name: string]: Json };
    return { ...outline, claims: saysWorkspace(template) && workspace_id !== undefined ? { workspace_id, ...claims } : claims };
  } finally {
    minter.free();
  }
}

/** The placeholders of each filter: those of a template that has nothing else. */
function filtersOf(template: string, key: string): Outline["inFilters"] {
  const { scopes } = JSON.parse(template) as { readonly scopes: readonly { readonly filter?: string }[] };
  return scopes.flatMap((scope, index) => {
    if (scope.filter === undefined) return [];
    const minter = new Minter(JSON.stringify({ name: "filter", ttl: 60, scopes: [scope] }), key);
    minter.free();
    return minter.params.length === 0 ? [] : [{ path: `/scopes/${index}/filter`, params: minter.params }];
  });
}

/** Or has taken it from the key, which here is nobody's. */
function saysWorkspace(template: string): boolean {
  return (JSON.parse(template) as { readonly workspace_id?: unknown }).workspace_id !== undefined;
}

function split(text: string, mark: RegExp, params: readonly string[]): Piece[] {
  return text
    .split(mark)
    .map((part, index) => (index % 2 === 0 ? { text: part } : { param: params[Number(part)] ?? "" }))
    .filter((piece) => !("text" in piece) || piece.text !== "");
}
