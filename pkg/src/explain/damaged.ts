/** Whether a token has come through whole: what is left of one has no signature that fits. */
import type { IssueCode } from "../types/issue.js";
import type { Case, Cause } from "./case.js";
import { sentences } from "./sentences.js";

/** The token as a text. */
export const OF_TOKEN: readonly IssueCode[] = ["not-a-token", "malformed", "too-large", "header"];
/** What the library does that signs. */
export const SIGN = 'Sign with HS256: new SignJWT(claims).setProtectedHeader({ alg: "HS256" })';
/** How many bytes the signatures of other algorithms have. */
const OF_OTHERS: readonly number[] = [48, 64, 96, 128, 132, 256, 384, 512];
/** Without padding, and with no bits left over. */
const BASE64URL = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/;

const ENCODE = 'Encode each part in base64url without padding: Buffer.from(text).toString("base64url")';

export function token(given: Case): Cause {
  const { report, cutAfter, damage } = given;
  const cause = { code: "token", title: "The token is damaged" } as const;
  const fix = "Copy it again, whole: three parts with two dots";
  if (damage !== undefined) return { ...cause, applies: true, why: damage, fix: /`[=+/]`/.test(damage) ? ENCODE : fix };
  if (cutAfter !== undefined) return { ...cause, applies: true, why: `It is cut off after ${cutAfter} characters.`, fix };
  const errors = report.issues.filter(({ severity }) => severity === "error");
  if (signatureLength(given) === 0)
    return { ...cause, title: "The token is not signed", applies: true, why: "Its third part, the signature, is empty.", fix: SIGN };
  const isOther = lengthOfOther(given) !== undefined;
  const found = errors.filter(({ code }) => OF_TOKEN.includes(code) && !(isOther && code === "malformed"));
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
export function lengthOfOther(given: Case): number | undefined {
  const length = signatureLength(given);
  return length !== undefined && OF_OTHERS.includes(length) ? length : undefined;
}

/** How many bytes the signature has; undefined where that cannot be read. */
function signatureLength({ token, report }: Case): number | undefined {
  // Then the first two parts are damaged already.
  if (report.header === null) return undefined;
  const signature = token.split(".")[2] ?? "";
  return BASE64URL.test(signature) ? Math.floor((signature.length * 3) / 4) : undefined;
}
