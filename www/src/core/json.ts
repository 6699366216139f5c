/**
 * JSON in which long integers keep every digit, which JavaScript would round: a tenant's id must not become another's. Here such a number
 * is a string behind a mark that no text has, and it is written without quotes again.
 */
import type { Json, Report } from "mintbird";

const MARK = "\ue000";

/** What stands in JSON between its signs and words. */
export const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Whether it is an integer that JavaScript would round. */
export function isLong(part: string): boolean {
  return /^-?\d{16,}$/.test(part) && !Number.isSafeInteger(Number(part));
}

export function parse(text: string): unknown {
  return JSON.parse(text.replace(STRING_OR_NUMBER, (part) => (isLong(part) ? `"${MARK}${part}"` : part)));
}

/** JSON text. */
export function write(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(new RegExp(`"${MARK}(-?\\d+)"`, "g"), "$1");
}

/** A value as a text to read. */
export function shown(value: unknown): string {
  return String(value).replace(MARK, "");
}

/** Whether it is a number. */
export function isNumber(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && value.startsWith(MARK));
}

/** A report with every digit of the token's claims. */
export function exact<R extends Report>(report: R, token: string): R {
  if (report.kind !== "jwt" || report.claims === null) return report;
  try {
    const payload = token.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
    return { ...report, claims: parse(new TextDecoder().decode(bytes)) as Json };
  } catch {
    // It is written in a way that the package reads, and this does not.
    return report;
  }
}
