/**
 * Who has signed a token: the key that is given, that key with something around it, or another one. Every answer comes from a
 * signature that was tried.
 */
import type { KeySpelling } from "../types/key-spelling.js";
import { MintbirdError } from "../types/error.js";
import type { StaticToken } from "../types/report.js";
import type { Case, Cause, Package } from "./case.js";
import { SIGN, lengthOfOther, token as damaged } from "./damaged.js";
import { keyIn } from "./key-in.js";
import { capital } from "./sentences.js";
import { type Signed, whoSigned } from "./who-signed.js";

const KEY = { code: "key", title: "Signed with another key, such as the personal “admin you@mail” token" } as const;
const AROUND = { code: "key-whitespace", title: "The key contains a line break, a space or quotes" } as const;
const WORKSPACE = { code: "workspace", title: "The key is of another workspace, of a branch, or a user’s" } as const;

const COPY =
  'Sign with the token that is named “workspace admin token”: `mintbird key` prints it, or `tb token copy "workspace admin token"`';

/** What stood around the key when it signed. */
const SPELLINGS: { readonly [spelling in KeySpelling]: string } = {
  exact: "nothing around it",
  "line-feed": "a line break (\\n) after it",
  "carriage-return-line-feed": "a Windows line break (\\r\\n) after it",
  "carriage-return": "a carriage return (\\r) after it",
  "space-behind": "a space after it",
  "space-before": "a space before it",
  spaces: "a space on both sides",
  "line-feed-before": "a line break (\\n) before it",
  tab: "a tab after it",
  "double-quotes": "double quotes around it",
  "single-quotes": "single quotes around it",
  "escaped-line-feed": "a backslash and an n after it, a line break that nothing has read as one",
  "byte-order-mark": "a byte order mark before it",
  "no-break-space": "a no-break space after it",
  "zero-width-space": "a zero-width space after it",
  semicolon: "a semicolon after it",
  comma: "a comma after it",
  bearer: "`Bearer ` before it",
  "as-given": "all that is around it here",
};

/** What has signed a token; an error where that cannot be tried. */
export type Tried = Signed | MintbirdError | undefined;

export function tried(given: Case, mintbird: Package): Tried {
  return given.key.trim() === "" || damaged(given).applies === true ? undefined : attempt(() => whoSigned(given, mintbird));
}

/** The key that is given and has signed, whatever stood around it. */
export function keyThatSigned(signed: Tried): string | undefined {
  return signed === undefined || signed instanceof MintbirdError || signed.kind === "other" ? undefined : signed.key;
}

export function signature(given: Case, signed: Tried, mintbird: Package): readonly Cause[] {
  const { key } = given;
  const open = (why: string) => [KEY, AROUND, WORKSPACE].map((cause) => ({ ...cause, applies: undefined, why }));
  if (damaged(given).applies === true) return open("The signature of a damaged token says nothing.");
  const bytes = lengthOfOther(given);
  if (bytes !== undefined) {
    const why = `The signature has ${bytes} bytes, and that of HS256 has 32: another algorithm has made it.`;
    return [
      { ...KEY, title: "Signed with another algorithm than HS256", applies: true, why, fix: SIGN },
      unknown(AROUND),
      unknown(WORKSPACE),
    ];
  }
  if (key.trim() === "")
    return open(`The signing key is needed to find out. ${given.howToGiveKey ?? "Give it just as your program has it."}`);
  const token = attempt(() => mintbird.parseStaticToken(keyIn(keyThatSigned(signed) ?? key)));
  const known = token instanceof MintbirdError ? undefined : token;
  if (signed instanceof MintbirdError)
    return [
      { ...KEY, applies: undefined, why: `The signature cannot be tried: ${signed.message}.` },
      unknown(AROUND),
      workspace(given, known, false),
    ];
  return [
    other(given, signed, known, mintbird),
    around(given, signed, known),
    workspace(given, known, keyThatSigned(signed) !== undefined),
  ];
}

