import { inspection } from "../inspection.js";
import * as module from "./mintbird_bg.js";
import { scratch } from "./scratch.js";

export const { inspect, parseStaticToken } = inspection(module, scratch);

export { Minter, type MinterConstructor, type MintOptions } from "./minter.js";
export { Verifier, type VerifierOptions } from "./verifier.js";
export { RateLimiter, type RateLimiterOptions, type TakeOptions } from "./rate-limiter.js";
export { sign } from "./sign.js";
export { generateLocalTokens, type LocalTokens } from "./local.js";
export { mintStaticToken, verifyStaticToken, type StaticTokenParts } from "./static-token.js";
export {
  formatStaticScope,
  parseStaticScope,
  type StaticScope,
  type StaticScopeParts,
  type StaticScopeType,
} from "../static-scope.js";
export { MintbirdError, type ErrorCode } from "../error.js";
export type { AccessRequest, Decision, Denied, DenialCode, Granted, RequestParam } from "../access.js";
export type { Claims, Limits, Scope, ScopeType } from "../claims.js";
export type { Inspect, ParseStaticToken } from "../inspection.js";
export type { Issue, IssueCode, Severity } from "../issue.js";
export type { Now } from "../options.js";
export type { Limiter, RateLimit } from "../rate-limit.js";
export type { Expiry, Json, JwtReport, Report, StaticToken, StaticTokenReport, UnknownReport } from "../report.js";
export type { ParamNames, Params, ParamValue, Template, Ttl } from "../template.js";
