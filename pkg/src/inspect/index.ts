export { inspect, parseStaticToken } from "./inspect.js";
export { MintbirdError, type ErrorCode } from "../types/error.js";
export type { Issue, IssueCode, Severity } from "../types/issue.js";
export type { Now } from "../border/options.js";
export type { Expiry, Json, JwtReport, Report, StaticToken, StaticTokenReport, UnknownReport } from "../types/report.js";
