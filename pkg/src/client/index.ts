/**
 * A token that is always fresh, for pages and other clients. Plain JavaScript, no WebAssembly.
 */
export { type IssuedToken, TokenSourceError, type TokenSourceCode } from "./issuer.js";
export { TokenSource, type TokenSourceOptions } from "./token-source.js";
export { MintbirdError } from "../types/error.js";
