/**
 * What a token grants, in a sentence. It is what the package decides about a request for each resource, so that the sentence cannot
 * say anything else than what is enforced; what its claims lack for a decision is said to be wrong.
 */
import type { authorize } from "../full/authorize.js";
import type { Decision } from "../types/access.js";
import type { Issue, IssueCode } from "../types/issue.js";
import { segmentsOf } from "../types/pointer.js";
import type { Json, JwtReport, Report } from "../types/report.js";
import { type Sound, decide, soundClaims } from "./decision.js";
import { holdsAlways } from "./holds-always.js";
import { member } from "./members.js";
import { join } from "./sentences.js";
import { sessionToken } from "./session-token.js";
import { moment } from "./time.js";

/** Such as "May read top_pages of org acme until 14:05 UTC, 10 requests a second together with every token named u_1." */
export function grants(report: Report, now: number, mintbird: { readonly authorize: typeof authorize }): string {
  if (report.kind === "static-token") return staticToken(report.staticToken);
  if (report.kind === "unknown") return "This is not a Tinybird token.";
  const session = sessionToken(report);
  if (session !== undefined) return `This is a session token of ${session.issuer}, not a Tinybird token.`;
  if (typeof report.claims !== "object" || report.claims === null || Array.isArray(report.claims))
    return "A JWT whose payload cannot be read.";
  const [from, to] = [startOf(report), report.expiry?.exp];
  if (from !== undefined && to !== undefined && from >= to) return "Nothing can be read: it expires before it becomes valid.";
  const claims = soundClaims(report);
  const twins = new Map<string, string | undefined>();
  const scopes = scopesOf(report).map((scope, index) => grantOf(scope, index, report, claims, mintbird.authorize, twins));
  const [open, pinned, unknown] = (["open", "pinned", "unknown"] as const).map((kind) =>
    unique(scopes.filter((scope) => scope.kind === kind).map(({ text }) => text)),
  ) as [string[], string[], string[]];
  const sentences: string[] = [];
  const over = report.expiry?.expired === true;
  const often = rate(report, claims, mintbird.authorize);
  // Each has a reason with commas of its own.
  if (open.length > 0) sentences.push(`${over ? "Could read" : "Reads"} every row of ${open.join("; of ")}`);
  if (pinned.length > 0) {
    sentences.push(`${over ? "Could" : "May"} read ${join(pinned)}${until(report, now)}${often}`);
  } else if (open.length > 0) {
    // Behind a reason, it would be taken for a part of that.
    sentences.push(`${report.expiry === null ? "It has no valid expiry" : `It ${over ? "was" : "is"} valid${until(report, now)}`}${often}`);
  }
  sentences.push(...unknown);
  if (sentences.length === 0) sentences.push("It grants nothing: none of its scopes names a resource");
  return `${sentences.join(". ")}.`;
}

interface Grant {
  readonly kind: "open" | "pinned" | "unknown";
  readonly text: string;
}

/** What is written in a scope and pins nothing. */
const HOLES: { readonly [code in IssueCode]?: (name: string, path: string) => string } = {
  "fixed-param-null": (name) => `its fixed parameter ${name} is null, which fixes nothing`,
  "fixed-param-type": (name, path) =>
    path === "/fixed_params" ? "its fixed_params are not an object" : `its fixed parameter ${name} is not a string, number or boolean`,
  "fixed-params-misplaced": () => "its fixed parameters work on pipes only",
  "filter-misplaced": () => "its filter works on data sources only",
  "filter-empty": () => "its filter is not a condition",
  "scope-member": (name) => `Tinybird has no key ${name}`,
};
/** Where other pins are sound, these take none away. */
const BESIDE: readonly IssueCode[] = ["fixed-params-misplaced", "filter-misplaced", "scope-member"];

