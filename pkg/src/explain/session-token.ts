/** Tokens of identity providers. To send the session token, and not one that was made for Tinybird, is a common mistake. */
import { isUuid } from "../types/ids.js";
import type { Json, Report } from "../types/report.js";
import { isObject } from "./members.js";

/** Who has issued a token, and what to do for one that Tinybird takes. */
export interface SessionToken {
  /** Such as "Clerk", or the host of the issuer. */
  readonly issuer: string;
  /** Whether it is one of the providers that are known here. Another may be anybody who writes an `iss`. */
  readonly isKnown: boolean;
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
  if (report.kind !== "jwt" || !isObject(report.claims)) return undefined;
  const { iss, sub, workspace_id, workspaceId, scopes, scope } = report.claims;
  const known = typeof iss === "string" ? ISSUERS.find(([pattern]) => pattern.test(iss)) : undefined;
  // Providers have claims of these names, too.
  if (known !== undefined) return isUuid(workspace_id) || hasType(scopes) ? undefined : { issuer: known[1], fix: known[2], isKnown: true };
  if (workspace_id !== undefined || workspaceId !== undefined || scopes !== undefined || hasType(scope)) return undefined;
  if (typeof iss !== "string") return typeof sub === "string" ? { issuer: "another system", fix: MINT, isKnown: false } : undefined;
  return { issuer: URL.canParse(iss) ? new URL(iss).host || iss : iss, fix: MINT, isKnown: false };
}

/** Whether it is a list of scopes as Tinybird has them. */
function hasType(scopes: Json | undefined): boolean {
  return Array.isArray(scopes) && scopes.some((scope) => isObject(scope) && "type" in scope);
}
