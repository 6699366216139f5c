/** What a token grants, in a sentence. */
import type { Json, Report } from "../types/report.js";
import { moment } from "./time.js";

interface Grants {
  readonly name?: Json;
  readonly scopes?: Json;
  readonly limits?: Json;
}

/** Such as "May read top_pages of org acme until 14:05, 10 requests a second together with every token named u_1." */
export function grants(report: Report, now: number): string {
  if (report.kind === "static-token") {
    const { staticToken } = report;
    if (staticToken === null) return "It looks like a static token, but is malformed.";
    return `A static token of ${staticToken.u}${staticToken.host === null ? "" : ` in ${staticToken.host}`}. It is valid until it is deleted. Its scopes are stored at Tinybird, not in the token, and may include everything.`;
  }
  if (report.kind === "unknown") return "This is not a Tinybird token.";
  if (typeof report.claims !== "object" || report.claims === null) return "A JWT whose payload cannot be read.";
  const { name, scopes, limits } = report.claims as Grants;
  const list = Array.isArray(scopes) ? scopes.map(scope).filter((text) => text !== undefined) : [];
  if (list.length === 0) return "It grants nothing: none of its scopes names a resource.";
  const { expiry } = report;
  const until = expiry === null ? ", but has no valid expiry" : ` until ${moment(expiry.exp, now)}`;
  const rps = typeof limits === "object" && limits !== null && !Array.isArray(limits) ? limits["rps"] : undefined;
  const rate =
    typeof rps === "number" && rps > 0
      ? `, ${rps} request${rps === 1 ? "" : "s"} a second together with every token named ${text(name)}`
      : ", as often as it likes";
  return `${expiry?.expired === true ? "Could" : "May"} read ${join(list)}${until}${rate}.`;
}

function scope(value: Json): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { type, resource, fixed_params: fixed, filter } = value;
  if (typeof resource !== "string" || resource === "") return undefined;
  const pins = typeof fixed === "object" && fixed !== null && !Array.isArray(fixed) ? Object.entries(fixed) : [];
  // "of org acme with currency eur"
  const whose = pins.filter(([name]) => /_?id$/i.test(name)).map(([name, value]) => `${name.replace(/_?id$/i, "")} ${text(value)}`.trim());
  const how = pins.filter(([name]) => !/_?id$/i.test(name)).map(([name, value]) => `${name} ${text(value)}`);
  const what =
    type === "DATASOURCES:READ" ? `the data source ${resource}` : type === "DATASOURCES:APPEND" ? `(and append to) ${resource}` : resource;
  return [
    what,
    whose.length > 0 ? `of ${join(whose)}` : "",
    how.length > 0 ? `with ${join(how)}` : "",
    typeof filter === "string" ? `where ${filter}` : "",
    pins.length === 0 && filter === undefined ? "without any restriction of rows" : "",
  ]
    .filter((text) => text !== "")
    .join(" ");
}

/** A claim in a sentence. What should have been a string, a number or a boolean is shown as JSON. */
function text(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

function join(list: readonly string[]): string {
  return list.length < 2 ? (list[0] ?? "") : `${list.slice(0, -1).join(", ")} and ${list.at(-1)}`;
}
