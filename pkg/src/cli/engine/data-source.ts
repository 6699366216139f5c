/** `GET /v0/sql?q=SELECT … FROM name`: what a token with DATASOURCES:READ may read of a data source, which is what meets its filter. */
import { bearer, checkRateLimit, rateLimitHeaders, refuse } from "../../server/parts.js";
import type { HeaderFields } from "../../server/answer.js";
import type { Limiter } from "../../types/rate-limit.js";
import type { Verifier } from "../../full/verifier.js";
import { answerOf, fault } from "./answer.js";
import { NO_ENGINE } from "./open.js";
import { tell } from "./request.js";
import type { Served } from "./served.js";

/** The longest URL that is looked at, in characters. */
const MAX_URL = 16 * 1024;

interface Reading {
  readonly served: Served;
  readonly verifier: Verifier;
  readonly limiter: Limiter;
}

export async function dataSource({ served, verifier, limiter }: Reading, request: Request): Promise<Response> {
  const headers: HeaderFields = {};
  if (request.url.length > MAX_URL) return refuse(414, "url", `the URL is longer than ${MAX_URL} characters`, headers);
  const { searchParams } = new URL(request.url);
  if (request.method !== "GET") return refuse(405, "method", "data sources are read with GET", { ...headers, allow: "GET" });
  const sql = searchParams.getAll("q");
  // Whose filter holds; that the query reads nothing else is seen to below.
  const name = sourceIn(sql[0] ?? "");
  if (name === "") return refuse(400, "sql", "read a data source: `?q=SELECT … FROM name`", headers);
  tell({ what: name });

  const decision = verifier.authorize(bearer(request, searchParams), { datasource: name });
  if (!decision.allowed) return refuse(decision.status, decision.code, decision.message, headers);
  tell({ name: decision.name, pinned: decision.filter ?? "no filter: every row" });
  const rps = decision.limits?.rps ?? 0;
  if (rps > 0) {
    const limit = checkRateLimit(await limiter.take(decision.name, rps));
    Object.assign(headers, rateLimitHeaders(limit));
    if (!limit.allowed)
      return refuse(429, "rate-limit", `more than ${limit.limit} requests in a second for all tokens of this name`, headers);
  }
  if (!served.runs) return refuse(501, "engine", NO_ENGINE, headers);
  const response = await served.use(async ({ project, engine, database, faults }) => {
    const [q, ...others] = sql;
    if (q === undefined || others.length > 0) return fault(400, "sql", "write the query in `q`, once");
    if (!project.dataSources.some((source) => source.name === name))
      return fault(404, "not-found", `the project has no data source \`${name}\``);
    const reading = project.reading(name, decision.filter, q);
    if (reading.refused !== undefined) return fault(403, "sql", reading.refused);
    if (faults.has(name)) return fault(424, "data-source", `\`${name}\` has no rows to read: ${faults.get(name)}`);
    return answerOf(engine, { database, sql: reading.sql, format: reading.format ?? "JSON", signal: request.signal });
  });
  for (const [field, value] of Object.entries(headers)) response.headers.set(field, value);
  return response;
}

/** What stands behind the first `FROM` that is no part of a string or of a quoted name. */
function sourceIn(sql: string): string {
  const words = sql.matchAll(/'(?:[^'\\]|\\.)*(?:'|$)|\bfrom\s+[`"]?(\w+)|`(?:[^`\\]|\\.)*(?:`|$)|"(?:[^"\\]|\\.)*(?:"|$)/gis);
  return [...words].find(([, name]) => name !== undefined)?.[1] ?? "";
}
