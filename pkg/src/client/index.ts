/**
 * A token that is always fresh, for pages and other clients. Plain JavaScript, no WebAssembly.
 */
export { type IssuedToken, TokenSourceError } from "./issuer.js";
export { TokenSource, type TokenSourceOptions } from "./token-source.js";
