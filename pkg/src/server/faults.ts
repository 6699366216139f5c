/** What goes wrong inside of a handler: the caller is told nothing, the owner everything. */
import { MintbirdError } from "../types/error.js";

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
function log(error: unknown, request: unknown): void {
  const { method, url } = Object(request) as Partial<Request>;
  const asked = typeof method === "string" && typeof url === "string" ? ` ${method} ${url.replace(/[?#].*/s, "")}:` : "";
  console.error(`mintbird:${asked}`, error);
}

const NO_REQUEST =
  "the handler needs a `Request`: pass `context.req.raw` in Hono; write `({ request }) => handler(request)` in SvelteKit, Astro, Remix and Elysia; in Express, wrap it with `createServerAdapter` from @whatwg-node/server";

/** What is wrong where something else than a request was handed over, such as a framework's context. */
export function notRequest(value: unknown): MintbirdError | undefined {
  const { method, headers } = Object(value) as Partial<Request>;
  if (typeof method === "string" && typeof headers?.get === "function") return undefined;
  return new MintbirdError("option", NO_REQUEST);
}

/**
 * Whether a response was thrown: it is the answer. Also by its tag, as frameworks have classes of their own; not by that alone, which
 * Workers with a compatibility date before September 2024 do not have.
 */
export function isResponse(thrown: unknown): thrown is Response {
  return thrown instanceof Response || Object.prototype.toString.call(thrown) === "[object Response]";
}

/**
 * Whether that was thrown on purpose, for the framework around the handler, which answers it: Next's `redirect()` and `notFound()`, Hono's
 * and Nest's HTTP exceptions, SvelteKit's `error()` and `redirect()`, Elysia's `status()`, React Router's `data()`, the errors of h3 and
 * of http-errors. Not what a client threw that called another server, such as ofetch's `FetchError`.
 */
export function isForFramework(thrown: unknown): boolean {
  if (typeof thrown !== "object" || thrown === null) return false;
  const { digest, getResponse, status, statusCode, expose, name, type, init } = thrown as { [name: string]: unknown };
  if (typeof digest === "string" || typeof getResponse === "function") return true;
  if (isElysiaStatus(thrown)) return true;
  if (type === "DataWithResponseInit" && typeof init === "object") return true;
  if (!isStatus(status) && !isStatus(statusCode)) return false;
  // An error with a status may as well come from a database or another server.
  const isH3 = (thrown.constructor as { __h3_error__?: unknown } | undefined)?.__h3_error__ === true;
  return !isError(thrown) || isH3 || typeof expose === "boolean" || name === "HTTPError";
}

/** Throws what an app may return as well as throw: a response, and what Elysia's `status(401, …)` makes. */
export function throwAnswer(value: unknown): void {
  if (isResponse(value) || isElysiaStatus(value)) throw value;
}

function isElysiaStatus(value: unknown): boolean {
  if (typeof value !== "object" || value === null || isError(value)) return false;
  // An instance of a class: params are plain objects.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return false;
  return "response" in value && isStatus((value as { code?: unknown }).code);
}

/** The status of what was thrown on purpose; 500 where none is known. */
export function statusOf(thrown: unknown): number {
  if (isResponse(thrown)) return thrown.status;
  const { status, statusCode, code, init } = Object(thrown) as { [name: string]: unknown };
  const all = [status, statusCode, code, (Object(init) as { status?: unknown }).status];
  return (all.find(isStatus) as number | undefined) ?? 500;
}

function isError(value: object): boolean {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}

function isStatus(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 300 && (value as number) <= 599;
}
