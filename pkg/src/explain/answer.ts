/** What Tinybird says when it refuses. Its words are not documented, so that they are a hint and no proof. */
import type { CauseCode } from "./case.js";

const HINTS: readonly (readonly [pattern: RegExp, causes: readonly CauseCode[], hint: string])[] = [
  [
    /workspace\b[^\n]{0,200}\bnot found|not found in (this )?region/i,
    ["region", "workspace"],
    "The host that was called does not know the workspace: another region, or the id of a branch.",
  ],
  [
    /\b(?:token|authorization|authentication|credentials)\b[^.\n]{0,40}\b(?:missing|required|not (?:sent|provided|given))\b|\bmissing\b[^.\n]{0,20}\b(?:token|authorization|authentication|credentials)\b|\b(?:carries|without|with|sent) no token\b|^no (?:\w+ )?token (?:was|is|sent|given|found|provided)/i,
    ["sent"],
    "No token was sent, or none where Tinybird looks for it.",
  ],
  [/rate limit|too many/i, [], "It has nothing to do with the token’s rights: too many requests were sent in a second."],
  [/expired/i, ["time"], "The token has expired, or has no expiry."],
  [/signature/i, ["key", "key-whitespace"], "The signature does not match the key of the workspace that the token names."],
  [
    /scope|permission|not authorized|no access|access to|doesn.t have|not allowed/i,
    ["scope", "api"],
    "The token is accepted, but no scope of it covers this.",
  ],
  [
    /(?:pipe|resource|data ?source|table|endpoint)\b[^\n]{0,200}(?:does not exist|doesn.t exist|not found)/i,
    ["scope"],
    "No pipe or data source has this name in the workspace.",
  ],
  [
    /token|unauthorized|forbidden|authentication/i,
    ["key", "time", "claims"],
    "The token itself is refused: its key, its expiry or its claims.",
  ],
];

/** What an answer of Tinybird's points at. */
export function hintOf(answer: string): { readonly causes: readonly CauseCode[]; readonly hint: string } {
  const [, causes, hint] = HINTS.find(([pattern]) => pattern.test(answer)) ?? [];
  return { causes: causes ?? [], hint: hint ?? "These words say nothing about the token." };
}
