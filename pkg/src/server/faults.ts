/** What goes wrong inside of a handler: the caller is told nothing, the owner everything. */

/** Told of a fault. Unless one is given, faults are written to the console. */
export type OnError = (error: unknown, request: Request) => void;

/** Tells the owner. A telling that fails, now or later, must neither become the answer nor end the process. */
export function notify(onError: OnError | undefined, error: unknown, request: Request): void {
  void inBackground(() => (onError ?? log)(error, request));
}

/** Runs a function whose failure, now or later, is nobody's. Returns what to wait for until it has ended. */
export function inBackground(run: () => unknown): Promise<void> {
  return new Promise<unknown>((resolve) => resolve(run())).then(
    () => undefined,
    () => undefined,
  );
}

/** Not the query: it may hold a token. */
function log(error: unknown, { method, url }: Request): void {
  console.error(`mintbird: ${method} ${url.replace(/[?#].*/s, "")}:`, error);
}

/** Whether a response was thrown: it is the answer. Not `instanceof`: frameworks have classes of their own. */
export function isResponse(thrown: unknown): thrown is Response {
  return Object.prototype.toString.call(thrown) === "[object Response]";
}

/**
 * Whether that was thrown on purpose, for the framework around the handler, which answers it: Next's `redirect()` and `notFound()`, Hono's
 * and Nest's HTTP exceptions, SvelteKit's `error()` and `redirect()`, the errors of h3 and http-errors.
 */
export function isForFramework(thrown: unknown): boolean {
  if (typeof thrown !== "object" || thrown === null) return false;
  const { digest, getResponse, status, statusCode, expose, statusMessage, statusText, name } = thrown as { [name: string]: unknown };
  if (typeof digest === "string" || typeof getResponse === "function") return true;
  if (!isStatus(status) && !isStatus(statusCode)) return false;
  // An error with a status may as well come from a database or another server.
  const isError = thrown instanceof Error || Object.prototype.toString.call(thrown) === "[object Error]";
  return (
    !isError || typeof expose === "boolean" || name === "HTTPError" || (isStatus(statusCode) && (statusMessage ?? statusText) !== undefined)
  );
}

function isStatus(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 300 && (value as number) <= 599;
}
