// What wasm-bindgen generates, as far as it is used here.
export class Scratch {
  input(length: number): number;
  output(): number;
}
export function inspect(scratch: Scratch, start: number, end: number, now: number): number;
export function parseStaticToken(scratch: Scratch, start: number, end: number): number;
export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
