/**
 * For whoever gets a 403: finds tokens in pasted text, and says what they grant and why Tinybird may refuse them. Plain
 * JavaScript: the objects it uses are passed in, so that importing this loads no WebAssembly.
 */
export { type Called, type Form, type Found, find } from "./find.js";
export { type Case, type Cause, type CauseCode, type Package, causes } from "./causes.js";
export { EXPLANATIONS } from "./explanations.js";
export { grants } from "./grants.js";
export { countdown, duration, moment } from "./time.js";
