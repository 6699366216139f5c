/** What was probably meant by a call that cannot be understood, where letters alone do not tell. */

/** What other tools call the commands. */
const COMMANDS: { readonly [typed: string]: string } = {
  decode: "inspect",
  show: "inspect",
  parse: "inspect",
  "403": "explain-403",
  explain: "explain-403",
  why: "explain-403",
  debug: "explain-403",
  sign: "mint",
  encode: "mint",
  generate: "mint",
  lint: "check",
  validate: "check",
  test: "check",
  secret: "key",
  auth: "whoami",
  typegen: "types",
  codegen: "types",
  dev: "serve",
  start: "serve",
};

const KEY = "keys are not accepted as arguments, because shells record them: set TINYBIRD_SIGNING_KEY, or use --key-file";
const OPTIONS: { readonly [typed: string]: string } = {
  "-v": "the version is -V, --version",
  "--key": KEY,
  "--signing-key": KEY,
  "--secret": KEY,
  "--json": "it is --output json",
  "--params": "it is --param name=value, once for each",
  "--expires-in": "it is --ttl",
  "--exp": "it is --ttl",
};

/** What other tools, and Tinybird's own, call the commands of a command. */
const SUBCOMMANDS: { readonly [path: string]: { readonly [typed: string]: string } } = {
  "": COMMANDS,
  local: { generate: "local generate-tokens", tokens: "local generate-tokens" },
  token: { remove: "token rm", delete: "token rm", rotate: "token refresh" },
};

/**
 * @param fault what Commander says
 * @param path the command that it says it of, such as `token create`
 */
export function hint(fault: string, words: readonly string[], path: readonly string[]): string | undefined {
  const command = /^unknown command '(.+)'/s.exec(fault)?.[1];
  if (command !== undefined) {
    if (/^(bearer\s|.*eyJ|p\.)/is.test(command)) return "to look at a token: mintbird inspect <token>";
    const within = path.join(" ");
    if (within === "token create" && command === "jwt") return "JWTs are minted from a template: mintbird mint";
    const known = SUBCOMMANDS[within] ?? {};
    const meant = Object.hasOwn(known, command) ? known[command] : undefined;
    return meant && `did you mean mintbird ${meant}?`;
  }
  const option = /^unknown option '([^'=]+)/.exec(fault)?.[1];
  if (option !== undefined) return Object.hasOwn(OPTIONS, option) ? OPTIONS[option] : undefined;
  const pair = fault.startsWith("too many arguments for 'mint'") ? words.find((word) => /^[a-z_]\w*:?=/i.test(word)) : undefined;
  return pair && `what fills a placeholder is --param ${pair}`;
}
