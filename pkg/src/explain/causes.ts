/**
 * Why Tinybird answers 403 to a token: what of it is known, and what is not. Nothing is called a cause that is a guess, and nothing is
 * ruled out that was not looked at.
 */
import type { Issue, IssueCode } from "../types/issue.js";
import { hintOf } from "./answer.js";
import { type Case, type Cause, type Package, WORSE } from "./case.js";
import { OF_TOKEN, token } from "./damaged.js";
import type { JwtReport } from "../types/report.js";
import { holdsAlways } from "./holds-always.js";
import { region } from "./region.js";
import { scope, scopeLine } from "./scope.js";
import { sendsSeveral, sent } from "./sent.js";
import { sentences } from "./sentences.js";
import { sessionToken } from "./session-token.js";
import { keyThatSigned, signature, tried } from "./signature.js";
import { type StaticCase, staticCauses } from "./static-causes.js";
import { moment } from "./time.js";

/** Walks the list, all of it: more than one can apply. */
export function causes(given: Case | StaticCase, mintbird: Package): readonly Cause[] {
  const list = isStatic(given) ? staticCauses(given, mintbird) : jwtCauses(given, mintbird);
  return given.answer === undefined ? list : withAnswer(list, given.answer);
}

function isStatic(given: Case | StaticCase): given is StaticCase {
  return given.report.kind === "static-token";
}

function jwtCauses(given: Case, mintbird: Package): readonly Cause[] {
  // What is wrong with one of them may be of no account.
  if (sendsSeveral(given.called?.sentAs)) return [sent(given)];
  const session = sessionToken(given.report);
  const signed = tried(given, mintbird);
  const key = keyThatSigned(signed);
  // Whoever has the key may write any `iss`.
  if (session !== undefined && (session.isKnown || key === undefined)) {
    const why = `${session.issuer} has issued it to say who is logged in. Tinybird knows neither its key nor its claims.`;
    return [{ code: "session-token", title: "It is a session token, not a Tinybird token", applies: true, why, fix: session.fix }];
  }
  return [
    token(given),
    sent(given),
    claims(given, mintbird),
    ...signature(given, signed, mintbird),
    time(given),
    notYetValid(given),
    scope(given, mintbird),
    api(given),
    region({ ...given, key: key ?? given.key }, mintbird),
    hole(given),
    ...filter(given),
    ...secret(given),
    ...duplicate(given),
  ];
}

/** Where nothing shows that would give a 403, what Tinybird's answer points at is not ruled out. */
function withAnswer(list: readonly Cause[], answer: string): readonly Cause[] {
  if (list.some(({ code, applies }) => applies === true && !WORSE.includes(code))) return list;
  const hinted = hintOf(answer).causes;
  return list.map((cause) =>
    cause.applies === false && hinted.includes(cause.code)
      ? { ...cause, applies: undefined, why: `${cause.why} But Tinybird’s answer points at it.` }
      : cause,
  );
}

const OF_TIME: readonly IssueCode[] = ["expired", "exp-missing", "exp-not-integer", "exp-in-milliseconds"];
/** What Tinybird may well accept, and then shows too much, or not what was meant. */
const HOLES: readonly IssueCode[] = [
  "fixed-param-null",
  "fixed-param-type",
  "fixed-param-empty",
  "fixed-params-misplaced",
  "filter-misplaced",
  "filter-empty",
  "scope-member",
  "rps-type",
  "value-unset",
  "placeholder-foreign",
];
/** What each has a cause of its own for. */
const BESIDE: readonly IssueCode[] = ["duplicate-key", "secret-in-claims"];

/** A line that puts a claim right. */
const CLAIM_FIXES: { readonly [code in IssueCode]?: (given: Case, mintbird: Package, issue: Issue) => string | undefined } = {
  "workspace-id-missing": workspaceLine,
  "workspace-id-not-uuid": workspaceLine,
  "name-missing": () => '"name": "frontend_jwt"',
  "scopes-missing": scopesLine,
  "scopes-empty": scopesLine,
  "scope-type": () => '"type": "PIPES:READ" for an endpoint, "DATASOURCES:READ" for a data source',
  "scope-resource": () => '"resource": "top_pages", the name or id of one endpoint or data source',
  "claims-not-object": () => "Sign an object: { workspace_id, name, exp, scopes }",
  "time-not-integer": (_, __, { path }) => `"${path.split("/").at(-1)}": Math.floor(Date.now() / 1000), or leave it out`,
};

