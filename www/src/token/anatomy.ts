/**
 * Which bytes of a payload say which claim. The claims are walked in the order and the form in which they were minted, so no
 * token is taken apart here; the lengths are compared, and where they differ nothing is pointed at.
 */
import type { Json } from "mintbird";
import { isNumber, write } from "../core/json.js";
import { escape } from "../core/places.js";

/** Consecutive characters of a segment that belong to one claim. */
export interface Run {
  readonly pointer: string;
  readonly from: number;
  readonly to: number;
}

/** A line of the claims, indented. */
export interface ClaimLine {
  readonly pointer: string;
  readonly depth: number;
  readonly name?: string;
  /** A value, or a bracket. */
  readonly text: string;
  readonly kind: "string" | "number" | "word" | "bracket";
  /** Closes what an earlier line has opened. */
  readonly closes: boolean;
  readonly comma: boolean;
}

/** The runs of a payload segment of so many characters. */
export function runsOf(claims: Json, length: number): readonly Run[] {
  const encoder = new TextEncoder();
  const pieces: { pointer: string; bytes: number }[] = [];
  walk(claims, "", "");
  const total = pieces.reduce((sum, { bytes }) => sum + bytes, 0);
  if (Math.ceil((total * 4) / 3) !== length) return [{ pointer: "", from: 0, to: length }];

  const runs: { pointer: string; from: number; to: number }[] = [];
  let at = 0;
  for (const { pointer, bytes } of pieces) {
    const from = Math.floor((at * 4) / 3);
    at += bytes;
    const to = at === total ? length : Math.floor((at * 4) / 3);
    const last = runs.at(-1);
    if (last?.pointer === pointer) last.to = to;
    else if (from < to) runs.push({ pointer, from, to });
  }
  return runs;

  function walk(value: Json, pointer: string, name: string): void {
    const emit = (text: string) => pieces.push({ pointer, bytes: encoder.encode(text).length });
    if (typeof value !== "object" || value === null) {
      emit(name + write(value));
      return;
    }
    const list = Array.isArray(value);
    emit(name + (list ? "[" : "{"));
    const members = list ? value.map((item, index) => [String(index), item] as const) : Object.entries(value);
    members.forEach(([member, item], index) => {
      if (index > 0) emit(",");
      walk(item, `${pointer}/${escape(member)}`, list ? "" : `${JSON.stringify(member)}:`);
    });
    emit(list ? "]" : "}");
  }
}

/** The claims as lines to read. */
export function linesOf(claims: Json): readonly ClaimLine[] {
  const lines: ClaimLine[] = [];
  walk(claims, "", 0, undefined, false);
  return lines;

  function walk(value: Json, pointer: string, depth: number, name: string | undefined, comma: boolean): void {
    const line = { pointer, depth, ...(name === undefined ? {} : { name }) };
    if (typeof value !== "object" || value === null) {
      const kind = isNumber(value) ? "number" : typeof value === "string" ? "string" : "word";
      lines.push({ ...line, text: write(value), kind, closes: false, comma });
      return;
    }
    const list = Array.isArray(value);
    const members = list ? value.map((item, index) => [String(index), item] as const) : Object.entries(value);
    if (members.length === 0) {
      lines.push({ ...line, text: list ? "[]" : "{}", kind: "bracket", closes: false, comma });
      return;
    }
    lines.push({ ...line, text: list ? "[" : "{", kind: "bracket", closes: false, comma: false });
    members.forEach(([member, item], index) => {
      walk(item, `${pointer}/${escape(member)}`, depth + 1, list ? undefined : member, index < members.length - 1);
    });
    lines.push({ pointer, depth, text: list ? "]" : "}", kind: "bracket", closes: true, comma });
  }
}

/** Whether a claim lies in the one that is pointed at. */
export function isWithin(pointer: string, outer: string | null): boolean {
  return outer !== null && outer !== "" && (pointer === outer || pointer.startsWith(`${outer}/`));
}
