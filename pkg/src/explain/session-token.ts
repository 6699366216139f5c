/** Tokens of identity providers. To send the session token, and not one that was made for Tinybird, is a common mistake. */
import type { Report } from "../types/report.js";

/** Who has issued a token, and what to do for one that Tinybird takes. */
export interface SessionToken {
  /** Such as "Clerk", or the host of the issuer. */
  readonly issuer: string;
  readonly fix: string;
}

const MINT = "Let your backend mint a Tinybird token for the user who is logged in, and send that one";

/** How the issuers of these products are called in the claim `iss`. */
const ISSUERS: readonly (readonly [pattern: RegExp, issuer: string, fix: string])[] = [
  [
    /^https:\/\/(clerk\.|[\w-]+\.clerk\.accounts\.dev)/,
    "Clerk",
    'Make a JWT template in Clerk (`mintbird export clerk` writes it), and ask for it: getToken({ template: "tinybird" })',
  ],
  [/\.auth0\.com\/?$/, "Auth0", "Add Tinybird’s claims in an Action (`mintbird export auth0` writes it), or mint a token in your backend"],
  [/\.supabase\.(co|in)\/auth\/v1\/?$|^supabase(-demo)?$/, "Supabase", MINT],
  [/^(https:\/\/)?accounts\.google\.com$/, "Google", MINT],
  [/^https:\/\/securetoken\.google\.com\//, "Firebase", MINT],
  [/^https:\/\/cognito-idp\./, "Amazon Cognito", MINT],
  [/^https:\/\/(login\.microsoftonline\.com|sts\.windows\.net)\//, "Microsoft Entra ID", MINT],
  [/\.okta(preview)?\.com(\/|$)/, "Okta", MINT],
  [/^https:\/\/api\.workos\.com/, "WorkOS", MINT],
  [/^https:\/\/appleid\.apple\.com$/, "Apple", MINT],
  [/^https:\/\/token\.actions\.githubusercontent\.com$/, "GitHub Actions", MINT],
];

/** Who issued it, where the claims are those of a session and none of Tinybird's. A Clerk token made for Tinybird has both. */
export function sessionToken(report: Report): SessionToken | undefined {
  if (report.kind !== "jwt" || typeof report.claims !== "object" || report.claims === null || Array.isArray(report.claims))
    return undefined;
  const { iss, sub, workspace_id, scopes } = report.claims;
  if (workspace_id !== undefined || Array.isArray(scopes)) return undefined;
  if (typeof iss !== "string") return typeof sub === "string" ? { issuer: "another system", fix: MINT } : undefined;
  const known = ISSUERS.find(([pattern]) => pattern.test(iss));
  if (known !== undefined) return { issuer: known[1], fix: known[2] };
  return { issuer: URL.canParse(iss) ? new URL(iss).host || iss : iss, fix: MINT };
}
