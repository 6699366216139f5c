import { Command } from "commander";
import { type Cause, bySeverity, causes, grants, hintOf, verdict } from "../../explain/index.js";
import { SigningKey, authorize, inspect, keySpelling, parseStaticToken, verifyStaticToken } from "../../entry/full/inline.js";
import { isResourceId } from "../../server/parts.js";
import type { Report, StaticTokenReport } from "../../types/report.js";
import { causeWithHelp, withHelp } from "../code-page.js";
import type { Colour } from "../colour.js";
import { misuse, refusedAsPrinted } from "../exit.js";
import { examples } from "../help.js";
import { issueLines, sentence } from "../issue-lines.js";
import { type KeyOptions, keyIfAny, withKey } from "../key.js";
import { type Part, line } from "../line.js";
import { outputOption } from "../output.js";
import { PASTED, damage, pasted, withoutToken } from "../pasted.js";
import { sdkCredentials } from "../sdk-env.js";
import type { Terminal } from "../terminal.js";
import { findTinyb } from "../tinyb.js";

interface Options extends KeyOptions {
  readonly pipe?: string;
  readonly output: "text" | "json";
}

export function explain403Command(terminal: Terminal): Command {
  return withKey(new Command("explain-403"))
    .summary("say why Tinybird answers 403 to a token")
    .description(
      "Goes through the causes of a 403, and says which one it is and how to fix it. It needs the signing key and the whole request to check all of them. The exit code is 0 only if Tinybird should accept the token.",
    )
    .argument("[token]", PASTED)
    .option("--pipe <name>", "the endpoint that was called; by default the one in the pasted URL")
    .addOption(outputOption("text", "json"))
    .addHelpText(
      "after",
      examples(
        ["mintbird explain-403 eyJhbGciOiJIUzI1NiJ9… --pipe top_pages", "which cause it is"],
        [
          "mintbird explain-403 \"curl -H 'Authorization: Bearer eyJ…' https://api.tinybird.co/v0/pipes/top_pages.json\"",
          "the request as it was sent",
        ],
      ),
    )
    .action(async (argument: string | undefined, options: Options) => {
      const found = await pasted(terminal, argument);
      const token = found.asked;
      const now = terminal.now();
      const report = inspect(token.text, { now });
      if (report.kind === "unknown" && token.cutAfter === undefined && token.damage === undefined) {
        const nothing = withoutToken(found);
        if (nothing === undefined)
          throw misuse(
            `no token found: ${report.issues.map(({ message }) => message).join("; ")}; paste the token, or the whole curl command or URL`,
          );
        const isMissing = found.variable === undefined;
        const title = isMissing ? "No token was sent" : "Which token was sent is not known";
        const missing = { code: "token", title, applies: isMissing || null, why: nothing };
        const list = found.form === "no-token" ? [missing] : [];
        if (options.output === "json") {
          const cause = isMissing ? (list[0]?.code ?? null) : null;
          terminal.printJson({ cause, accepted: false, issues: [], causes: list.map(causeWithHelp) });
        } else terminal.print(nothing, ...(found.answer === undefined ? [] : [hintOf(found.answer).hint]));
        throw refusedAsPrinted();
      }
      const { text, cutAfter, damage: become } = token;
      const { called, origin, answer } = found;
      const about = { token: text, called, origin, answer, cutAfter, damage: become };
      const ofStatic = token.text.startsWith("p.") ? asStatic(report) : undefined;
      const list = causes(
        ofStatic !== undefined
          ? { ...about, report: ofStatic }
          : {
              ...about,
              // Of what is cut off within its first two parts, nothing can be read.
              report: report.kind === "jwt" ? report : { ...report, kind: "jwt", staticToken: null },
              key: (await keyIfAny(terminal, options)) ?? "",
              pipe: pipeOf(options.pipe, found.called?.pipe),
              ...otherTokens(terminal),
              howToGiveKey: "Set TINYBIRD_SIGNING_KEY, or use --key-file FILE, or --local for Tinybird Local.",
              now,
            },
        { authorize, keySpelling, parseStaticToken, SigningKey, verifyStaticToken },
      );
      const { accepted, cause, ...concluded } = verdict(list, found.answer);
      const line =
        ofStatic !== undefined && cause === undefined && found.answer === undefined
          ? "Not known here: the static token may lack a scope, or was deleted or refreshed."
          : concluded.line;
      const errors = cause?.code === "session-token" ? [] : bySeverity(report.issues).filter(({ severity }) => severity === "error");
      if (options.output === "json")
        terminal.printJson({ cause: cause?.code ?? null, accepted, issues: errors.map(withHelp), causes: list.map(asJson) });
      else {
        terminal.print(
          terminal.paint("bold", line),
          ...(cause?.why === undefined ? [] : [sentence(cause.why)]),
          ...fixOf(cause, terminal),
          "",
        );
        const hint = found.answer === undefined ? undefined : hintOf(found.answer).hint;
        if (hint !== undefined && !line.endsWith(hint.slice(1))) terminal.print(`Tinybird has answered: ${hint}`, "");
        terminal.print(grants(ofStatic ?? report, now, { authorize }));
        const broken = damage(token);
        if (broken !== undefined) terminal.print(broken);
        terminal.print("", ...list.flatMap((each) => lines(each, terminal)));
        if (errors.length > 0) terminal.print("", terminal.paint("bold", "Issues"), ...issueLines(errors, terminal.paint));
      }
      if (!accepted) throw refusedAsPrinted();
    });
}

