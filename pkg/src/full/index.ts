import { inspection } from "../border/inspection.js";
import * as module from "./mintbird_bg.js";
import { scratch } from "./scratch.js";

export const { inspect, parseStaticToken } = inspection(module, scratch);

export { Minter, type MinterConstructor, type MintOptions } from "./minter.js";
export { Verifier, type VerifierOptions } from "./verifier.js";
export { RateLimiter, type RateLimiterOptions, type TakeOptions } from "./rate-limiter.js";
export { sign } from "./sign.js";
export { generateLocalTokens, type LocalTokens } from "./local.js";
export { mintStaticToken, verifyStaticToken, type StaticTokenParts } from "./static-token.js";
export { formatStaticScope, parseStaticScope, type StaticScope, type StaticScopeParts, type StaticScopeType } from "./static-scope.js";
export { MintbirdError, type ErrorCode } from "../types/error.js";
export type { AccessRequest, Decision, Denied, DenialCode, Granted, RequestParam } from "../types/access.js";
export type { Claims, Limits, Scope, ScopeType } from "../types/claims.js";
export type { Inspect, ParseStaticToken } from "../border/inspection.js";
export type { Issue, IssueCode, Severity } from "../types/issue.js";
export type { Now } from "../border/options.js";
export type { Limiter, RateLimit } from "../types/rate-limit.js";
export type { Expiry, Json, JwtReport, Report, StaticToken, StaticTokenReport, UnknownReport } from "../types/report.js";
export type { ParamNames, Params, ParamValue, Template, Ttl } from "../types/template.js";
