/**
 * Who has signed a token: the key that is given, that key with something around it, or another one. Every answer comes from a
 * signature that was tried.
 */
import type { KeySpelling } from "../types/key-spelling.js";
import { MintbirdError } from "../types/error.js";
import type { StaticToken } from "../types/report.js";
import type { Case, Cause, Package } from "./case.js";
import { find } from "./find.js";

const KEY = { code: "key", title: "Signed with another key, such as the personal “admin you@mail” token" } as const;
const AROUND = { code: "key-whitespace", title: "The key contains a line break, a space or quotes" } as const;
const WORKSPACE = { code: "workspace", title: "The key is of another workspace, of a branch, or a user’s" } as const;

const COPY =
  'Sign with the token that is named “workspace admin token”: `mintbird key` prints it, or `tb token copy "workspace admin token"`';

/** What stood around the key when it signed. */
const SPELLINGS: { readonly [spelling in KeySpelling]: string } = {
  exact: "nothing around it",
  "line-feed": "a line break (\\n) behind it",
  "carriage-return-line-feed": "a Windows line break (\\r\\n) behind it",
  "carriage-return": "a carriage return (\\r) behind it",
  "space-behind": "a space behind it",
  "space-before": "a space before it",
  spaces: "a space on both sides",
  "line-feed-before": "a line break (\\n) before it",
  tab: "a tab behind it",
  "double-quotes": "double quotes around it",
  "single-quotes": "single quotes around it",
  "escaped-line-feed": "a backslash and an n behind it, a line break that nothing has read as one",
  "byte-order-mark": "a byte order mark before it",
  "no-break-space": "a no-break space behind it",
  "zero-width-space": "a zero-width space behind it",
  semicolon: "a semicolon behind it",
  comma: "a comma behind it",
  bearer: "`Bearer ` before it",
  "as-given": "all that is around it here",
};

export function signature(given: Case, mintbird: Package): readonly Cause[] {
  const { key, report } = given;
  if (key.trim() === "") {
    const why = `The signing key is needed to find out. ${given.howToGiveKey ?? "Give it just as your program has it."}`;
    return [KEY, AROUND, WORKSPACE].map((cause) => ({ ...cause, applies: undefined, why }));
  }
  const otherAlgorithm = report.issues.find(({ code, message }) => code === "malformed" && /^the signature has \d+ bytes/.test(message));
  if (given.cutAfter === undefined && otherAlgorithm !== undefined) {
    const fix = 'Sign with HS256: new SignJWT(claims).setProtectedHeader({ alg: "HS256" })';
    return [
      { ...KEY, applies: true, why: `${capital(otherAlgorithm.message)}: another algorithm has made it.`, fix },
      unknown(AROUND),
      unknown(WORKSPACE),
    ];
  }
  const spelling = attempt(() => mintbird.keySpelling(given.token, key));
  const token = attempt(() => mintbird.parseStaticToken(find(key).tokens[0]?.text ?? ""));
  const known = token instanceof MintbirdError ? undefined : token;
  if (spelling instanceof MintbirdError)
    return [
      { ...KEY, applies: undefined, why: `The signature cannot be tried: ${spelling.message}.` },
      unknown(AROUND),
      workspace(given, known, false),
    ];
  return [other(given, spelling, known, mintbird), around(given, spelling, known), workspace(given, known, spelling !== undefined)];
}

function other(given: Case, spelling: KeySpelling | undefined, token: StaticToken | undefined, { SigningKey }: Package): Cause {
  const [alone = given.key.trim()] = find(given.key).tokens.map(({ text }) => text);
  if (given.personal?.some((personal) => personal.trim() === alone) === true)
    return {
      ...KEY,
      applies: true,
      why: "The key is the personal token of .tinyb. Tinybird checks JWTs with the workspace admin token.",
      fix: COPY,
    };
  const refused = token === undefined ? attempt(() => new SigningKey(given.key).free()) : undefined;
  if (refused instanceof MintbirdError) return { ...KEY, applies: true, why: `${capital(refused.message)}.`, fix: COPY };
  if (spelling !== undefined) {
    if (token !== undefined) return { ...KEY, applies: false, why: "The signature matches this key." };
    const why = "The signature matches this key, but the key is no static token, and so not Tinybird’s.";
    return { ...KEY, applies: true, why, fix: COPY };
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
      : "The signature does not match this key. Another token of the workspace has signed it, or a key that was refreshed since.";
  return { ...KEY, applies: true, why, fix: COPY };
}

function around({ key }: Case, spelling: KeySpelling | undefined, token: StaticToken | undefined): Cause {
  if (spelling === undefined)
    return token === undefined
      ? { ...AROUND, applies: undefined, why: "The signature matches the key in no spelling that was tried." }
      : { ...AROUND, applies: false, why: "The signature does not match the key with a line break, spaces or quotes around it, either." };
  if (spelling === "exact") {
    const why = /^[\s"']|[\s"']$/.test(key)
      ? "There is some around this key, but the token was signed without it."
      : "The token was signed with the key alone.";
    return { ...AROUND, applies: false, why };
  }
  const why = `The token was signed with the key and ${SPELLINGS[spelling]}; Tinybird’s key has nothing around it.`;
  return { ...AROUND, applies: true, why, fix: trimming(spelling) };
}

function trimming(spelling: KeySpelling): string {
  if (/quotes|semicolon|comma|bearer|escaped/.test(spelling)) return "Write the key alone where it is kept: TINYBIRD_SIGNING_KEY=p.…";
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

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function attempt<T>(run: () => T): T | MintbirdError {
  try {
    return run();
  } catch (error) {
    if (error instanceof MintbirdError) return error;
    throw error;
  }
}
