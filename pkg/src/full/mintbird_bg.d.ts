// What wasm-bindgen generates, as far as it is used here.
export class Minter {
  constructor(template: unknown, key: Uint8Array);
  readonly params: string[];
  readonly issues: unknown;
  mint(params: string, options: object | undefined): string;
  mintMany(params: string, options: object | undefined): string;
  free(): void;
}
export class Verifier {
  constructor(keys: Uint8Array[], policy: object);
  verify(token: unknown, now: number | undefined): string;
  free(): void;
}
export function sign(claims: unknown, key: Uint8Array): string;
export function generateLocalTokens(): unknown;
export function inspect(text: unknown, now: number | undefined): string;
export function parseStaticToken(text: unknown): unknown;
export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
