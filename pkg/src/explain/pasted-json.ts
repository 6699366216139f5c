/** JSON that is pasted: the credentials of Tinybird's command line, an answer with a token in it, a template, claims, an error. */
import { type Members, isObject } from "./members.js";

export interface InJson {
  readonly form: "tinyb" | "json" | "template" | "claims" | "error";
  /** Its strings, each under the name that it has; in `.tinyb` the tokens alone. */
  readonly strings: readonly { readonly name: string; readonly text: string }[];
  /** What `.tinyb` says beside its tokens. */
  readonly workspace: { readonly name?: string; readonly host?: string };
  /** The error that it is. */
  readonly answer: string | undefined;
}

/** So that a hostile text costs no more than its length. */
const MAX_DEPTH = 32;

export function readJson(text: string): InJson | undefined {
  if (!/^[{[]/.test(text)) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const members: Members = isObject(json) ? json : {};
  const read = { strings: stringsIn(json), workspace: {}, answer: undefined };
  if (isTinyb(members)) {
    const { token, user_token, name, host } = members;
    const strings = Object.entries({ token, user_token }).flatMap(([name, text]) => (typeof text === "string" ? [{ name, text }] : []));
    const workspace = { ...(typeof name === "string" && { name }), ...(typeof host === "string" && { host }) };
    return { ...read, form: "tinyb", strings, workspace };
  }
  const answer = answerOf(members);
  if (answer !== undefined) return { ...read, form: "error", answer };
  if (Array.isArray(members["scopes"])) return { ...read, form: "exp" in members ? "claims" : "template" };
  return { ...read, form: "json" };
}

/** An error in any text, such as what `curl -i` prints, or what a program has logged. */
export function answerIn(text: string): string | undefined {
  for (const [json] of text.matchAll(/\{[^{}]{0,2000}?"(?:error|detail)"[^{}]{0,2000}(?:\{[^{}]{0,2000}\}[^{}]{0,2000})?\}/g)) {
    try {
      const answer = answerOf(JSON.parse(json) as Members);
      if (answer !== undefined) return answer;
    } catch {
      // No JSON.
    }
  }
  return undefined;
}

/** The words of an error, as Tinybird and what may stand before it write it. */
function answerOf({ error, message, documentation, detail }: Members): string | undefined {
  if (typeof error === "string") return error;
  if (isObject(error) && typeof error["message"] === "string") return error["message"];
  if (typeof detail === "string") return detail;
  return typeof message === "string" && documentation !== undefined ? message : undefined;
}

/**
 * Whether it is the file of credentials: static tokens, and what the command line knows beside them. The answers of the Token API and
 * of Tinybird Local have tokens under the same names.
 */
function isTinyb({ token, user_token, host, tokens, user_email }: Members): boolean {
  const isStatic = (text: unknown) => typeof text === "string" && /^p\.[^.]+\.[^.]*$/.test(text.trim());
  const beside =
    [host, user_email, token === undefined ? undefined : user_token].some((member) => typeof member === "string") || isObject(tokens);
  return beside && (isStatic(token) || (token === undefined && isStatic(user_token)));
}

function stringsIn(json: unknown, name = "", depth = 0): { name: string; text: string }[] {
  if (typeof json === "string") return [{ name, text: json }];
  if (typeof json !== "object" || json === null || depth > MAX_DEPTH) return [];
  const entries = Array.isArray(json) ? json.map((item) => [name, item] as const) : Object.entries(json);
  return entries.flatMap(([member, value]) => stringsIn(value, member, depth + 1));
}
