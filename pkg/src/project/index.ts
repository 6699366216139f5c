export { Project } from "./project.js";
export { MintbirdError, type ErrorCode } from "../types/error.js";
export type { Severity } from "../types/issue.js";
export type {
  Candidate,
  Column,
  DataSource,
  Pipe,
  PipeNode,
  PipeParam,
  PipeQuery,
  PipeType,
  Place,
  ProjectFiles,
  ProjectIssue,
  ProjectIssueCode,
  Read,
  Reading,
  RenderError,
  RenderParam,
  RenderedNode,
  Table,
  TenantColumn,
  Use,
} from "../types/project.js";
export type { TemplateDocument } from "../types/template.js";
