import { inspection } from "../inspection.js";
import { Scratch } from "../scratch.js";
import * as module from "./mintbird_bg.js";

export const { inspect, parseStaticToken } = inspection(module, new Scratch(module));

export { MintbirdError, type ErrorCode } from "../error.js";
export type { Inspect, ParseStaticToken } from "../inspection.js";
export type { Issue, IssueCode, Severity } from "../issue.js";
export type { Now } from "../options.js";
export type { Expiry, Json, JwtReport, Report, StaticToken, StaticTokenReport, UnknownReport } from "../report.js";
