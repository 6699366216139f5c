/** The answer in one line. */
import { hintOf } from "./answer.js";
import { type Cause, WORSE } from "./case.js";
import { lower } from "./sentences.js";

export interface Verdict {
  /** Whether Tinybird should accept the token for this request, and it pins what it should. */
  readonly accepted: boolean;
  /** Such as "It is this: it has expired, or has no expiry." */
  readonly line: string;
  /** The cause that the line names first. */
  readonly cause: Cause | undefined;
}

/**
 * Concludes. "None of these" is said only where all of them were looked at, and Tinybird has not refused the request.
 *
 * @param answer what Tinybird has answered, in its own words, where that is known
 */
export function verdict(causes: readonly Cause[], answer?: string): Verdict {
  const [first, ...others] = causes.filter(({ applies }) => applies === true);
  const open = causes.filter(({ applies }) => applies === undefined);
  if (first !== undefined) {
    const titles = [first, ...others].map(({ title }) => lower(title)).join("; and ");
    if (!WORSE.includes(first.code)) return { accepted: false, line: `It is this: ${titles}.`, cause: first };
    const rest = open.length > 0 || answer !== undefined ? "; what gives the 403 is not known yet" : "";
    return { accepted: false, line: `This gives no 403, but something worse: ${titles}${rest}.`, cause: first };
  }
  const hint = answer === undefined ? undefined : hintOf(answer);
  if (hint !== undefined && open.every(({ code }) => hint.causes.includes(code))) {
    const line = `None of these shows in what is given, but Tinybird refused the request: ${lower(hint.hint)}`;
    return { accepted: false, line, cause: undefined };
  }
  if (open.length > 0) {
    const line = `Not known yet: ${open.length === 1 ? "one cause" : `${open.length} causes`} could not be checked with what is given.`;
    return { accepted: false, line, cause: undefined };
  }
  const line = "It is none of these: Tinybird should accept the token for this request, assuming the key is the workspace admin token.";
  return { accepted: true, line, cause: undefined };
}
