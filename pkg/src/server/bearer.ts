/** The token of a request: in the header, else in the query. Empty where there is none. */
export function bearer(request: Request, query: URLSearchParams): string {
  const header = request.headers.get("authorization");
  const token = header === null ? query.get("token") : /^bearer +(.*)$/i.exec(header)?.[1];
  return token?.trim() ?? "";
}

/** Whether two texts are the same, in a time that depends on the length of the first only. */
export function sameText(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => new TextEncoder().encode(text)) as [Uint8Array, Uint8Array];
  let difference = a.length ^ b.length;
  for (let index = 0; index < a.length; index++) difference |= a[index]! ^ b[index % b.length]!;
  return difference === 0;
}
