import { Command } from "commander";
import { duration } from "../../explain/index.js";
import { type ErrorCode, MintbirdError, Verifier } from "../../entry/full/inline.js";
import { isUuid } from "../../server/parts.js";
import { withHelp } from "../code-page.js";
import { refusedAsPrinted } from "../exit.js";
import { examples } from "../help.js";
import { type KeyOptions, signingKey, withKeyOnly } from "../key.js";
import { line } from "../line.js";
import { outputOption } from "../output.js";
import { PASTED, pasted, tokenIn } from "../pasted.js";
import type { Terminal } from "../terminal.js";

/** What the package throws where it cannot even begin; any other code is a verdict. */
const OF_USE: readonly ErrorCode[] = ["key", "clock", "option"];

interface Options extends KeyOptions {
  readonly output: "text" | "json";
}

export function verifyCommand(terminal: Terminal): Command {
  return withKeyOnly(new Command("verify"))
    .summary("check a token's signature, claims and time")
    .description("Checks a token with the signing key, as strictly as `Verifier` does. The exit code is 0 if it is valid, 1 if not.")
    .argument("[token]", PASTED)
    .option("-w, --workspace <uuid>", "accept tokens of this workspace only; with --local, also its name there")
    .addOption(outputOption("text", "json"))
    .addHelpText(
      "after",
      examples(
        ["mintbird verify eyJhbGciOiJIUzI1NiJ9…", "valid or not, and why"],
        ["mintbird verify - -o json < token.txt | jq .claims", "the claims of a token that is valid"],
        ["mintbird verify eyJhbGciOiJIUzI1NiJ9… && deploy", "in a script"],
      ),
    )
    .action(async (argument: string | undefined, options: Options) => {
      const token = tokenIn(await pasted(terminal, argument));
      const { local = false, keyFile, workspace } = options;
      const keys = await signingKey(terminal, local ? options : { ...(keyFile !== undefined && { keyFile }) });
      // Whose name was given there, its key is the key of.
      const workspaceId = local && workspace !== undefined && !isUuid(workspace) ? undefined : workspace;
      const verifier = new Verifier({ keys, workspaceId });
      try {
        const claims = verifier.verify(token, { now: terminal.now() });
        if (options.output === "json") return terminal.printJson({ valid: true, claims });
        terminal.print(line`${terminal.paint("green", "valid")}: ${claims.name}, expires in ${duration(claims.exp - terminal.now())}`);
      } catch (error) {
        if (!(error instanceof MintbirdError) || OF_USE.includes(error.code)) throw error;
        const { code, message, issues } = error;
        if (options.output === "json") terminal.printJson({ valid: false, ...withHelp({ code, message, issues: issues.map(withHelp) }) });
        else terminal.print(line`${terminal.paint("red", "refused")}, ${code}: ${message}`);
        throw refusedAsPrinted();
      } finally {
        verifier.free();
      }
    });
}
