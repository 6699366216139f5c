/**
 * Where a gateway keeps answers: a `Cache` of the web platform, such as `caches.default` of Workers, or anything with these two
 * methods.
 */
export interface AnswerCache {
  readonly store: {
    match(url: string): Promise<Response | undefined>;
    put(url: string, answer: Response): Promise<unknown>;
  };
  /** How long an answer may be used, seconds. */
  readonly ttl: number;
}

/** What Workers hand to a handler beside the request. */
export interface Context {
  waitUntil(promise: Promise<unknown>): void;
}

/**
 * An answer from the cache, or from the upstream, then kept. It is kept under the URL that the upstream is called with: two
 * tenants differ in it, or are asking for the very same.
 */
export async function cached(
  { store, ttl }: AnswerCache,
  url: string,
  call: () => Promise<Response>,
  context: Context | undefined,
): Promise<Response> {
  const known = await store.match(url);
  if (known !== undefined) return forClient(known);
  const answer = await call();
  if (answer.status !== 200 || answer.body === null) return answer;
  const [kept, passed] = answer.body.tee();
  const headers = new Headers(answer.headers);
  headers.set("cache-control", `max-age=${ttl}`);
  // The answer does not wait for the cache, and a cache that fails is none.
  const put = store.put(url, new Response(kept, { headers })).catch(() => undefined);
  context?.waitUntil(put);
  return new Response(passed, answer);
}

function forClient(known: Response): Response {
  const headers = new Headers({ "cache-control": "private, no-store" });
  for (const name of ["content-type", "content-disposition"]) {
    const value = known.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(known.body, { headers });
}
