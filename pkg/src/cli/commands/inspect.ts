import { Command } from "commander";
import { EXPLANATIONS, type Form, type Found, duration, grants } from "../../explain/index.js";
import { inspect } from "../../entry/full/inline.js";
import type { Report } from "../../types/report.js";
import { refusedAsPrinted } from "../exit.js";
import { examples } from "../help.js";
import { issueLines } from "../issue-lines.js";
import { outputOption } from "../output.js";
import { PASTED, pasted } from "../pasted.js";
import type { Terminal } from "../terminal.js";
import { visible } from "../visible.js";

const FORMS: { readonly [form in Form]: string } = {
  token: "",
  header: " in an Authorization header",
  curl: " in a curl line",
  url: " in a URL",
  tinyb: " in .tinyb",
  text: " among other text",
};
const KINDS = { jwt: "A JWT", "static-token": "A static token", unknown: "Not a token" } as const;

export function inspectCommand(terminal: Terminal): Command {
  return new Command("inspect")
    .summary("say what a text is and what is wrong with it")
    .description("Says what a text is, what it grants, until when, and what is wrong with it. It needs no key, and checks no signature.")
    .argument("[token]", PASTED)
    .addOption(outputOption("text", "json"))
    .addHelpText(
      "after",
      examples(
        ["mintbird inspect eyJhbGciOiJIUzI1NiJ9…", "a token"],
        ["pbpaste | mintbird inspect -", "whatever was copied: a curl line, a URL, a header"],
        ["mintbird inspect .tinyb", "the credentials of Tinybird's command line"],
        ["mintbird inspect - -o json < request.txt | jq '.tokens[0].expiry'", "for programs"],
      ),
    )
    .action(async (argument: string | undefined, { output }: { readonly output: "text" | "json" }) => {
      const found = await pasted(terminal, argument);
      const now = terminal.now();
      const reports = found.tokens.map(({ name, text }) => ({ name, length: text.length, report: inspect(text, { now }) }));
      if (output === "json") {
        const tokens = reports.map(({ name, report }) => ({ ...(name !== undefined && { name }), ...explained(report) }));
        terminal.print(JSON.stringify({ form: found.form, ...(found.called && { called: found.called }), tokens }, null, 2));
      } else {
        terminal.print(reports.map((each) => text(each, found, now, terminal).join("\n")).join("\n\n"));
      }
      if (reports.every(({ report }) => report.kind === "unknown")) throw refusedAsPrinted();
    });
}

function explained(report: Report): object {
  return { ...report, issues: report.issues.map((issue) => ({ ...issue, explanation: EXPLANATIONS[issue.code] })) };
}

interface Inspected {
  readonly name: string | undefined;
  readonly length: number;
  readonly report: Report;
}

function text({ name, length, report }: Inspected, { form }: Found, now: number, { paint }: Terminal): string[] {
  const size = report.kind === "unknown" ? "" : `, ${length} bytes`;
  const lines = [paint("bold", `${KINDS[report.kind]}${FORMS[form]}${name === undefined ? "" : `, ${name}`}${size}`)];
  lines.push(visible(grants(report, now)));
  if (form === "tinyb" && name === "token") {
    lines.push("It is your personal admin token, not the signing key: JWTs that are signed with it get a 403.");
  }
  if (report.expiry !== null) lines.push(expiry(report.expiry.expiresIn));
  const section = (title: string, body: readonly string[]) => void lines.push("", paint("bold", title), ...body);
  if (report.kind === "jwt") {
    section("Header", json(report.header));
    section(
      "Claims",
      json(report.claims).map((line) => withTime(line, now, (aside) => paint("dim", aside))),
    );
  }
  if (report.kind === "static-token" && report.staticToken !== null) section("What it says", json(report.staticToken));
  section("Issues", report.issues.length === 0 ? ["None."] : issueLines(report.issues, paint));
  return lines;
}

function expiry(seconds: number): string {
  return seconds > 0 ? `It expires in ${duration(seconds)}.` : `It expired ${duration(seconds)} ago.`;
}

function json(value: unknown): string[] {
  return visible(JSON.stringify(value, null, 2)).split("\n");
}

/** Puts a time in words behind the claims that are one. */
function withTime(line: string, now: number, aside: (text: string) => string): string {
  const seconds = /^ {2}"(?:exp|iat|nbf)": (\d{1,12}),?$/.exec(line)?.[1];
  if (seconds === undefined) return line;
  const left = Number(seconds) - now;
  const date = new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z");
  return `${line}  ${aside(`${date}, ${left > 0 ? `in ${duration(left)}` : `${duration(left)} ago`}`)}`;
}
