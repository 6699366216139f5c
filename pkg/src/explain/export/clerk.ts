/**
 * Clerk's JWT templates: claims as JSON, in whose strings `{{user.id}}` stands for what Clerk knows of the user.
 * (clerk.com/docs/guides/sessions/jwt-templates; tinybird.co/docs, "Multi-tenant real-time APIs with Clerk and Tinybird")
 *
 * What Clerk does not know is `null` there, and `null` inside of a longer text. Tinybird ignores a parameter that is null: the
 * user would read everybody's rows. So every shortcode that can be null needs a last resort, which Clerk writes as `||`.
 */
import { inheritedIn } from "./path.js";
import { SEEN } from "./seen.js";
import { mapStrings, members } from "./walk.js";
import type { Provider } from "./provider.js";

/** A shortcode, its operands separated by `||`. */
const SHORTCODE = /^\{\{(.+)\}\}$/s;
const PATH = /^(user|org|org_membership)(\.\w+)+$/;
const LITERAL = /^('[^'"\\{}\p{Cc}]+'|-?\d+(\.\d+)?|true)$/u;
/** What everybody has. */
const NEVER_NULL = ["user.id", "user.created_at", "user.updated_at"];
/**
 * What is kept from users: only the application and the organization's admins write it. All else is taken for what users may edit,
 * since most of it is in their profile, and Clerk may have more of it by now.
 */
const KEPT_FROM_USERS =
  /^(user\.(id|external_id|created_at|updated_at)|org\.(id|slug|role|created_at)|org_membership\.(id|role)|(user|org|org_membership)\.(public|private)_metadata(\.\w+)+)$/;
/** Objects: Tinybird takes no objects for parameters. */
const OBJECTS = /^(user|org_membership|org)\.\w*_metadata$/;
/** Seconds, by Clerk's Backend API. */
const [MIN_LIFETIME, MAX_LIFETIME] = [30, 315_360_000];

export const clerk: Provider = {
  check(source) {
    const operands = operandsOf(source);
    if (operands === undefined || operands.some((operand) => !PATH.test(operand) && !isLiteral(operand))) {
      return "is not a Clerk shortcode; use one such as {{user.id}} or {{org.id || 'none'}}";
    }
    const inherited = operands.find((operand) => PATH.test(operand) && inheritedIn(operand) !== undefined);
    if (inherited !== undefined) return `names ${inheritedIn(inherited) ?? ""}, which is nobody's data`;
    const object = operands.find((operand) => OBJECTS.test(operand));
    if (object !== undefined) return `is a whole object; name what in it is meant: {{${object}.org_id || 'none'}}`;
    const last = operands.at(-1) ?? "";
    if (NEVER_NULL.includes(last) || isLiteral(last)) return undefined;
    return `is null where a user has none, and Tinybird would then show every tenant's rows; add a fallback that is no tenant's name: {{${operands.join(" || ")} || 'none'}}`;
  },

  userEditable(source) {
    const own = operandsOf(source)?.find((operand) => PATH.test(operand) && !KEPT_FROM_USERS.test(operand));
    return own && `${own} is what users set themselves; use public_metadata`;
  },

  write(claims, { pieces, ttl }, sources, fault) {
    if (ttl < MIN_LIFETIME || ttl > MAX_LIFETIME)
      fault(`/ttl is ${ttl} seconds; with Clerk, tokens live from ${MIN_LIFETIME} seconds to ten years`);
    const filled = mapStrings(claims, (text, path) => {
      const parts = pieces(text).map((piece) => (typeof piece === "string" ? piece : (sources.get(piece.param) ?? "")));
      // Told from the parts alone, which would be read together.
      const literal = pieces(text).map((piece) => (typeof piece === "string" ? piece : "\0"));
      if (/\{\{|\}\}|\{\0|\0\}/.test(literal.join(""))) fault(`${path} has braces that Clerk would take for a shortcode`);
      return parts.join("");
    });
    for (const path of members(claims)) {
      if (/\{\{|\}\}/.test(path)) fault(`${path} has braces that Clerk would take for a shortcode`);
    }
    return {
      text: JSON.stringify(filled, null, 2),
      notes: [
        "Clerk Dashboard > Configure > JWT templates > New template > Tinybird; its claims are what is printed here",
        `set the token lifetime to ${ttl} seconds: the expiry is a setting of the template, not a claim`,
        "switch the custom signing key on: HS256, with the workspace admin token",
      ],
    };
  },
};

/** Of white space alone, it would be no tenant either. */
function isLiteral(operand: string): boolean {
  return LITERAL.test(operand) && SEEN.test(operand.replaceAll("'", ""));
}

function operandsOf(source: string): string[] | undefined {
  return SHORTCODE.exec(source)?.[1]
    ?.split("||")
    .map((operand) => operand.trim());
}
