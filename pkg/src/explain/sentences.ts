/** Issues in prose. */
import type { Issue } from "../types/issue.js";

/** Each issue as a sentence, with its place in the claims. */
export function sentences(issues: readonly Pick<Issue, "path" | "message">[]): string {
  return issues
    .map(({ path, message }) => {
      const place = path.replace(/^\/claims/, "");
      return `${place === "" ? "" : `${place}: `}${message}.`;
    })
    .join(" ");
}

/** With a capital at its start. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "a, b and c". */
export function join(list: readonly string[]): string {
  return list.length < 2 ? (list[0] ?? "") : `${list.slice(0, -1).join(", ")} and ${list.at(-1) ?? ""}`;
}

/** With a small letter at its start. */
export function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
