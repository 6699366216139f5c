/** What a check has found, as lines for people, as annotations for GitHub, as JSON. */
import type { ProjectIssue } from "../../types/project.js";
import type { Severity } from "../../types/issue.js";
import type { Paint } from "../colour.js";
import { COLOURS, sentence } from "../issue-lines.js";
import { type Part, line } from "../line.js";

/** A fault of the template or of the project, with its place. */
export interface Fault {
  readonly code: string;
  readonly severity: Severity;
  readonly path: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly request?: string | null;
  readonly explanation?: string;
}

/** Codes of files that could not be read, so that the answer is not complete. */
const UNREAD: readonly ProjectIssue["code"][] = ["datafile", "sql-template", "name-duplicate"];

export function isUnread({ code, severity }: Fault): boolean {
  return severity === "error" && (UNREAD as readonly string[]).includes(code);
}

/** Where it is and what it is; what to do; the request that shows it, where the message does not name it. */
export function faultLines(fault: Fault, paint: Paint): Part[] {
  const head = line`${place(fault)}${paint(COLOURS[fault.severity], fault.severity)} ${fault.code}`;
  if (isUnread(fault)) return [line`${head}: ${sentence(fault.message)}`];
  const { request, explanation } = fault;
  return [
    head,
    `  ${sentence(fault.message)}`,
    ...(request && !fault.message.includes(request) ? [`  Request: ${request}`] : []),
    ...(explanation === undefined ? [] : [paint("dim", `  ${explanation}`)]),
  ];
}

function place({ file, line, column }: Fault): string {
  return line === 0 ? `${file}: ` : column === 0 ? `${file}:${line}: ` : `${file}:${line}:${column}: `;
}

const COMMANDS: { readonly [severity in Severity]: string } = { error: "error", warning: "warning", info: "notice" };

/** A workflow command of GitHub Actions, which becomes an annotation on the line of a pull request. */
export function annotation({ code, severity, file, line, column, message, request }: Fault): string {
  const places = [...(line === 0 ? [] : [`line=${line}`]), ...(column === 0 ? [] : [`col=${column}`])];
  const properties = [`file=${property(file)}`, ...places, `title=${property(`mintbird: ${code}`)}`].join(",");
  const shows = request && !message.includes(request) ? ` Request: ${request}` : "";
  return `::${COMMANDS[severity]} ${properties}::${data(sentence(message) + shows)}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

export function many(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** "2 errors, 1 warning"; "no error", where there is none. */
export function counted(issues: readonly { readonly severity: Severity }[]): string {
  const count = (severity: Severity) => issues.filter((issue) => issue.severity === severity).length;
  const [errors, warnings] = [count("error"), count("warning")];
  return [errors === 0 ? "no error" : many(errors, "error"), ...(warnings === 0 ? [] : [many(warnings, "warning")])].join(", ");
}
