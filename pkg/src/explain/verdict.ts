/** The answer in one line. */
import type { Cause, CauseCode } from "./case.js";

export interface Verdict {
  /** Whether Tinybird should accept the token for this request, and it pins what it should. */
  readonly accepted: boolean;
  /** Such as "It is this: it has expired, or has no expiry." */
  readonly line: string;
  /** The cause that the line names first. */
  readonly cause: Cause | undefined;
}

/** What is no reason for a 403. */
const WORSE: readonly CauseCode[] = ["hole", "secret", "duplicate"];

/** Concludes. "None of these" is said only where all of them were looked at. */
export function verdict(causes: readonly Cause[]): Verdict {
  const [first, ...others] = causes.filter(({ applies }) => applies === true);
  if (first !== undefined) {
    const titles = [first, ...others].map(({ title }) => lower(title)).join("; and ");
    const line = WORSE.includes(first.code) ? `This gives no 403, but something worse: ${titles}.` : `It is this: ${titles}.`;
    return { accepted: false, line, cause: first };
  }
  const open = causes.filter(({ applies }) => applies === undefined);
  if (open.length > 0) {
    const line = `Not known yet: ${open.length === 1 ? "one cause" : `${open.length} causes`} could not be checked with what is given.`;
    return { accepted: false, line, cause: undefined };
  }
  const line = "It is none of these: Tinybird should accept the token for this request, assuming the key is the workspace admin token.";
  return { accepted: true, line, cause: undefined };
}

function lower(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}
