// What wasm-bindgen generates, as far as it is used here.
export function inspect(text: unknown, now: number | undefined): string;
export function parseStaticToken(text: unknown): string;
export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