/** Of one that is cut off, nothing can be read. */
function asStatic(report: Report): StaticTokenReport {
  return report.kind === "static-token"
    ? report
    : { kind: "static-token", header: null, claims: null, staticToken: null, expiry: null, issues: report.issues };
}

/** Tokens that are no signing key, and others that may well be none. */
function otherTokens(terminal: Terminal): { readonly personal: readonly string[]; readonly perhapsPersonal: readonly string[] } {
  const { token, user_token } = readable(terminal, () => findTinyb(terminal)?.content) ?? {};
  const sdk = readable(terminal, () => sdkCredentials(terminal)?.token.value);
  const { TB_TOKEN, TB_USER_TOKEN } = terminal.env;
  const filled = (texts: readonly unknown[]) => texts.filter((each): each is string => typeof each === "string" && each !== "");
  return { personal: filled([token, user_token, TB_USER_TOKEN]), perhapsPersonal: filled([TB_TOKEN, sdk]) };
}

/** What is in a file, if it can be read: nothing here depends on it. */
function readable<T>(terminal: Terminal, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    terminal.say(`${error instanceof Error ? error.message : String(error)}; it is not compared with the key`);
    return undefined;
  }
}

/** A name of a pipe, which may have been given as its address. */
function pipeOf(option: string | undefined, called: string | undefined): string {
  if (option === undefined) return called ?? "";
  const [name = ""] = /[^/?#]*$/.exec(option.replace(/[?#].*$/, "").replace(/\/$/, "")) ?? [];
  const pipe = name.trim().replace(/\.(json|csv|ndjson|parquet|prometheus)$/, "");
  if (pipe === "") throw misuse(`--pipe must name an endpoint, such as top_pages`);
  if (called !== undefined && called !== pipe && isResourceId(called) === isResourceId(pipe))
    throw misuse(`--pipe names ${pipe}, and the request calls ${called}; leave --pipe out`);
  return pipe;
}

/** JSON has no undefined: what cannot be told is null. */
const asJson = ({ applies, ...cause }: Cause) => causeWithHelp({ ...cause, applies: applies ?? null });

function fixOf(cause: Cause | undefined, { paint }: Terminal): Part[] {
  return cause?.fix === undefined ? [] : [line`${paint("green", "Fix:")} ${cause.fix}`];
}

/** A cause that is confirmed stands on top already, with all that is known of it. */
function lines({ title, applies, why, fix }: Cause, { paint }: Terminal): Part[] {
  const [mark, colour]: [string, Colour] = applies === undefined ? ["  ?", "cyan"] : applies ? ["yes", "red"] : [" no", "green"];
  const fixed = applies === true && fix !== undefined ? [paint("dim", `     Fix: ${fix}`)] : [];
  return [line`${paint(colour, mark)}  ${title}`, paint("dim", `     ${sentence(why)}`), ...fixed];
}
