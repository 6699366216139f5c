/**
 * For whoever gets a 403: finds tokens in pasted text, and says what they grant and why Tinybird may refuse them. Plain
 * JavaScript: the objects it uses are passed in, so that importing this loads no WebAssembly.
 */
export { type Called, type Form, type Found, type FoundToken, find } from "./find.js";
export { causes } from "./causes.js";
export type { StaticCase } from "./static-causes.js";
export type { Case, Cause, CauseCode, Package } from "./case.js";
export { type Place, type SentAs, sendsSeveral } from "./sent.js";
export { hintOf } from "./answer.js";
export {
  type ExportFault,
  type ExportOptions,
  type ExportedTemplate,
  type ProviderName,
  exportTemplate,
} from "./export/export-template.js";
export type { ExportPackage } from "./export/outline.js";
export { EXPLANATIONS } from "./explanations.js";
export { grants } from "./grants.js";
export { holdsAlways } from "./holds-always.js";
export { isSameHost } from "./region.js";
export { bySeverity } from "./severity.js";
export { type Checked, checked, checkedFilter } from "./checked.js";
export { type Standing, standing } from "./standing.js";
export { type TemplateOfOptions, templateOf } from "./template-of.js";
export { type SessionToken, sessionToken } from "./session-token.js";
export { droppedByTb } from "./tb-create-jwt.js";
export { type Verdict, verdict } from "./verdict.js";
export { countdown, distance, duration, moment } from "./time.js";
