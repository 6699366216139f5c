import { Command } from "commander";
import {
  EXPLANATIONS,
  type Form,
  type Found,
  type FoundToken,
  bySeverity,
  distance,
  droppedByTb,
  duration,
  grants,
  hintOf,
  sessionToken,
} from "../../explain/index.js";
import { authorize, inspect } from "../../entry/full/inline.js";
import type { Report } from "../../types/report.js";
import { withHelp } from "../code-page.js";
import { refusedAsPrinted } from "../exit.js";
import { examples } from "../help.js";
import { issueLines } from "../issue-lines.js";
import { type Part, jsonLines, line } from "../line.js";
import { outputOption } from "../output.js";
import { PASTED, damage, pasted, withoutToken } from "../pasted.js";
import type { Terminal } from "../terminal.js";

const FORMS: { readonly [form in Form]: string } = {
  token: "",
  header: " in an Authorization header",
  curl: " in a curl command",
  url: " in a URL",
  tinyb: " in .tinyb",
  json: " in JSON",
  log: " in a log",
  template: "",
  claims: "",
  error: "",
  "no-token": "",
  text: " among other text",
};
const KINDS = { jwt: "A JWT", "static-token": "A static token", unknown: "Not a token" } as const;

export function inspectCommand(terminal: Terminal): Command {
  return new Command("inspect")
    .summary("say what a token grants and what is wrong with it")
    .description(
      "Says what a token grants, until when, and what is wrong with it. It needs no key, and does not check the signature. The exit code is 1 if the text has no token, or one with errors.",
    )
    .argument("[token]", PASTED)
    .addOption(outputOption("text", "json"))
    .addHelpText(
      "after",
      examples(
        ["mintbird inspect eyJhbGciOiJIUzI1NiJ9…", "a token"],
        ["pbpaste | mintbird inspect -", "whatever was copied: a curl command, a URL, a header"],
        ["mintbird inspect .tinyb", "the credentials of Tinybird's command line"],
        ["mintbird inspect - -o json < request.txt | jq '.tokens[0].expiry'", "for programs"],
      ),
    )
    .action(async (argument: string | undefined, { output }: { readonly output: "text" | "json" }) => {
      const found = await pasted(terminal, argument);
      const now = terminal.now();
      const reports = found.tokens.map((token) => ({ token, report: inspect(token.text, { now }) }));
      if (output === "json") {
        const tokens = reports.map(({ token: { text: _, ...token }, report }) => ({ ...token, ...explained(report) }));
        const { form, called, answer } = found;
        // Where each token stands goes along with the token itself, which is not printed.
        const { sentAs: _, ...request } = called ?? {};
        terminal.printJson({ form, ...(called && { called: request }), ...(answer !== undefined && { answer }), tokens });
      } else {
        terminal.print(...reports.flatMap((each, index) => [...(index === 0 ? [] : [""]), ...text(each, found, now, terminal)]));
      }
      const isFaulty = reports.some(({ report }) => report.issues.some(({ severity }) => severity === "error"));
      if (isFaulty || !reports.some(({ report }) => isTinybirds(report))) throw refusedAsPrinted();
    });
}

function isTinybirds(report: Report): boolean {
  return report.kind !== "unknown" && sessionToken(report) === undefined;
}

function explained(report: Report): object {
  return { ...report, issues: bySeverity(report.issues).map((issue) => withHelp({ ...issue, explanation: EXPLANATIONS[issue.code] })) };
}

interface Inspected {
  readonly token: FoundToken;
  readonly report: Report;
}

function text({ token, report }: Inspected, found: Found, now: number, { paint }: Terminal): Part[] {
  const { form, answer } = found;
  const { name } = token;
  const size = report.kind === "unknown" ? "" : `, ${token.cutAfter ?? token.text.length} bytes`;
  const lines: Part[] = [paint("bold", `${KINDS[report.kind]}${FORMS[form]}${name === undefined ? "" : `, ${name}`}${size}`)];
  const nothing = report.kind === "unknown" ? withoutToken(found) : undefined;
  if (nothing !== undefined) return [paint("bold", "Not a token"), nothing, ...(answer === undefined ? [] : [hintOf(answer).hint])];
  lines.push(grants(report, now, { authorize }));
  const session = sessionToken(report);
  if (session !== undefined) lines.push(`${session.fix}.`);
  for (const line of [damage(token), droppedByTb(report)]) if (line !== undefined) lines.push(line);
  if (form === "tinyb" && name === "token") {
    lines.push("It is your personal admin token, not the signing key: JWTs that are signed with it get a 403.");
  }
  if (report.expiry !== null) lines.push(expiry(report.expiry.expiresIn));
  const section = (title: string, body: readonly Part[]) => void lines.push("", paint("bold", title), ...body);
  if (report.kind === "jwt") {
    section("Header", jsonLines(report.header));
    section(
      "Claims",
      jsonLines(report.claims).map((claim) => withTime(claim, now, (aside) => paint("dim", aside))),
    );
  }
  if (report.kind === "static-token" && report.staticToken !== null) section("What it says", jsonLines(report.staticToken));
  // Of Tinybird's claims such a token has none, and need not.
  if (session !== undefined) return lines;
  section("Issues", report.issues.length === 0 ? ["None."] : issueLines(bySeverity(report.issues), paint));
  return lines;
}

function expiry(seconds: number): string {
  return seconds > 0 ? `It expires in ${duration(seconds)}.` : `It expired ${duration(seconds)} ago.`;
}

/** Puts a time in words behind the claims that are one. */
function withTime(claim: string, now: number, aside: (text: string) => Part): Part {
  const seconds = /^ {2}"(?:exp|iat|nbf)": (\d{1,12})(?:\.\d+)?,?$/.exec(claim)?.[1];
  if (seconds === undefined) return claim;
  const date = new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z");
  return line`${claim}  ${aside(`${date}, ${distance(Number(seconds), now)}`)}`;
}
