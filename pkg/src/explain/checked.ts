/** What a check of a scope has shown, in a sentence: it says that rows are pinned only where that was followed to the end. */
import type { ProjectIssue } from "../types/project.js";
import { join } from "./sentences.js";

export interface Checked {
  readonly kind: "holds" | "hole" | "unknown" | "open";
  readonly line: string;
}

/** Errors with which nothing is read at all. */
const READS_NOTHING = /^(pipe-unknown|pipe-not-endpoint|datasource-unknown|param-type)$/;

/**
 * Concludes about one scope.
 *
 * @param issues what `Project.check` has found in it
 * @param pinned the names of the parameters that placeholders fill: a constant is the same for every user, and the check does not ask
 * whether it reaches a filter
 * @param idle the names of constants that the endpoint does not read; `issues` are those of the template without them
 */
export function checked(issues: readonly ProjectIssue[], pinned: readonly string[], idle: readonly string[] = []): Checked {
  const errors = issues.filter(({ severity }) => severity === "error");
  const ways = errors.filter(({ code }) => !READS_NOTHING.test(code));
  if (ways.length > 0)
    return {
      kind: "hole",
      line:
        ways.length === 1 ? "This token can read rows that it should not." : `${ways.length} ways to read rows that this token should not.`,
    };
  if (errors.some(({ code }) => code === "param-type"))
    return { kind: "unknown", line: "The endpoint does not take a value that this token pins: its requests end with an error." };
  if (errors.length > 0) return { kind: "unknown", line: "This token cannot read it: see the error." };
  if (pinned.length === 0)
    return {
      kind: "open",
      line: "Nothing here differs from user to user: no placeholder fills a fixed parameter of this endpoint, so that every user can read the same rows.",
    };
  if (issues.some(({ code }) => code === "undecided"))
    return { kind: "unknown", line: "Not proved: some of the endpoint could not be followed." };
  if (issues.some(({ severity }) => severity === "warning")) return { kind: "unknown", line: "Not proved: see the warnings." };
  const reach = `On every path that a request can choose, ${join(pinned)} ${pinned.length === 1 ? "reaches" : "reach"} a filter`;
  if (idle.length > 0) return { kind: "unknown", line: `${reach}; ${join(idle)} ${idle.length === 1 ? "has" : "have"} no effect.` };
  return { kind: "holds", line: `${reach}.` };
}

/**
 * Concludes about the scope of a data source. Tinybird appends its filter to every read; what the filter means is not followed.
 *
 * @param issues what `Project.check` has found in it
 * @param filter the scope's filter, if it has one
 * @param placeholders the names of the placeholders in the filter
 */
export function checkedFilter(issues: readonly ProjectIssue[], filter: string | undefined, placeholders: readonly string[]): Checked {
  const errors = issues.filter(({ severity }) => severity === "error").length;
  if (filter === undefined) return { kind: "hole", line: "This token has no filter: it reads every row." };
  if (errors > 0)
    return { kind: "hole", line: errors === 1 ? "There is an error in this scope." : `There are ${errors} errors in this scope.` };
  if (placeholders.length === 0) return { kind: "open", line: "The filter has no placeholder: every user can read the same rows." };
  return { kind: "unknown", line: "The columns exist. Whether the filter separates tenants is not proved." };
}
