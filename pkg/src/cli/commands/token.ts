import { Command, Option } from "commander";
import { parseStaticScope } from "../../entry/full/inline.js";
import { misuse, refused } from "../exit.js";
import { examples } from "../help.js";
import { type Line, line } from "../line.js";
import { outputOption } from "../output.js";
import type { Terminal } from "../terminal.js";
import { type Session, ask, session } from "../tinybird-api.js";
import { SIGNING_KEY, type StaticTokenEntry, tokenIn, tokensIn } from "../tinybird-tokens.js";

export function tokenCommand(terminal: Terminal): Command {
  return new Command("token")
    .summary("list, make, refresh and remove static tokens")
    .description("Manages the workspace's static tokens with the credentials of `login` or TB_TOKEN, as `tb token` does.")
    .helpCommand(false)
    .addCommand(listCommand(terminal))
    .addCommand(refreshCommand(terminal))
    .addCommand(removeCommand(terminal))
    .addCommand(
      new Command("create").summary("make a token").helpCommand(false).addCommand(createCommand(terminal)).addHelpText("after", CREATE),
    );
}

const CREATE = examples(["mintbird token create static ci --scope WORKSPACE:DEPLOY", "a token for a pipeline"]);
const path = (id: string) => `/v0/tokens/${encodeURIComponent(id)}`;
const yesOption = () => new Option("-y, --yes", "do not ask for confirmation");

function listCommand(terminal: Terminal): Command {
  return new Command("ls")
    .summary("list the static tokens")
    .description("Lists the static tokens: id, name and scopes. It does not print the tokens themselves.")
    .option("--match <text>", "only tokens whose name contains this text")
    .addOption(outputOption("text", "json"))
    .addHelpText("after", examples(["mintbird token ls", "all of them"], ["mintbird token ls --match ci -o json", "for programs"]))
    .action(async ({ match = "", output }: { readonly match?: string; readonly output: "text" | "json" }) => {
      const by = session(terminal);
      const all = tokensIn(await ask(by, "GET", "/v0/tokens", "list the tokens"), by.host).filter(({ name }) => name.includes(match));
      if (output === "json")
        return terminal.printJson(all.map(({ id, name, scopes }) => ({ id, name, scopes, signing_key: name === SIGNING_KEY })));
      const width = Math.max(0, ...all.map(({ name }) => name.length));
      terminal.print(...all.map(({ id, name, scopes }) => `${id}  ${name.padEnd(width)}  ${scopes.join(", ")}`));
    });
}

function refreshCommand(terminal: Terminal): Command {
  return new Command("refresh")
    .summary("give a static token a new value")
    .description(
      "Gives a static token a new value; the old one stops working at once. If it is the signing key, so do all JWTs that were signed with it: the command says how to go about it, and asks first.",
    )
    .argument("<token>", "its id or its name, as token ls lists them")
    .addOption(yesOption())
    .addHelpText(
      "after",
      examples(
        ['mintbird token refresh "workspace admin token"', "rotate the signing key, with what has to be done before and after"],
        ["mintbird token refresh 85c09426-a9e0-4c54-a7fb-75aaf0a6bf73 --yes", "without asking"],
      ),
    )
    .action(async (id: string, { yes = false }: { readonly yes?: boolean }) => {
      const by = session(terminal);
      const token = await one(by, id);
      terminal.say(...before(token, by));
      await agreed(terminal, yes, `Refresh ${token.name}?`);
      if ((await ask(by, "POST", `${path(token.id)}/refresh`, `refresh ${token.name}`)) === undefined) throw missing(id);
      terminal.print(line`${terminal.paint("green", "✓")} ${token.name} has a new value; the old one is refused.`);
      terminal.say(...after(token, by));
    });
}

function removeCommand(terminal: Terminal): Command {
  return new Command("rm")
    .summary("remove a static token")
    .description("Removes a static token. From then on, requests with it are refused.")
    .argument("<token>", "its id or its name, as token ls lists them")
    .addOption(yesOption())
    .addHelpText("after", examples(["mintbird token rm ci", "asks for confirmation"]))
    .action(async (id: string, { yes = false }: { readonly yes?: boolean }) => {
      const by = session(terminal);
      const token = await one(by, id);
      if (token.name === SIGNING_KEY) throw refused("the signing key cannot be removed: mintbird token refresh gives it a new value");
      await agreed(terminal, yes, `Remove ${token.name}? Whoever uses it is refused from then on.`);
      if ((await ask(by, "DELETE", path(token.id), `remove ${token.name}`)) === undefined) throw missing(id);
      terminal.print(line`${terminal.paint("green", "✓")} ${token.name} is removed.`);
    });
}

