/**
 * Whether the headers say that there is no body, so that it need not be read to find out. HTTP/1.1 announces a body in one of these
 * headers (RFC 9112 §6.3); HTTP/2 may send one unannounced, and never has a `Connection` (RFC 9113 §8.2.2).
 */
export function saysNoBody({ headers }: Request): boolean {
  const length = headers.get("content-length");
  if (length !== null) return length === "0";
  return headers.has("connection") && !headers.has("transfer-encoding");
}

/** The request with a body that is known to be no longer than that, or undefined if it is longer. */
export async function bounded(request: Request, maxLength: number): Promise<Request | undefined> {
  const declared = request.headers.get("content-length");
  // Servers do not read more than was declared.
  if (declared !== null) return /^\d+$/.test(declared) && Number(declared) <= maxLength ? request : undefined;
  if (request.body === null) return request;
  const bytes = await read(request.body, maxLength);
  return bytes && new Request(request, { body: bytes });
}

async function read(body: ReadableStream<Uint8Array>, maxLength: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = new Uint8Array(maxLength);
  let length = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes.subarray(0, length);
    if (length + value.length > maxLength) {
      await reader.cancel();
      return undefined;
    }
    bytes.set(value, length);
    length += value.length;
  }
}
