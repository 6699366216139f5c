import { Command } from "commander";
import type { Terminal } from "../terminal.js";
import { localGenerateTokensCommand } from "./local-generate-tokens.js";

export function localCommand(terminal: Terminal): Command {
  return new Command("local")
    .summary("tokens for Tinybird Local")
    .description("Makes what Tinybird Local needs.")
    .helpCommand(false)
    .addCommand(localGenerateTokensCommand(terminal));
}
