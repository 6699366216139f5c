import { appendFileSync } from "node:fs";
import { Command, Option } from "commander";
import { type LocalTokens, generateLocalTokens } from "../../entry/full/inline.js";
import { examples } from "../help.js";
import { misuse } from "../exit.js";
import type { Terminal } from "../terminal.js";
import { faultOf } from "../text-file.js";

type Output = "text" | "json" | "env" | "github";

export function localGenerateTokensCommand(terminal: Terminal): Command {
  return new Command("generate-tokens")
    .summary("make the two tokens that Tinybird Local is started with")
    .description("Makes the two static tokens that Tinybird Local is started with, as `tb local generate-tokens` does.")
    .addOption(
      new Option("-o, --output <form>", "`text` and `json` as tb prints them; `env` for .env files; `github` for a step of GitHub Actions")
        .choices(["text", "json", "env", "github"])
        .default("text"),
    )
    .addHelpText(
      "after",
      examples(
        ["mintbird local generate-tokens", "two tokens, to read"],
        ["mintbird local generate-tokens --output env >> .env", "TB_LOCAL_WORKSPACE_TOKEN and TB_LOCAL_USER_TOKEN"],
        ["mintbird local generate-tokens --output github", "the same for the steps that follow, masked in the log"],
      ),
    )
    .action(({ output }: { readonly output: Output }) => terminal.write(FORMS[output](generateLocalTokens(), terminal)));
}

const FORMS: { readonly [form in Output]: (tokens: LocalTokens, terminal: Terminal) => string } = {
  text: ({ workspace_token, user_token }) =>
    `Workspace token: ${workspace_token}\nUser token: ${user_token}\n✓ Tinybird Local tokens generated!\n`,
  // Python's json.dumps puts a space behind each separator.
  json: ({ workspace_token, user_token }) => `{"workspace_token": "${workspace_token}", "user_token": "${user_token}"}\n`,
  env: variables,
  github(tokens, { env, resolve }) {
    const masks = `::add-mask::${tokens.workspace_token}\n::add-mask::${tokens.user_token}\n`;
    const path = env["GITHUB_ENV"];
    if (!path) return masks + variables(tokens);
    try {
      appendFileSync(resolve(path), variables(tokens));
    } catch (error) {
      throw misuse(`GITHUB_ENV cannot be written: ${path} ${faultOf(error)}`);
    }
    return masks;
  },
};

/** As an .env file has them. */
function variables({ workspace_token, user_token }: LocalTokens): string {
  return `TB_LOCAL_WORKSPACE_TOKEN=${workspace_token}\nTB_LOCAL_USER_TOKEN=${user_token}\n`;
}
