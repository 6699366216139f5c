/** The token of a request, from the header or else from the query. Empty if there is none. */
export function bearer(request: Request, query: URLSearchParams): string {
  const header = request.headers.get("authorization");
  const token = header === null ? query.get("token") : /^bearer +(.*)$/i.exec(header)?.[1];
  return token?.trim() ?? "";
}

/** Whether two texts are equal, in a time that depends only on the length of the first. */
export function sameText(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => new TextEncoder().encode(text)) as [Uint8Array, Uint8Array];
  let difference = a.length ^ b.length;
  for (let index = 0; index < a.length; index++) difference |= a[index]! ^ b[index % b.length]!;
  return difference === 0;
}
