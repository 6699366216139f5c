// What wasm-bindgen generates, as far as it is used here.
export class Files {
  add(path: string, text: string): void;
  free(): void;
}
export class Project {
  constructor(files: Files);
  pipes(): string;
  dataSources(): string;
  issues(): string;
  check(template: string): string;
  candidates(pipe: string): string;
  tenantColumns(template: string): string;
  render(pipe: string, params: string): string;
  query(pipe: string, params: string): string;
  tables(): string;
  reading(source: string, filter: string | undefined, sql: string): string;
  free(): void;
}
export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
