/** The headers of a response. */
export interface HeaderFields {
  [name: string]: string;
}

/** A JSON response that must not be cached. It adds to the headers. */
export function json(status: number, body: string, headers: HeaderFields): Response {
  headers["content-type"] = "application/json; charset=utf-8";
  headers["cache-control"] = "no-store";
  return new Response(body, { status, headers });
}

/** An error, in the form that Tinybird's clients quote: `error` for people, `code` for programs. */
export function refuse(status: number, code: string, error: string, headers: HeaderFields): Response {
  return json(status, JSON.stringify({ error, code }), status === 401 ? { ...headers, "www-authenticate": "Bearer" } : headers);
}

/** Called with what went wrong inside, which the client must not see. */
export type OnError = (error: unknown, request: Request) => void;

/** Calls the owner's callback. If that throws or rejects, it must neither become the response nor end the process. */
export function notify(onError: OnError | undefined, error: unknown, request: Request): void {
  new Promise<void>((resolve) => resolve(onError?.(error, request))).catch(() => undefined);
}
