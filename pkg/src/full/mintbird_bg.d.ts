// What wasm-bindgen generates, as far as it is used here.
export class Minter {
  constructor(template: string, key: Uint8Array);
  readonly params: string[];
  readonly ttl: number;
  readonly issues: unknown;
  mint(params: string, now: number | undefined, ttl: string | undefined): string;
  mintMany(params: string, now: number | undefined, ttl: string | undefined): string;
  free(): void;
}
export class Verifier {
  constructor(keys: Uint8Array[], workspaceId: string | undefined, clockTolerance: number | undefined);
  verify(token: unknown, now: number | undefined): string;
  authorize(token: unknown, request: string, now: number | undefined): string;
  free(): void;
}
export class RateLimiter {
  constructor(maxNames: number);
  take(name: string, rps: number, nowMs: number): Uint32Array;
  free(): void;
}
export function sign(claims: string, key: Uint8Array): string;
export function generateLocalTokens(): unknown;
export function inspect(text: unknown, now: number | undefined): string;
export function parseStaticToken(text: unknown): string;
export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
