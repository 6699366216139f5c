/** The headers of an answer. */
export interface HeaderFields {
  [name: string]: string;
}

/** An answer that nobody may keep: JSON. The headers are added to. */
export function json(status: number, body: string, headers: HeaderFields): Response {
  headers["content-type"] = "application/json; charset=utf-8";
  headers["cache-control"] = "no-store";
  headers["x-content-type-options"] = "nosniff";
  return new Response(body, { status, headers });
}

/** An error, in the form that Tinybird's clients quote: `error` for people, `code` for programs. */
export function refuse(status: number, code: string, error: string, headers: HeaderFields): Response {
  return json(status, JSON.stringify({ error, code }), status === 401 ? { ...headers, "www-authenticate": "Bearer" } : headers);
}
