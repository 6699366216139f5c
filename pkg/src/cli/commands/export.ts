import { Argument, Command, InvalidArgumentError } from "commander";
import { misuse } from "../exit.js";
import { auth0 } from "../export/auth0.js";
import { clerk } from "../export/clerk.js";
import { outlineOf } from "../export/outline.js";
import type { Provider } from "../export/provider.js";
import { rounded } from "../export/walk.js";
import { examples } from "../help.js";
import { readTemplate } from "../template-file.js";
import type { Terminal } from "../terminal.js";

const PROVIDERS = { clerk, auth0 } as const satisfies { readonly [name: string]: Provider };

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
    .addArgument(new Argument("<provider>", "who will mint").choices(Object.keys(PROVIDERS)))
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
    .action(async (name: keyof typeof PROVIDERS, path: string, { map = new Map(), workspaceId, allowUserEditable = false }: Options) => {
      const outline = outlineOf(await readTemplate(terminal, path));
      const provider: Provider = PROVIDERS[name];
      const faults: string[] = [];
      for (const { path, params } of outline.inFilters) {
        faults.push(
          `${path} has ${params.map((param) => `{${param}}`).join(", ")}: a provider pastes text as it is, and no value is safe in SQL; use fixed_params of an endpoint`,
        );
      }
      // What is made there is made without this command: nothing that is exported would keep them.
      for (const typed of outline.typed) {
        faults.push(`${typed} has a type, which no provider checks; take the type away if any value may stand there, or mint on a server`);
      }
      for (const param of outline.refused) {
        faults.push(`values of ${param} are refused, which no provider checks; take them out of \`refuse\`, or mint on a server`);
      }
      for (const param of outline.params) {
        if (!map.has(param)) faults.push(`the placeholder ${param} has no source; add --map ${param}={{…}}`);
      }
      const taken: string[] = [];
      for (const [param, source] of map) {
        const fault = outline.params.includes(param) ? provider.check(source) : "fills no placeholder of the template";
        const editable = fault === undefined ? provider.userEditable(source) : undefined;
        if (fault !== undefined) faults.push(`--map ${param}=${source} ${fault}`);
        else if (editable !== undefined && !allowUserEditable)
          faults.push(`--map ${param}=${source}: ${editable}, or --allow-user-editable if ${param} decides nothing`);
        else if (editable !== undefined) taken.push(param);
      }
      const claims = workspaceId === undefined ? outline.claims : { ...outline.claims, workspace_id: workspaceId };
      if (outline.inFilters.length === 0) {
        if (!isUuid(claims["workspace_id"]))
          faults.push("the workspace is not said, and here no key says it; add --workspace-id with its UUID");
        for (const path of rounded(claims)) faults.push(`${path} is a number that ${name} would round; make it a string`);
      }
      const { text, notes } = provider.write(claims, outline, map, (fault) => faults.push(fault));
      if (faults.length > 0) throw misuse(`this cannot be expressed for ${name}: ${faults.join("; ")}`);
      terminal.print(...text.split("\n"));
      for (const param of taken) terminal.say(`warning: users may choose ${param} themselves, and with it whatever it decides`);
      for (const note of notes) terminal.say(note);
    });
}

function collectMap(text: string, before: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const [, name, source] = /^([^=]+)=(\{\{.*\}\})$/s.exec(text) ?? [];
  if (name === undefined || source === undefined) throw new InvalidArgumentError("It must look like user_id={{user.id}}.");
  if (before.has(name)) throw new InvalidArgumentError(`${name} is given twice.`);
  return new Map([...before, [name, source]]);
}

function isUuid(value: unknown): boolean {
  return typeof value === "string" && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value);
}