function scopesLine({ pipe }: Case): string {
  return `"scopes": [${scopeLine("PIPES:READ", pipe || "top_pages")}]`;
}

function workspaceLine({ key }: Case, { parseStaticToken }: Package): string {
  try {
    return `"workspace_id": "${parseStaticToken(key.trim()).u}"`;
  } catch {
    return '"workspace_id": the UUID that `tb workspace current` shows';
  }
}

function claims(given: Case, mintbird: Package): Cause {
  const cause = { code: "claims", title: "Its claims have errors" } as const;
  const other = [...OF_TOKEN, ...OF_TIME, ...HOLES, ...BESIDE, "not-yet-valid"];
  const found = given.report.issues.filter(
    (issue) =>
      issue.severity === "error" &&
      !other.includes(issue.code) &&
      issue.path.startsWith("/claims") &&
      issue.path !== "/claims/iat" &&
      !isFarAhead(issue, given),
  );
  const [first] = found;
  const ofIssuing = given.report.issues.filter(({ code, path }) => code === "time-not-integer" && path === "/claims/iat");
  if (first === undefined && ofIssuing.some(({ severity }) => severity === "error"))
    return { ...cause, applies: undefined, why: `${sentences(ofIssuing)} Whether Tinybird reads \`iat\` is not documented.` };
  if (first === undefined)
    return given.report.claims === null
      ? { ...cause, applies: undefined, why: "Its payload cannot be read." }
      : { ...cause, applies: false, why: "They have all that Tinybird needs." };
  const fix = CLAIM_FIXES[first.code]?.(given, mintbird, first);
  return { ...cause, applies: true, why: sentences(found), ...(fix !== undefined && { fix }) };
}

/** From here on, a time is not in seconds. */
const MILLISECONDS = 1e11;
const DAY = 86_400;
const YEAR = 366 * DAY;

function time({ report, cutAfter }: Case): Cause {
  const cause = { code: "time", title: "It has expired, or has no expiry" } as const;
  const found = report.issues.filter(({ code, severity }) => severity === "error" && OF_TIME.includes(code));
  const { exp = 0 } = report.expiry ?? {};
  if (found.some(({ code }) => code === "expired") && exp > 0 && exp < YEAR) {
    const why = `Its \`exp\` is ${exp}, which looks like a duration: it has to be the second at which the token ends, counted from 1970.`;
    const fix = `"exp": Math.floor(Date.now() / 1000) + ${exp <= DAY ? exp : 600}`;
    return { ...cause, title: "Its expiry looks like a duration", applies: true, why, fix };
  }
  if (found.length > 0) {
    const fix = found.some(({ code }) => code === "expired")
      ? "Mint a new one; in a browser, TokenSource of mintbird/client does so in time"
      : '"exp": Math.floor(Date.now() / 1000) + 600';
    const isLong = found.some(({ code }) => code === "exp-in-milliseconds");
    return { ...cause, ...(isLong && { title: "Its expiry is in milliseconds" }), applies: true, why: sentences(found), fix };
  }
  if (report.expiry === null)
    return { ...cause, applies: undefined, why: `Its expiry cannot be read${cutAfter === undefined ? "" : ", since it is cut off"}.` };
  return { ...cause, applies: false, why: "The token has not expired." };
}

function notYetValid(given: Case): Cause {
  const { report, now } = given;
  const cause = { code: "not-yet-valid", title: "It is not valid yet" } as const;
  const found = report.issues.filter((issue) => (issue.severity === "error" && issue.code === "not-yet-valid") || isFarAhead(issue, given));
  if (found.length > 0) {
    const nbf = nbfOf(given);
    const from =
      typeof nbf === "number" && found.some(({ code }) => code === "not-yet-valid") ? ` Its \`nbf\` is ${moment(nbf, now)}.` : "";
    const fix = found.some((issue) => isFarAhead(issue, given))
      ? '"nbf": Math.floor(Date.now() / 1000), or leave it out'
      : "Set the clock of the machine that signs, or leave `nbf` out";
    return { ...cause, applies: true, why: sentences(found) + from, fix };
  }
  const iat = (report.claims as { readonly iat?: unknown } | null)?.iat;
  if (typeof iat === "number" && iat > now && iat < MILLISECONDS)
    return {
      ...cause,
      applies: undefined,
      why: `Its \`iat\` is ${moment(iat, now)}, which is still ahead. Whether Tinybird minds is not documented.`,
    };
  return report.claims === null
    ? { ...cause, applies: undefined, why: "Its payload cannot be read." }
    : { ...cause, applies: false, why: "It is valid from now on, or has no `nbf`." };
}

