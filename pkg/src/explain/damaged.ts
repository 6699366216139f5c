/** Whether a token has come through whole: what is left of one has no signature that fits. */
import type { Issue, IssueCode } from "../types/issue.js";
import type { Case, Cause } from "./case.js";
import { sentences } from "./sentences.js";

/** The token as a text. */
export const OF_TOKEN: readonly IssueCode[] = ["not-a-token", "malformed", "too-large", "header"];
/** What the library does that signs. */
export const SIGN = 'Sign with HS256: new SignJWT(claims).setProtectedHeader({ alg: "HS256" })';

const ENCODE = 'Encode each part in base64url without padding: Buffer.from(text).toString("base64url")';

export function token({ report, cutAfter, damage }: Case): Cause {
  const cause = { code: "token", title: "The token is damaged" } as const;
  const fix = "Copy it again, whole: three parts with two dots";
  if (damage !== undefined) return { ...cause, applies: true, why: damage, fix: /`[=+/]`/.test(damage) ? ENCODE : fix };
  if (cutAfter !== undefined) return { ...cause, applies: true, why: `It is cut off after ${cutAfter} characters.`, fix };
  const errors = report.issues.filter(({ severity }) => severity === "error");
  if (errors.some(({ message }) => message.startsWith("the signature has 0 bytes")))
    return { ...cause, title: "The token is not signed", applies: true, why: "Its third part, the signature, is empty.", fix: SIGN };
  const found = errors.filter((issue) => OF_TOKEN.includes(issue.code) && lengthOfOther(issue) === undefined);
  if (found.length > 0) return { ...cause, applies: true, why: sentences(found), fix };
  const doubtful = errors.filter(({ code, path }) => code === "crit" || (code === "duplicate-key" && path.startsWith("/header")));
  if (doubtful.length > 0)
    return {
      ...cause,
      title: "Its header may be refused",
      applies: undefined,
      why: `${sentences(doubtful)} Whether Tinybird minds is not known here.`,
    };
  return { ...cause, applies: false, why: "It has the form of a JWT." };
}

/** The bytes of a signature that is whole, but of another length than those of HS256: another algorithm has made it. */
export function lengthOfOther({ code, message }: Issue): string | undefined {
  return code === "malformed" ? /^the signature has (48|64|96|128|132|256|384|512) bytes/.exec(message)?.[1] : undefined;
}
