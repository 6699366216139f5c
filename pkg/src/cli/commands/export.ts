import { Argument, Command, InvalidArgumentError } from "commander";
import { Template, templatePieces } from "../../entry/full/inline.js";
import { type ExportFault, type ProviderName, exportTemplate } from "../../explain/index.js";
import { misuse } from "../exit.js";
import { examples } from "../help.js";
import { readTemplate } from "../template-file.js";
import type { Terminal } from "../terminal.js";

const PROVIDERS: readonly ProviderName[] = ["clerk", "auth0"];

interface Options {
  readonly map?: ReadonlyMap<string, string>;
  readonly workspaceId?: string;
  readonly allowUserEditable?: boolean;
}

export function exportCommand(terminal: Terminal): Command {
  return new Command("export")
    .summary("write a template for Clerk or Auth0")
    .description(
      "Writes a template in an identity provider's format: Clerk's JWT template, or an Auth0 Action. It prints what you must set by hand there on standard error.",
    )
    .addArgument(new Argument("<provider>", "who will mint").choices(PROVIDERS))
    .argument("<template>", "the template, a JSON file; - reads standard input")
    .option("-m, --map <name={{source}}>", "what fills a placeholder, in the provider's syntax", collectMap)
    .option("-w, --workspace-id <uuid>", "the workspace, if the template does not name it")
    .option("--allow-user-editable", "accept sources that users can edit themselves, such as their names")
    .addHelpText(
      "after",
      examples(
        [
          "mintbird export clerk dashboard.json --map user_id={{user.id}} --map \"org_id={{org.id || 'none'}}\"",
          "claims for Clerk's dashboard",
        ],
        ["mintbird export auth0 dashboard.json --map user_id={{user.user_id}} --map org_id={{organization.id}}", "the code of an Action"],
      ),
    )
    .action(async (name: ProviderName, path: string, { map = new Map(), ...options }: Options) => {
      const document = await readTemplate(terminal, path);
      const made = exportTemplate(document, name, { sources: map, ...options }, { Template, templatePieces });
      if (made.faults !== undefined) throw misuse(`this cannot be expressed for ${name}: ${made.faults.map(withRemedy).join("; ")}`);
      terminal.print(...made.text.split("\n"));
      for (const param of made.userEditable) {
        terminal.say(`warning: users may choose ${param} themselves, and with it whatever it decides`);
      }
      for (const note of made.notes) terminal.say(note);
    });
}

/** The same, in the words of this command's options. */
function withRemedy({ code, message, param }: ExportFault): string {
  switch (code) {
    case "no-source":
      return `${message}; add --map ${param}={{…}}`;
    case "source":
      return `--map ${message}`;
    case "user-editable":
      return `--map ${message}, or --allow-user-editable if ${param} decides nothing`;
    case "workspace":
      return `${message}; add --workspace-id with its UUID`;
    default:
      return message;
  }
}

function collectMap(text: string, before: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const [, name, source] = /^([^=]+)=(\{\{.*\}\})$/s.exec(text) ?? [];
  if (name === undefined || source === undefined) throw new InvalidArgumentError("It must look like user_id={{user.id}}.");
  if (before.has(name)) throw new InvalidArgumentError(`${name} is given twice.`);
  return new Map([...before, [name, source]]);
}
