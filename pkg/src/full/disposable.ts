import { MintbirdError } from "../types/error.js";

/** Makes `using` work in runtimes that support it. */
export function disposable(prototype: { readonly free: () => void }): void {
  // Older ones, such as Safari's, lack the symbol.
  const symbol = (Symbol as { readonly dispose?: symbol }).dispose;
  if (symbol === undefined) return;
  Object.defineProperty(prototype, symbol, { value: prototype.free, writable: true, configurable: true });
}

/** What is thrown where an object is used after `free()`. */
export function freed(what: string): MintbirdError {
  return new MintbirdError("option", `this ${what} was freed; create a new one`);
}
