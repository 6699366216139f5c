/** The forms in which a token is used. */
import type { Claims, Json } from "mintbird";

export const HOST = "https://api.tinybird.co";

/** The address that the first scope is read at. */
export function endpointOf(claims: Json | Claims): string {
  const scopes = (claims as { scopes?: { type?: string; resource?: string }[] } | null)?.scopes;
  const scope = Array.isArray(scopes) ? scopes[0] : undefined;
  const resource = encodeURIComponent(String(scope?.resource ?? "endpoint"));
  return scope?.type === "DATASOURCES:READ"
    ? `${HOST}/v0/sql?q=${encodeURIComponent(`SELECT * FROM ${String(scope.resource)} FORMAT JSON`)}`
    : `${HOST}/v0/pipes/${resource}.json`;
}

export function asHeader(token: string): string {
  return `Authorization: Bearer ${token}`;
}

export function asCurl(token: string, url: string): string {
  return `curl -H ${quoted(asHeader(token))} ${quoted(url)}`;
}

/** One word of a shell, whatever somebody has typed into the query string. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export function asUrl(token: string, url: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}token=${token}`;
}
