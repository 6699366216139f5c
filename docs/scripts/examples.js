// Tries the examples of docs/codes in the package: what each raises.
import { createHmac } from "node:crypto";
import { MintbirdError, Minter, SigningKey, Template, generateLocalTokens, inspect } from "mintbird";
import { Project } from "mintbird/project";
import { PROJECT, STAND_IN } from "../codes/issues.js";

const KEY = generateLocalTokens().workspace_token;
const CLAIMS = {
  workspace_id: new SigningKey(KEY).workspaceId,
  name: "dashboard_u_1",
  exp: Math.floor(Date.now() / 1000) + 600,
  scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "acme" } }],
};
const TEMPLATE = {
  name: "dashboard_{user_id}",
  ttl: "10m",
  scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}" } }],
};

const base64 = (text) => Buffer.from(text).toString("base64url");
/** A token that nothing has checked, as other libraries sign it. */
function token(header, payload) {
  const signed = `${base64(JSON.stringify(header))}.${base64(payload)}`;
  return `${signed}.${createHmac("sha256", KEY).update(signed).digest("base64url")}`;
}
const ofClaims = (claims) =>
  token(
    { alg: "HS256" },
    typeof claims === "string" ? `${JSON.stringify(CLAIMS).slice(0, -1)},${claims}}` : JSON.stringify({ ...CLAIMS, ...claims }),
  );

const REAL = {
  GOOD: ofClaims({}),
  CUT: STAND_IN.CUT,
  STATIC: KEY,
  LONG: ofClaims({ debug: "x".repeat(20_000) }),
  HUGE: "x".repeat(70_000),
};
const NAMES = new RegExp(Object.keys(REAL).join("|"), "g");
/** The example with its stand-ins replaced, by what is tried or by what is shown. */
const filled = (value, by) =>
  typeof value === "string"
    ? value.replace(NAMES, (name) => by[name])
    : value && JSON.parse(JSON.stringify(value).replace(NAMES, (name) => JSON.stringify(by[name]).slice(1, -1)));

function issuesOf(run) {
  try {
    return run().issues;
  } catch (error) {
    if (!MintbirdError.is(error)) throw error;
    return error.issues;
  }
}

/** How each kind of example is tried. */
const KINDS = {
  text: (text) => inspect(text).issues,
  header: (header) => inspect(token(header, JSON.stringify(CLAIMS))).issues,
  claims: (claims) => inspect(ofClaims(claims)).issues,
  payload: (payload) => inspect(token({ alg: "HS256" }, JSON.stringify(Array.isArray(payload) ? payload : CLAIMS))).issues,
  document: (text) => issuesOf(() => new Template(text === REAL.GOOD ? TEMPLATE : text)),
  // With a key: some rules are about both.
  template: (template) => issuesOf(() => new Minter({ ...TEMPLATE, ...template }, KEY)),
  key: (key) =>
    issuesOf(() => ({
      issues: [...new SigningKey(key).issues, ...issuesOf(() => new Minter({ workspace_id: CLAIMS.workspace_id, ...TEMPLATE }, key))],
    })),
};

/** What an example of `ISSUES` raises, what the one that mends it raises, and how both are shown. */
export function tryIssue(example) {
  const [kind] = Object.keys(KINDS).filter((name) => name in example);
  const run = (value) => KINDS[kind](keepUndefined(value, filled(value, REAL)));
  return {
    kind,
    raised: run(example[kind]),
    mended: run(example.instead),
    shown: keepUndefined(example[kind], filled(example[kind], STAND_IN)),
    mend: keepUndefined(example.instead, filled(example.instead, STAND_IN)),
  };
}

/** JSON loses what is undefined, which here takes a claim away. */
function keepUndefined(value, copy) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return copy;
  for (const name of Object.keys(value)) if (value[name] === undefined) copy[name] = undefined;
  return copy;
}

/** The same for an example of `PROJECT`. */
export function tryProject({ sql, type, pipe, files, scope, instead }) {
  const good = "SELECT * FROM events WHERE org_id = {{String(org_id)}}";
  const own = { ...PROJECT.files(sql ?? good, type), ...(pipe && { "endpoints/top_pages.pipe": pipe }), ...files };
  const template = { ...PROJECT.template, scopes: scope === undefined ? PROJECT.template.scopes : [scope] };
  const check = (files, template) => {
    const project = new Project(files);
    return [...project.issues, ...project.check(template)];
  };
  const mendedFiles = PROJECT.files(instead ?? good);
  return {
    raised: check(own, template),
    mended: check(mendedFiles, PROJECT.template),
    shown: own["endpoints/top_pages.pipe"],
    also: Object.keys(files ?? {}),
    scope: template.scopes[0],
    mend: sql === undefined ? undefined : mendedFiles["endpoints/top_pages.pipe"],
  };
}
