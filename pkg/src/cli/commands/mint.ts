import { Command, InvalidArgumentError } from "commander";
import { MintbirdError, Minter, inspect } from "../../entry/full/inline.js";
import type { Claims } from "../../types/claims.js";
import type { Issue } from "../../types/issue.js";
import { misuse } from "../exit.js";
import { examples } from "../help.js";
import { head, sentence } from "../issue-lines.js";
import { jsonLines, line } from "../line.js";
import { type KeyOptions, signingKey, withKey } from "../key.js";
import { outputOption } from "../output.js";
import { PARAM_HELP, type Params, collectParam } from "../params.js";
import { readTemplate } from "../template-file.js";
import type { Terminal } from "../terminal.js";
import { localAddress } from "../local/tinybird-local.js";
import type { ParamValue } from "../../types/template.js";

type Output = "token" | "json" | "header" | "curl";

interface Options extends KeyOptions {
  readonly param?: Params;
  readonly ttl?: string | number;
  readonly count?: number;
  readonly output: Output;
  readonly host?: string;
}

const MAX_COUNT = 100_000;

export function mintCommand(terminal: Terminal): Command {
  return withKey(new Command("mint"))
    .summary("fill a template and sign it")
    .description("Fills a template and signs it: prints a JWT.")
    .argument("<template>", "the template, a JSON file; - reads standard input")
    .option("-p, --param <name=value>", PARAM_HELP, collectParam)
    .option("-t, --ttl <time>", "the lifetime, instead of the template's: 90s, 10m, 1h, 7d", readTtl)
    .option(
      "-n, --count <number>",
      "mint many, all or none; {n} in a parameter's text is replaced by each token's number, from 1",
      readCount,
    )
    .addOption(outputOption("token", "json", "header", "curl"))
    .option("--host <url>", "the API host of `--output curl`, instead of TB_HOST or the key's own region")
    .addHelpText(
      "after",
      examples(
        ["mintbird mint dashboard.json --param user_id=u_1 --param org_id=acme", "a token, signed with TINYBIRD_SIGNING_KEY"],
        ["mintbird mint dashboard.json -p user_id=u_1 -p org_id=acme --ttl 1h -o curl", "a curl command that calls the endpoint with it"],
        ["mintbird mint dashboard.json -p user_id=u_{n} -p org_id=acme --count 100 > tokens.txt", "a hundred users' tokens"],
        [
          "mintbird mint dashboard.json -p user_id=7 -p org_id=acme --local",
          "signed with the key of the project's workspace in Tinybird Local",
        ],
      ),
    )
    .action(async (path: string, options: Options) => {
      const template = await readTemplate(terminal, path);
      const key = await signingKey(terminal, options);
      const minter = new Minter(template, key);
      try {
        for (const issue of minter.issues) terminal.say(line`${head(issue, terminal.paintError)}: ${sentence(issue.message)}`);
        const tokens = mint(minter, options, terminal.now());
        for (const issue of unset(tokens[0], terminal)) terminal.say(line`${head(issue, terminal.paintError)}: ${sentence(issue.message)}`);
        for (const token of tokens) terminal.print(FORMS[options.output](token, { terminal, options, key }));
      } finally {
        minter.free();
      }
    });
}

function mint(minter: Minter, { param = new Map(), ttl, count }: Options, now: number): readonly string[] {
  const sets = Array.from({ length: count ?? 1 }, (_, index) =>
    Object.fromEntries(count === undefined ? param : numbered(param, index + 1)),
  );
  try {
    return minter.mintMany(sets, { now, ttl });
  } catch (error) {
    if (!(error instanceof MintbirdError) || error.code !== "param") throw error;
    const missing = minter.params.filter((name) => !param.has(name));
    if (missing.length === 0) throw error;
    throw misuse(`${error.message}; fill with ${missing.map((name) => `--param ${name}=…`).join(" ")}`);
  }
}

function numbered(param: Params, n: number): [string, ParamValue][] {
  return [...param].map(([name, value]) => [name, typeof value === "string" ? value.replaceAll("{n}", String(n)) : value]);
}

interface Context {
  readonly terminal: Terminal;
  readonly options: Options;
  readonly key: string;
}

const FORMS: { readonly [form in Output]: (token: string, context: Context) => string } = {
  token: (token) => token,
  json(token, { terminal }) {
    const { name, exp } = claimsOf(token, terminal);
    return jsonLines({ token, name, expires_at: exp }, 0).join("");
  },
  header: (token) => `Authorization: Bearer ${token}`,
  curl: (token, context) =>
    `curl -H ${quoted(`Authorization: Bearer ${token}`)} ${quoted(host(context) + readPath(claimsOf(token, context.terminal)))}`,
};

/** A word for a shell: in single quotes nothing has a meaning but the quote, which a URL's host may have. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Values that a program has written where it had none, such as `undefined`. */
function unset(token: string | undefined, terminal: Terminal): readonly Issue[] {
  return token === undefined ? [] : inspect(token, { now: terminal.now() }).issues.filter(({ code }) => code === "value-unset");
}

/** What was just signed here. */
function claimsOf(token: string, terminal: Terminal): Claims {
  return inspect(token, { now: terminal.now() }).claims as unknown as Claims;
}

/** The key knows the region of its workspace, unless it is an old one. */
function host({ terminal, options: { host, local }, key }: Context): string {
  const region = () => inspect(key.trim()).staticToken?.apiHost ?? "https://api.tinybird.co";
  const address = host ?? (local === true ? localAddress(terminal) : terminal.env["TB_HOST"] || region());
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw misuse("the API host must be a URL such as https://api.us-east.tinybird.co");
  return new URL(address).origin;
}

/** The address of the first thing that the token may read. */
function readPath({ scopes }: Claims): string {
  const [scope] = scopes;
  const pipe = scopes.find(({ type }) => type === "PIPES:READ");
  const path =
    pipe !== undefined
      ? `/v0/pipes/${encodeURIComponent(pipe.resource)}.json`
      : `/v0/sql?q=${encodeURIComponent(`SELECT * FROM ${scope?.resource} LIMIT 10 FORMAT JSON`)}`;
  // Inside of a shell's quotes.
  return path.replaceAll("'", "%27");
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text) || Number(text) > MAX_COUNT)
    throw new InvalidArgumentError(`It must be a number from 1 to ${MAX_COUNT}.`);
  return Number(text);
}

/** The package reads it; what it cannot be like is refused here, in the words of a command line. */
function readTtl(text: string): string | number {
  if (!/^\d+[smhd]?$/.test(text)) throw new InvalidArgumentError("It is like 90s, 10m, 1h or 7d.");
  return /^\d+$/.test(text) ? Number(text) : text;
}
