/** The headers of a response. */
export interface HeaderFields {
  [name: string]: string;
}

/** A JSON response that must not be cached. It adds to the headers. */
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