/** @param known the open twins of a resource's scopes, once they are found */
function grantOf(
  scope: Json,
  index: number,
  report: JwtReport,
  claims: Sound,
  by: typeof authorize,
  known: Map<string, string | undefined>,
): Grant {
  const at = `/claims/scopes/${index}`;
  const own = report.issues.filter(({ path }) => path === at || path.startsWith(`${at}/`));
  const errors = own.filter(({ severity }) => severity === "error");
  const [type, resource] = [member(scope, "type"), member(scope, "resource")];
  if (typeof resource !== "string" || resource === "") return { kind: "unknown", text: "A scope names no resource, and so grants nothing" };
  if (errors.some(({ code }) => code === "scope-type"))
    return { kind: "unknown", text: `A scope for ${resource} has a type that Tinybird does not know, and so grants nothing` };
  if (type === "DATASOURCES:APPEND")
    return { kind: "unknown", text: `It names ${resource} to append to, which only Tinybird’s TypeScript SDK knows of` };
  const what = type === "DATASOURCES:READ" ? `the data source ${resource}` : resource;
  const decision = decide(claims, type === "DATASOURCES:READ" ? { datasource: resource } : { pipe: resource }, by);
  if (!decision.allowed) return { kind: "unknown", text: `Nothing of ${resource} can be read: ${decision.message}` };
  const holes = errors.filter(({ code }) => HOLES[code] !== undefined);
  const why = join(unique(holes.map((issue) => HOLES[issue.code]?.(nameIn(issue), placeIn(issue, at)) ?? "")));
  const grant = granted(what, type, decision, own);
  const name = JSON.stringify([type, resource]);
  if (!known.has(name)) known.set(name, twinsOf(scope, report, claims, by));
  const twins = known.get(name);
  if (grant.kind === "pinned" && twins !== undefined) return { kind: "open", text: `${what}, if ${twins} counts` };
  // What is no condition of its own means what stands around it makes of it.
  if (grant.kind === "pinned" && own.some(({ code }) => code === "filter-clause"))
    return { kind: "unknown", text: `What it reads of ${what} is not known: its filter is not one whole condition` };
  if (holes.length === 0) return grant;
  if (grant.kind === "open") return { kind: "open", text: `${what}, since ${why}` };
  if (holes.every(({ code }) => BESIDE.includes(code))) return { kind: "pinned", text: `${grant.text} (${why})` };
  return { kind: "open", text: `${grant.text}, since ${why}` };
}

function granted(what: string, type: Json | undefined, decision: Decision & { allowed: true }, own: readonly Issue[]): Grant {
  const { params, filter } = decision;
  if (type === "DATASOURCES:READ") {
    if (filter === undefined) return { kind: "open", text: `${what}, since it has no filter` };
    if (holdsAlways(filter)) return { kind: "open", text: `${what}, since its filter ${filter} holds for every row` };
    return { kind: "pinned", text: `${what} where ${filter.replace(/^\s*where\b\s*/i, "")}` };
  }
  const fixed = Object.entries(params);
  if (fixed.length === 0) {
    const why = own.some(({ code }) => code === "fixed-param-name") ? "what it fixes is not a parameter of an endpoint" : "none is fixed";
    return { kind: "open", text: `${what} that its parameters can choose, since ${why}` };
  }
  const empty = fixed.filter(([name]) => own.some((issue) => issue.code === "fixed-param-empty" && nameIn(issue) === name));
  if (empty.length === fixed.length)
    return {
      kind: "open",
      text: `${what}, if the endpoint leaves its condition out for ${join(empty.map(([name]) => name))}, which is empty`,
    };
  // "of org acme with currency eur"
  const doubtful = new Set(own.filter(({ code }) => DOUBTFUL.includes(code)).map(nameIn));
  const value = (name: string, value: unknown) => (doubtful.has(name) ? JSON.stringify(value) : String(value));
  const ids = fixed.filter(([name]) => ID.test(name));
  const others = fixed.filter(([name]) => !ID.test(name));
  const whose = ids.map(([name, id]) => `${name.replace(ID, "")} ${value(name, id)}`.trim());
  const how = others.map(([name, fixed]) => `${name === "" ? '""' : name} ${value(name, fixed)}`);
  return {
    kind: "pinned",
    text: [what, whose.length > 0 ? `of ${join(whose)}` : "", how.length > 0 ? `with ${join(how)}` : ""]
      .filter((part) => part !== "")
      .join(" "),
  };
}

