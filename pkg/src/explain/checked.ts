/** What a check of an endpoint has shown, in a sentence: it says that rows are pinned only where that was followed to the end. */
import type { ProjectIssue } from "../types/project.js";

export interface Checked {
  readonly kind: "holds" | "hole" | "unknown" | "open";
  readonly line: string;
}

/**
 * Concludes about one scope.
 *
 * @param issues what `Project.check` has found in it
 * @param pinned the names of the parameters that placeholders fill: a constant is the same for every user, and the check does not ask
 * whether it reaches a filter
 */
export function checked(issues: readonly ProjectIssue[], pinned: readonly string[]): Checked {
  const errors = issues.filter(({ severity }) => severity === "error");
  if (errors.length > 0)
    return {
      kind: "hole",
      line:
        errors.length === 1
          ? "This token can read rows that it should not."
          : `${errors.length} ways to read rows that this token should not.`,
    };
  if (pinned.length === 0)
    return {
      kind: "open",
      line: "Nothing here differs from user to user: no placeholder fills a fixed parameter of this endpoint, so that every user can read the same rows.",
    };
  if (issues.some(({ code }) => code === "undecided"))
    return { kind: "unknown", line: "Not proved: some of the endpoint could not be followed." };
  if (issues.some(({ severity }) => severity === "warning")) return { kind: "unknown", line: "Not proved: see the warnings." };
  return {
    kind: "holds",
    line: `On every path that a request can choose, ${join(pinned)} ${pinned.length === 1 ? "reaches" : "reach"} a filter.`,
  };
}

function join(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