/** A first second in milliseconds, which is thousands of years ahead: of the years 2001 to 5138. */
function isFarAhead({ code, path, severity }: Issue, given: Case): boolean {
  const nbf = nbfOf(given);
  const isInMilliseconds = typeof nbf === "number" && nbf >= 1e12 && nbf < 1e14;
  return severity === "error" && code === "time-not-integer" && path === "/claims/nbf" && isInMilliseconds;
}

function nbfOf({ report }: Case): unknown {
  return (report.claims as { readonly nbf?: unknown } | null)?.nbf;
}

function api({ called }: Case): Cause {
  const cause = { code: "api", title: "The API does not accept JWTs" } as const;
  const readable = "JWTs can read published endpoints and data sources; other APIs need a static token.";
  if (called === undefined)
    return { ...cause, applies: undefined, why: `The whole URL or curl command is needed to find out. ${readable}` };
  if (called.readable) return { ...cause, applies: false, why: `${called.path} accepts JWTs.` };
  if (called.path === "/v0/events")
    return {
      ...cause,
      applies: undefined,
      why: "Tinybird’s documentation has no JWT for the Events API; its TypeScript SDK knows DATASOURCES:APPEND.",
    };
  if (called.path === "/" || !/^\/v\d+\//.test(called.path))
    return { ...cause, applies: undefined, why: `${called.path} is no path of Tinybird’s API. ${readable}` };
  const fix = "Call /v0/pipes/NAME.json or /v0/sql with the JWT; use a static token for all else, from a backend";
  return { ...cause, applies: true, why: `${called.path} is neither an endpoint nor a read of a data source.`, fix };
}

function hole({ report }: Case): Cause {
  const cause = { code: "hole", title: "It does not pin or limit what it should" } as const;
  if (report.claims === null) return { ...cause, applies: undefined, why: "Its payload cannot be read." };
  const found = [...report.issues.filter(({ code }) => HOLES.includes(code)), ...openFilters(report)];
  return found.length > 0
    ? { ...cause, applies: true, why: sentences(found), fix: "Mint it from a template, which refuses this: mintbird mint" }
    : { ...cause, applies: false, why: "What its scopes say has an effect." };
}

/** Filters that let every row through. */
function openFilters({ claims }: JwtReport): readonly Pick<Issue, "path" | "message">[] {
  const scopes = (claims as { readonly scopes?: unknown } | null)?.scopes;
  if (!Array.isArray(scopes)) return [];
  return scopes.flatMap((scope: { readonly type?: unknown; readonly filter?: unknown } | null, index) => {
    const filter = scope?.type === "DATASOURCES:READ" ? scope.filter : undefined;
    if (typeof filter !== "string" || filter.trim() === "" || !holdsAlways(filter)) return [];
    return [{ path: `/claims/scopes/${index}/filter`, message: `the filter ${filter} holds for every row` }];
  });
}

/** Filters that Tinybird’s own condition does not take in whole. */
function filter({ report }: Case): readonly Cause[] {
  const found = report.issues.filter(({ code }) => code === "filter-clause");
  if (found.length === 0) return [];
  const why = `${sentences(found)} Every read fails with an error, or what stands around the filter decides what can be read.`;
  return [
    {
      code: "filter",
      title: "Its filter is not one whole condition",
      applies: true,
      why,
      fix: '"filter": "org_id = \'acme\'", a condition alone',
    },
  ];
}

function secret({ report }: Case): readonly Cause[] {
  const found = report.issues.filter(({ code }) => code === "secret-in-claims");
  if (found.length === 0) return [];
  const fix = "Refresh the static token that is in it, and leave it out";
  return [{ code: "secret", title: "Everybody can read a static token in it", applies: true, why: sentences(found), fix }];
}

function duplicate({ report }: Case): readonly Cause[] {
  const found = report.issues.filter(({ code, path }) => code === "duplicate-key" && path.startsWith("/claims"));
  if (found.length === 0) return [];
  const fix = "Write the key once";
  return [{ code: "duplicate", title: "It says one thing twice", applies: true, why: sentences(found), fix }];
}