const ORDINALS = ["first", "second", "third"];

/** Of several scopes for one resource, that which pins nothing: which of them counts is not documented. */
function twinsOf(scope: Json, report: JwtReport, { claims, isNamed }: Sound, by: typeof authorize): string | undefined {
  const isTwin = (other: Json) =>
    member(other, "type") === member(scope, "type") && member(other, "resource") === member(scope, "resource");
  const twins = scopesOf(report).filter(isTwin);
  if (twins.length < 2) return undefined;
  const [type, resource] = [member(scope, "type"), member(scope, "resource")];
  if (typeof resource !== "string") return undefined;
  const open = claims.scopes
    .filter((other) => isTwin(other as unknown as Json))
    .findIndex((other) => {
      const alone = decide(
        { claims: { ...claims, scopes: [other] }, isNamed },
        type === "DATASOURCES:READ" ? { datasource: resource } : { pipe: resource },
        by,
      );
      return alone.allowed && granted("", type, alone, []).kind === "open";
    });
  return open < 0 ? undefined : `the ${ORDINALS[open] ?? `${open + 1}th`} of its ${twins.length === 2 ? "two" : twins.length} scopes`;
}

/** A parameter that names somebody: `org_id`, `orgId`, `id`. */
const ID = /(?:^|_)id$|(?<=[a-z])Id$/;
/** Values that nobody chose: they are shown as they are written, in quotes. */
const DOUBTFUL: readonly IssueCode[] = ["value-unset", "placeholder-foreign", "fixed-param-empty"];

function until(report: JwtReport, now: number): string {
  const { expiry } = report;
  const from = startOf(report);
  const begins = from !== undefined && from > now ? ` from ${moment(from, now)}` : "";
  return expiry === null ? `${begins}, but has no valid expiry` : `${begins} until ${moment(expiry.exp, now)}`;
}

/** When the token begins to be valid, where it says so. */
function startOf({ claims }: JwtReport): number | undefined {
  const nbf = member(claims, "nbf");
  return typeof nbf === "number" && nbf < 1e12 ? Math.floor(nbf) : undefined;
}

function rate(report: JwtReport, claims: Sound, by: typeof authorize): string {
  if (report.issues.some(({ code }) => code === "rps-type")) return ", with a limit that cannot be read";
  const first = claims.claims.scopes.find(({ type }) => type !== "DATASOURCES:APPEND");
  if (first === undefined) return "";
  const decision = decide(claims, first.type === "DATASOURCES:READ" ? { datasource: first.resource } : { pipe: first.resource }, by);
  const rps = decision.allowed ? (decision.limits?.rps ?? 0) : 0;
  if (!decision.allowed || rps <= 0) return ", with no rate limit";
  const together = claims.isNamed ? ` together with every token named ${decision.name}` : "";
  return `, ${rps} request${rps === 1 ? "" : "s"} a second${together}`;
}

function staticToken(token: (Report & { kind: "static-token" })["staticToken"]): string {
  if (token === null) return "It looks like a static token, but is malformed.";
  const { u, host, apiHost } = token;
  const region =
    host === null
      ? ""
      : apiHost === null
        ? ` in ${host}, a region that mintbird does not know: look its API host up in Tinybird`
        : ` in ${host}`;
  return `A static token of ${u}${region}. It is valid until it is deleted. Its scopes are stored at Tinybird, not in the token, and may include everything.`;
}

function scopesOf(report: JwtReport): readonly Json[] {
  const scopes = member(report.claims, "scopes");
  return Array.isArray(scopes) ? scopes : [];
}

/** The last part of an issue's path: the name of the parameter, or of the key. */
function nameIn({ path }: Issue): string {
  return segmentsOf(path).at(-1) ?? "";
}

/** The path of an issue within its scope. */
function placeIn({ path }: Issue, scope: string): string {
  return path.slice(scope.length);
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)];
}
