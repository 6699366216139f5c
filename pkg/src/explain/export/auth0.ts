/**
 * Auth0 has no templates of claims: an Action, JavaScript that runs after the login, makes the token and puts it into the ID
 * token. (auth0.com/docs, "Actions: post-login"; tinybird.co/templates/auth0-jwt, whose claim it uses)
 *
 * An Action can look at values, so that here one that is missing makes no token.
 */
import { inheritedIn } from "./path.js";
import { SEEN } from "./seen.js";
import { mapStrings, members } from "./walk.js";
import type { Piece } from "./outline.js";
import type { Provider } from "./provider.js";

const SOURCE = /^\{\{\s*(?:event\.)?((?:user|organization|client|connection|tenant)(?:\.[A-Za-z_]\w*)+)\s*\}\}$/;
/**
 * What is kept from users: only the application and the tenant's admins write it. The rest of the profile is theirs: names are
 * given at the public sign-up, or come from where they have logged in.
 */
const KEPT_FROM_USERS =
  /^(user\.(user_id|created_at|updated_at)|user\.app_metadata(\.\w+)+|organization\.(id|name|display_name)|(organization|client|connection)\.metadata(\.\w+)+|client\.(client_id|name)|connection\.(id|name|strategy)|tenant\.id)$/;
/** The claim of the ID token that Tinybird's own Action uses. */
const CLAIM = "https://app.tinybird.co";

export const auth0: Provider = {
  check(source) {
    const path = SOURCE.exec(source)?.[1];
    if (path === undefined) return "is not a property of Auth0's event; use one such as {{user.user_id}} or {{organization.id}}";
    if (path === "user.id") return "does not exist in Auth0; the user's id is {{user.user_id}}";
    const inherited = inheritedIn(path);
    if (inherited !== undefined) return `names ${inherited}, which is nobody's data`;
    if (/^(user|client|organization)\.\w*metadata$/.test(path)) return `is a whole object; name what in it is meant: {{${path}.org_id}}`;
    return undefined;
  },

  userEditable(source) {
    const path = SOURCE.exec(source)?.[1] ?? "";
    return KEPT_FROM_USERS.test(path) ? undefined : `${path} is what users set themselves; use app_metadata`;
  },

  write(claims, { params, pieces, ttl }, sources, fault) {
    const marks = new Map<string, string>();
    const marked = mapStrings(claims, (text) => {
      const found = pieces(text);
      if (found.every((piece) => typeof piece === "string")) return found.join("");
      const mark = `<mark ${marks.size}>`;
      // No other string is this one: the marks of placeholders are gone from all of them.
      marks.set(JSON.stringify(mark + text), expression(found));
      return mark + text;
    });
    // In code, this name is no member.
    for (const path of members(claims)) if (path.endsWith("/__proto__")) fault(`${path} is not a valid name in JavaScript`);
    let body = JSON.stringify(marked, null, 2);
    for (const [mark, code] of marks) body = body.replace(mark, () => code);
    const values = params
      .map((name) => `    [${JSON.stringify(name)}]: value(${JSON.stringify(name)}, ${property(sources.get(name) ?? "")}),\n`)
      .join("");
    return {
      text: action(values, body.replaceAll("\n", "\n  "), ttl),
      notes: [
        "Auth0 Dashboard > Actions > Library > Create Action > Build from scratch, Login / Post Login; its code is what is printed here",
        "add the secret TINYBIRD_SIGNING_KEY to the Action: the workspace admin token",
        `deploy it and add it to the post-login trigger; the app finds the token as ${CLAIM} in the ID token`,
      ],
    };
  },
};

/** A property that is not there is undefined, which the Action refuses. */
function property(source: string): string {
  return `event.${(SOURCE.exec(source)?.[1] ?? "").split(".").join("?.")}`;
}

/** A value keeps its type where it stands alone. */
function expression(pieces: readonly Piece[]): string {
  const parts = pieces.map((piece) => (typeof piece === "string" ? JSON.stringify(piece) : `params.${piece.param}`));
  return parts.length === 1 ? (parts[0] ?? "") : parts.map((part) => (part.startsWith('"') ? part : `String(${part})`)).join(" + ");
}

function action(values: string, claims: string, ttl: number): string {
  return `// Made by \`mintbird export auth0\`. Change the template and export it again, rather than this.
const { createHmac } = require("node:crypto");

/** A value that is missing, or in which nobody sees anything, would let the user read every tenant's rows. */
function value(name, value) {
  if (typeof value === "boolean" || Number.isFinite(value) || (typeof value === "string" && ${SEEN}.test(value))) return value;
  throw new Error(\`\${name} has no value\`);
}

function claimsOf(event) {
  const params = {
${values}  };
  return ${claims};
}

function sign(claims, key) {
  const encode = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const input = \`\${encode({ alg: "HS256", typ: "JWT" })}.\${encode(claims)}\`;
  return \`\${input}.\${createHmac("sha256", key).update(input).digest("base64url")}\`;
}

exports.onExecutePostLogin = async (event, api) => {
  try {
    const key = event.secrets.TINYBIRD_SIGNING_KEY?.trim();
    if (!key) throw new Error("the secret TINYBIRD_SIGNING_KEY is not set");
    const exp = Math.floor(Date.now() / 1000) + ${ttl};
    api.idToken.setCustomClaim("${CLAIM}", sign({ ...claimsOf(event), exp }, key));
  } catch (error) {
    // The login goes on, without a token for Tinybird.
    console.log(\`No Tinybird token: \${error.message}\`);
  }
};`;
}
