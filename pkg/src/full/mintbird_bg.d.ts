// What wasm-bindgen generates, as far as it is used here.
export class Scratch {
  input(length: number): number;
  output(): number;
}
export class Minter {
  constructor(template: Template, key: SigningKey);
  readonly params: string[];
  readonly ttl: number;
  readonly issues: string;
  mint(scratch: Scratch, start: number, end: number, now: number): number;
  mintMany(scratch: Scratch, start: number, end: number, first: number, now: number): number;
  free(): void;
}
export class Verifier {
  constructor(key: SigningKey, workspaceId: string | undefined, clockTolerance: number | undefined);
  /** Takes this verifier away, and gives one that accepts another key, too. */
  withKey(key: SigningKey): Verifier;
  verify(scratch: Scratch, start: number, end: number, now: number): number;
  authorize(scratch: Scratch, start: number, middle: number, end: number, now: number): number;
  free(): void;
}
export class RateLimiter {
  constructor(maxNames: number);
  take(name: string, rps: number, now: number): Uint32Array;
  free(): void;
}
export class SigningKey {
  constructor(key: Uint8Array);
  readonly workspaceId: string | undefined;
  readonly issues: string;
  free(): void;
}
export function keySpelling(token: string, key: Uint8Array): string | undefined;
export class Template {
  constructor(text: string);
  readonly params: string[];
  readonly ttl: number;
  readonly placeholders: unknown;
  readonly issues: string;
  free(): void;
}
export function sign(scratch: Scratch, start: number, end: number, key: SigningKey): number;
export function signOnce(scratch: Scratch, start: number, end: number, key: Uint8Array): number;
export function authorize(scratch: Scratch, start: number, middle: number, end: number): number;
export function templatePieces(text: string): string;
export function parseStaticScope(text: string): string;
export function generateLocalTokens(): unknown;
export function mintStaticToken(u: string, id: string, host: string | undefined, key: Uint8Array): string;
export function verifyStaticToken(token: string, key: Uint8Array): string;
export function inspect(scratch: Scratch, start: number, end: number, now: number): number;
export function parseStaticToken(scratch: Scratch, start: number, end: number): number;
export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
