/**
 * Clerk's JWT templates: claims as JSON, in whose strings `{{user.id}}` stands for what Clerk knows of the user.
 * (clerk.com/docs/guides/sessions/jwt-templates; tinybird.co/docs, "Multi-tenant real-time APIs with Clerk and Tinybird")
 *
 * What Clerk does not know is `null` there, and `null` inside of a longer text. Tinybird ignores a parameter that is null: the
 * user would read everybody's rows. So every shortcode that can be null needs a last resort, which Clerk writes as `||`.
 */
import { mapStrings, members } from "./walk.js";
import type { Provider } from "./provider.js";

/** A shortcode, its operands separated by `||`. */
const SHORTCODE = /^\{\{(.+)\}\}$/s;
const PATH = /^(user|org|org_membership)(\.\w+)+$/;
const LITERAL = /^('[^'"\\{}\p{Cc}]+'|-?\d+(\.\d+)?|true)$/u;
/** What everybody has. */
const NEVER_NULL = ["user.id", "user.created_at", "user.updated_at"];
/** Objects: Tinybird takes no objects for parameters. */
const OBJECTS = /^(user|org_membership|org)\.\w*_metadata$/;
/** Seconds, by Clerk's Backend API. */
const [MIN_LIFETIME, MAX_LIFETIME] = [30, 315_360_000];

export const clerk: Provider = {
  check(source) {
    const operands = SHORTCODE.exec(source)?.[1]
      ?.split("||")
      .map((operand) => operand.trim());
    if (operands === undefined || operands.some((operand) => !PATH.test(operand) && !LITERAL.test(operand))) {
      return "is no shortcode of Clerk; one is like {{user.id}} or {{org.id || 'none'}}";
    }
    if (operands.some((operand) => operand.startsWith("user.unsafe_metadata"))) {
      return "is unsafe metadata, which users set themselves; use public_metadata";
    }
    const object = operands.find((operand) => OBJECTS.test(operand));
    if (object !== undefined) return `is a whole object; name what in it is meant: {{${object}.org_id || 'none'}}`;
    const last = operands.at(-1) ?? "";
    if (NEVER_NULL.includes(last) || LITERAL.test(last)) return undefined;
    return `is null where a user has none, and Tinybird would then show every tenant's rows; add what no tenant is called: {{${operands.join(" || ")} || 'none'}}`;
  },

  write(claims, { pieces, ttl }, sources, fault) {
    if (ttl < MIN_LIFETIME || ttl > MAX_LIFETIME)
      fault(`/ttl is ${ttl} seconds; with Clerk, tokens live from ${MIN_LIFETIME} seconds to ten years`);
    const filled = mapStrings(claims, (text, path) => {
      const parts = pieces(text).map((piece) => ("text" in piece ? piece.text : (sources.get(piece.param) ?? "")));
      // Told from the parts alone, which would be read together.
      const literal = pieces(text).map((piece) => ("text" in piece ? piece.text : "\0"));
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
