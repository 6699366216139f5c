/** Issues in the order in which they matter. */
import type { Severity } from "../types/issue.js";

const RANKS = { error: 0, warning: 1, info: 2 } as const;

/** Errors first; those of one severity in the order in which they were found. */
export function bySeverity<I extends { readonly severity: Severity }>(issues: readonly I[]): readonly I[] {
  return [...issues].sort((one, other) => RANKS[one.severity] - RANKS[other.severity]);
}
