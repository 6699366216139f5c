import { Command } from "commander";
import { type Cause, causes, grants } from "../../explain/index.js";
import { Minter, Verifier, generateLocalTokens, inspect, sign } from "../../entry/full/inline.js";
import type { Colour } from "../colour.js";
import { misuse, refusedAsPrinted } from "../exit.js";
import { examples } from "../help.js";
import { sentence } from "../issue-lines.js";
import { type KeyOptions, keyIfAny, withKey } from "../key.js";
import { type Part, line } from "../line.js";
import { outputOption } from "../output.js";
import { PASTED, pasted, tokenIn } from "../pasted.js";
import type { Terminal } from "../terminal.js";

interface Options extends KeyOptions {
  readonly pipe?: string;
  readonly output: "text" | "json";
}

export function explain403Command(terminal: Terminal): Command {
  return withKey(new Command("explain-403"))
    .summary("say why Tinybird answers 403 to a token")
    .description(
      "Walks Tinybird's list of causes of a 403 and says which one it is. With the signing key it knows all of them. Exit code 1 if it is one of them.",
    )
    .argument("[token]", PASTED)
    .option("--pipe <name>", "the endpoint that was called; that of the URL, if one was pasted")
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
      const [token, now] = [tokenIn(found), terminal.now()];
      const report = inspect(token, { now });
      if (report.kind === "unknown") throw misuse("no token found; paste the token, or the whole curl command or URL");
      if (report.kind === "static-token")
        throw misuse(
          "this is a static token, not a JWT; its scopes are stored at Tinybird, so that a 403 means that it lacks one, or was deleted or refreshed",
        );
      const key = (await keyIfAny(terminal, options)) ?? "";
      const pipe = options.pipe ?? found.called?.pipe ?? "";
      const list = causes({ token, report, key, pipe, called: found.called, now }, { Minter, Verifier, sign, generateLocalTokens });
      const cause = list.find(({ applies }) => applies === true);
      if (options.output === "json") terminal.printJson({ cause: cause?.code ?? null, causes: list.map(asJson) });
      else terminal.print(grants(report, now), "", ...list.flatMap((each) => lines(each, terminal)), "", verdict(list, terminal));
      if (cause !== undefined) throw refusedAsPrinted();
    });
}

/** JSON has no undefined: what is unknown is null. */
const asJson = ({ applies, ...cause }: Cause) => ({ ...cause, applies: applies ?? null });

function lines({ title, applies, why }: Cause, { paint }: Terminal): Part[] {
  const [mark, colour]: [string, Colour] = applies === undefined ? ["  ?", "cyan"] : applies ? ["yes", "red"] : [" no", "green"];
  return [line`${paint(colour, mark)}  ${title}`, paint("dim", `     ${sentence(why)}`)];
}

function verdict(list: readonly Cause[], { paint }: Terminal): Part {
  const [first, ...others] = list.filter(({ applies }) => applies === true);
  if (first !== undefined) {
    return paint("bold", `It is this: ${lower(first.title)}${others.map(({ title }) => `; and ${lower(title)}`).join("")}.`);
  }
  if (list.some(({ applies }) => applies === undefined)) return "None of what can be told from here. What is marked ? needs more to go by.";
  return "It is none of these: Tinybird should accept the token for this request.";
}

function lower(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}
