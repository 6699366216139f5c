import { inspection } from "../border/inspection.js";
import { Scratch } from "../border/scratch.js";
import * as module from "./mintbird_bg.js";

export const { inspect, parseStaticToken } = inspection(module, new Scratch(module));

export { MintbirdError, type ErrorCode } from "../types/error.js";
export type { Inspect, ParseStaticToken } from "../border/inspection.js";
export type { Issue, IssueCode, Severity } from "../types/issue.js";
export type { Now } from "../border/options.js";
export type { Expiry, Json, JwtReport, Report, StaticToken, StaticTokenReport, UnknownReport } from "../types/report.js";