function other(given: Case, signed: Signed | undefined, token: StaticToken | undefined, { SigningKey }: Package): Cause {
  const key = keyThatSigned(signed) ?? given.key;
  const alone = keyIn(key) || key.trim();
  const isAmong = (tokens: readonly string[] | undefined) => tokens?.some((each) => each.trim() === alone) === true;
  if (isAmong(given.personal))
    return {
      ...KEY,
      applies: true,
      why: "The key is the personal token of .tinyb or of TB_USER_TOKEN. Tinybird checks JWTs with the workspace admin token.",
      fix: COPY,
    };
  const refused = token === undefined ? attempt(() => new SigningKey(given.key).free()) : undefined;
  if (refused instanceof MintbirdError) return { ...KEY, applies: true, why: `${capital(refused.message)}.`, fix: COPY };
  if (signed?.kind === "other") return { ...KEY, applies: true, why: `It was signed with ${signed.what}.`, fix: COPY };
  if (signed !== undefined) {
    if (token === undefined) {
      const why = "The signature matches this key, but the key is not a static token, and so not Tinybird’s.";
      return { ...KEY, applies: true, why, fix: COPY };
    }
    const compare = "compare it with `mintbird key`";
    if (isAmong(given.perhapsPersonal)) {
      const why = `The signature matches this key, which is also that of TB_TOKEN or TINYBIRD_TOKEN, mostly a personal one: ${compare}.`;
      return { ...KEY, applies: undefined, why };
    }
    const why = `The signature matches this key. Whether it is the workspace admin token does not show in it: ${compare}.`;
    return { ...KEY, applies: false, why };
  }
  const workspaceId = workspaceOf(given);
  if (token !== undefined && workspaceId !== undefined && !sameId(token.u, workspaceId)) {
    const why =
      "The signature does not match this key, which is of another workspace than the token. Give the key of the token’s workspace to find out.";
    return { ...KEY, applies: undefined, why };
  }
  const why =
    token === undefined
      ? "The signature does not match this key."
      : "The signature does not match this key. Something else has signed it: another token of the workspace, a key that was refreshed since, or this one in part, decoded or written in another way.";
  return { ...KEY, applies: true, why, fix: COPY };
}

function around({ key }: Case, signed: Signed | undefined, token: StaticToken | undefined): Cause {
  if (signed === undefined || signed.kind === "other")
    return token === undefined
      ? { ...AROUND, applies: undefined, why: "The signature does not match the key in any spelling that was tried." }
      : { ...AROUND, applies: false, why: "The signature does not match the key with a line break, spaces or quotes around it, either." };
  if (signed.kind === "spelling" && signed.spelling === "exact") {
    const why = /^[\s"']|[\s"']$/.test(key)
      ? "This key has such characters around it, but the token was signed without them."
      : "The token was signed with the key alone.";
    return { ...AROUND, applies: false, why };
  }
  const what = signed.kind === "spelling" ? SPELLINGS[signed.spelling] : shown(signed.before, signed.behind);
  const why = `The token was signed with the key and ${what}; Tinybird’s key has nothing around it.`;
  return { ...AROUND, applies: true, why, fix: signed.kind === "spelling" ? trimming(signed.spelling) : ALONE };
}

/** What stands around a key, as it is written in a string of JSON. */
function shown(before: string, behind: string): string {
  const written = (text: string) => (text === "`" ? "a backtick" : `\`${JSON.stringify(text).slice(1, -1).replace("\ufeff", "\\ufeff")}\``);
  return [before === "" ? "" : `${written(before)} before it`, behind === "" ? "" : `${written(behind)} after it`]
    .filter((part) => part !== "")
    .join(" and ");
}

const ALONE = "Write the key alone where it is kept: TINYBIRD_SIGNING_KEY=p.…";

function trimming(spelling: KeySpelling): string {
  if (/quotes|semicolon|comma|bearer|escaped/.test(spelling)) return ALONE;
  return "process.env.TINYBIRD_SIGNING_KEY.trim(), or write it with printf '%s' instead of echo";
}

function workspace(given: Case, token: StaticToken | undefined, fits: boolean): Cause {
  const id = workspaceOf(given);
  if (token === undefined) return { ...WORKSPACE, applies: undefined, why: "The key does not say which workspace it belongs to." };
  if (id === undefined) return { ...WORKSPACE, applies: undefined, why: "The token does not say which workspace it is for." };
  if (sameId(token.u, id)) return { ...WORKSPACE, applies: false, why: "The key is of the workspace that the token names." };
  const signed = fits ? "It was signed with a key of" : "The key that is given is of";
  return {
    ...WORKSPACE,
    applies: true,
    why: `${signed} ${token.u}, and the token names the workspace ${id}. A branch is a workspace of its own, with its own id and tokens; a user’s token is of no workspace.`,
    fix: fits ? `"workspace_id": "${token.u}", or sign with the workspace admin token of ${id}` : `Use the workspace admin token of ${id}`,
  };
}

function workspaceOf({ report }: Case): string | undefined {
  if (report.issues.some(({ code }) => code === "workspace-id-not-uuid")) return undefined;
  const id = (report.claims as { readonly workspace_id?: unknown } | null)?.workspace_id;
  return typeof id === "string" ? id : undefined;
}

function unknown(cause: typeof AROUND | typeof WORKSPACE): Cause {
  return { ...cause, applies: undefined, why: "Nothing can be said before the signature can be tried." };
}

/** UUIDs are the same in either case (RFC 9562 §4). */
function sameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function attempt<T>(run: () => T): T | MintbirdError {
  try {
    return run();
  } catch (error) {
    if (error instanceof MintbirdError) return error;
    throw error;
  }
}
