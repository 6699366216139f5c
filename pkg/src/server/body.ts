/**
 * Bodies of requests, read up to a limit. Requests are taken as they come: frameworks hand over proxies and classes of their own, of
 * which nothing is asked but `url`, `method`, `headers` and `body`.
 */
import { MintbirdError } from "../types/error.js";

/**
 * Whether the headers say that there is no body, so that nobody has to look for one. HTTP/1.1 announces a body in one of these
 * headers (RFC 9112 §6.3); HTTP/2 may send one unannounced, and never has a `Connection` (RFC 9113 §8.2.2).
 */
export function saysNoBody({ headers }: Request): boolean {
  const length = headers.get("content-length");
  if (length !== null) return length === "0";
  return headers.has("connection") && !headers.has("transfer-encoding");
}

/** The bytes of a request's body, or nothing where there are more of them than that. */
export async function readBody(request: Request, maxLength: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const declared = request.headers.get("content-length");
  if (declared !== null && !(/^\d+$/.test(declared) && Number(declared) <= maxLength)) return undefined;
  const { body } = request as { body: Stream | null | undefined };
  if ((body === null || body === undefined) && typeof (request as Partial<Request>).text === "function")
    return readText(request, maxLength);
  if (request.bodyUsed || (body as ReadableStream | null | undefined)?.locked === true) {
    throw new MintbirdError("option", "the body of the request was already read; clone the request first, and pass the handler the clone");
  }
  return readStream(body, maxLength);
}

/** What a parser has read before, such as Express's of JSON: adapters give what it made of it as text, and no stream. */
async function readText(request: Request, maxLength: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = new TextEncoder().encode(await request.text());
  return bytes.length > maxLength ? undefined : bytes;
}

/** A stream of the web platform, or of Node. */
type Stream = ReadableStream<Chunk> | AsyncIterable<Chunk>;
type Chunk = Uint8Array | string;

/**
 * The bytes of a stream, or nothing where there are more of them than that. The rest is neither read nor cancelled: with the body of a
 * request that may close the connection before the answer.
 */
export async function readStream(stream: Stream | null | undefined, maxLength: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  if (stream !== null && stream !== undefined) {
    const reader = readerOf(stream);
    try {
      for (;;) {
        const { done, value } = await reader.next();
        if (done === true) break;
        const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
        length += bytes.length;
        if (length > maxLength) return undefined;
        parts.push(bytes);
      }
    } finally {
      reader.release();
    }
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}

/** Not every runtime's ReadableStream can be iterated over, and not every framework's body is one. */
function readerOf(stream: Stream): { next(): Promise<IteratorResult<Chunk, unknown>>; release(): void } {
  if (!("getReader" in stream)) {
    const iterator = stream[Symbol.asyncIterator]();
    return { next: () => iterator.next(), release: () => undefined };
  }
  const reader = stream.getReader();
  return { next: () => reader.read(), release: () => reader.releaseLock() };
}

/**
 * The same request with a body that was read: a plain `Request`, with what the framework's has beside it, such as the `cookies` of
 * Next or the `cf` of Workers. `new Request(request, …)` would be shorter, and fails with most requests that are not the runtime's.
 */
export function withBody(request: Request, bytes: Uint8Array<ArrayBuffer>): Request {
  const { url, method } = request;
  const headers = new Headers();
  request.headers.forEach((value, name) => headers.append(name, value));
  const copy = new Request(url, { method, headers, body: bytes.length > 0 ? bytes : null });
  for (const name of namesOf(request)) {
    if (name === "signal" || Reflect.get(copy, name) === undefined) {
      Object.defineProperty(copy, name, { get: () => ofOriginal(request, name), configurable: true });
    }
  }
  return copy;
}

/** Not symbols: with them runtimes mark what is theirs, each request for itself. */
function namesOf(request: Request): Set<string> {
  const names = new Set<string>();
  for (let from: object | null = request; from !== null && from !== Object.prototype; from = Reflect.getPrototypeOf(from)) {
    for (const name of Object.getOwnPropertyNames(from)) names.add(name);
  }
  return names;
}

/** A property of the original, whose methods know no other object. */
function ofOriginal(request: Request, name: string): unknown {
  const value: unknown = Reflect.get(request, name);
  return typeof value === "function" ? (value.bind(request) as unknown) : value;
}