interface Scope {
  readonly scope: string;
  readonly resource?: string;
}

function createCommand(terminal: Terminal): Command {
  // In the order in which they are typed, so that a resource belongs to the scope before it.
  const given: Scope[] = [];
  const scope = (text: string) => void given.push({ scope: text });
  const resource = (text: string) => {
    const last = given.pop();
    if (last === undefined || last.resource !== undefined) throw misuse("put one --resource directly after the --scope it belongs to");
    given.push({ ...last, resource: text });
  };
  return new Command("static")
    .summary("make a static token")
    .description("Makes a static token, and prints it. It is valid until it is removed: for users of an app, mint JWTs instead.")
    .argument("<name>", "the token's name")
    .requiredOption(
      "-s, --scope <scope>",
      "what it may do: ADMIN, TOKENS, WORKSPACE:READ_ALL, PIPES:READ:name …; may be given many times",
      scope,
    )
    .option("-r, --resource <name>", "the resource of the scope before it, instead of a name in the scope", resource)
    .addHelpText(
      "after",
      examples(
        ["mintbird token create static ci --scope WORKSPACE:DEPLOY", "a token for a pipeline"],
        ["mintbird token create static ingest --scope DATASOURCES:APPEND --resource events", "a token that may write to one data source"],
      ),
    )
    .action(async (name: string) => {
      const scopes = given.map(({ scope, resource }) => (resource === undefined ? scope : `${scope}:${resource}`));
      for (const text of scopes) parseStaticScope(text);
      const by = session(terminal);
      // tb would give a token of this name other scopes, without a word.
      if ((await ask(by, "GET", path(name), "look for a token of this name")) !== undefined)
        throw refused(`there is a token ${name} already; choose another name, or remove it with mintbird token rm`);
      const params = [["name", name], ["origin", "C"], ...scopes.map((text) => ["scope", text] as const)] as const;
      const made = tokenIn(await ask(by, "POST", "/v0/tokens", "make a token", params));
      if (made === undefined) throw refused(`${by.host} made no token; look for it with mintbird token ls`);
      terminal.write(`${made.token}\n`);
    });
}

async function one(by: Session, id: string): Promise<StaticTokenEntry> {
  return tokenIn(await ask(by, "GET", path(id), "look at a token")) ?? missingly(id);
}

async function agreed(terminal: Terminal, yes: boolean, question: string): Promise<void> {
  if (!yes && !(await terminal.confirm(question))) throw misuse("nothing was done; answer y, or use --yes");
}

/** What a refresh ends. */
function before({ name, token }: StaticTokenEntry, by: Session): string[] {
  const lines = [`Refreshing ${name} invalidates its current value at once, for everyone who uses it.`];
  if (name === SIGNING_KEY) {
    lines.push(
      "It is the signing key: Tinybird refuses every JWT that was signed with it from then on, until its user has a new one.",
      "Before: have your own gateways and verifiers take two keys, `keys: [current, previous]`. They then take JWTs of both.",
      "Choose a quiet minute, and have the deployment of the new key ready: between the two, new JWTs are refused as well.",
    );
  }
  if (token === by.token) lines.push(`It is the token of ${by.source}, which this command uses itself.`);
  return lines;
}

/** What is to be done then. */
function after({ name, token }: StaticTokenEntry, by: Session): (string | Line)[] {
  const lines: string[] = [];
  if (token === by.token) lines.push(`Log in again: ${by.source} has the old value.`);
  if (name === SIGNING_KEY) {
    lines.push(
      "Now: `mintbird key` prints the new key. Set TINYBIRD_SIGNING_KEY to it wherever JWTs are minted, and deploy.",
      "Keep the old one as the second of `keys` for as long as the longest ttl, then take it out.",
    );
  }
  return lines;
}

function missing(id: string): Error {
  return refused(`there is no token ${id}; mintbird token ls lists them`);
}

function missingly(id: string): never {
  throw missing(id);
}
