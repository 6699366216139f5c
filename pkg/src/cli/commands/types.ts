import { basename } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { Template } from "../../entry/full/inline.js";
import { examples } from "../help.js";
import { readTemplate } from "../template-file.js";
import type { Terminal } from "../terminal.js";
import { paramsModule } from "../typescript.js";

export function typesCommand(terminal: Terminal): Command {
  return new Command("types")
    .summary("write the TypeScript type of a template's parameters")
    .description(
      "Writes a TypeScript module with the type of a template's parameters, for templates in JSON files: `new Minter<DashboardParams>(template, signingKey)` then knows them, as it does for a template that is written inline. It needs no key.",
    )
    .argument("<template>", "the template, a JSON file; - reads standard input")
    .option("--name <type>", "the name of the type; by default it is made from the file's name, such as DashboardParams", readName)
    .addHelpText(
      "after",
      examples(
        ["mintbird types dashboard.json > dashboard.params.ts", "commit it next to the template"],
        ["mintbird types dashboard.json | diff - dashboard.params.ts", "in CI: whether it still matches the template"],
      ),
    )
    .action(async (path: string, { name }: { readonly name?: string }) => {
      const template = new Template(await readTemplate(terminal, path));
      const file = path === "-" ? undefined : basename(path);
      terminal.print(...paramsModule(template, name ?? nameOf(file), file !== undefined && /^[\w. -]+$/.test(file) ? file : undefined));
      template.free();
    });
}

/** Words and types of TypeScript, which no type can be named, and the type that the module may import. */
const TAKEN = new Set(
  (
    "any await bigint boolean break case catch class const continue debugger default delete do else enum export extends false finally " +
    "for function if implements import in instanceof interface let never new null number object package private protected public " +
    "return static string super switch symbol this throw true try typeof undefined unknown var void while with yield ParamValue Record"
  ).split(" "),
);

function readName(text: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(text) || TAKEN.has(text))
    throw new InvalidArgumentError("It must be the name of a type, such as DashboardParams.");
  return text;
}

/** `top-pages.json` becomes `TopPagesParams`. */
function nameOf(file = "template"): string {
  const words = file.replace(/\.json$/i, "").match(/[A-Za-z][A-Za-z\d]*/g) ?? ["Template"];
  return `${words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("")}Params`;
}
