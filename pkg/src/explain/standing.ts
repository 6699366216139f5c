/** How a token stands that was just minted and verified: what may be said of it, and no more. */
import type { MintbirdError } from "../types/error.js";
import type { Issue, IssueCode } from "../types/issue.js";

export interface Standing {
  /** `doubtful`: it is accepted, but something about it is hardly meant. */
  readonly kind: "accepted" | "doubtful" | "refused";
  /** In a few words. */
  readonly title: string;
  /** Why, or what to do. */
  readonly text: string;
  /** The code of the error or of the issue that decides. */
  readonly code?: string;
}

/** Warnings of mintbird's to which Tinybird answers 403: it has no such key, or not for that workspace. */
const REFUSED: readonly IssueCode[] = ["key-workspace", "key-not-static-token"];

/**
 * What to say of a token: a signature that matches is not enough, where Tinybird would still refuse it.
 *
 * @param error what `Verifier.verify` has thrown, if it has
 * @param issues those of the token, its template and its key
 */
export function standing(error: MintbirdError | undefined, issues: readonly Issue[]): Standing {
  if (error !== undefined) return { kind: "refused", title: "Refused", text: error.message, code: error.code };
  const fatal = issues.find(({ severity, code }) => severity === "error" || REFUSED.includes(code));
  if (fatal !== undefined)
    return { kind: "refused", title: "Signature valid, but do not use this token.", text: fatal.message, code: fatal.code };
  const open = issues.find(({ code }) => code === "scope-constant" || code === "scope-unfiltered");
  if (open !== undefined)
    return { kind: "doubtful", title: "Signature valid, but check whose rows it reads.", text: open.message, code: open.code };
  const warnings = issues.filter(({ severity }) => severity === "warning").length;
  if (warnings > 0)
    return {
      kind: "doubtful",
      title: "Signature valid, not expired.",
      text: warnings === 1 ? "There is a warning." : `There are ${warnings} warnings.`,
    };
  return { kind: "accepted", title: "Signature valid, not expired.", text: "No issues found in the template, the key or the token." };
}
