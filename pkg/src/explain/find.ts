/** Finds tokens in whatever is pasted. What they are and what is wrong with them is for the package to say. */
import { type Called, calledIn } from "./called.js";
import { type InJson, readJson } from "./pasted-json.js";
import { type Piece, pieces } from "./pieces.js";

export type { Called } from "./called.js";

/** What the text as a whole is. */
export type Form = "token" | "header" | "curl" | "url" | "tinyb" | "json" | "log" | "text" | "template" | "claims" | "error" | "no-token";

/** A token, or the whole text where nothing in it looks like one. */
export interface FoundToken {
  /** The name under which it stood, if it had one. */
  readonly name?: string;
  /** What can be read of it: without the line breaks that were in it, and with the dots of what was cut off. */
  readonly text: string;
  /** Over how many lines it was broken. */
  readonly lines?: number;
  /** After how many characters it was cut off. */
  readonly cutAfter?: number;
}

export interface Found {
  readonly form: Form;
  readonly tokens: readonly FoundToken[];
  readonly called?: Called;
  /** The API that was called, such as `https://api.tinybird.co`, where the address was whole. */
  readonly origin?: string;
  /** What `.tinyb` says beside its tokens. */
  readonly workspace?: { readonly name?: string; readonly host?: string };
  /** What Tinybird has answered, in its own words. */
  readonly answer?: string;
}

export function find(pasted: string): Found {
  const text = pasted.trim();
  const json = readJson(text);
  if (json?.form === "tinyb") return { form: "tinyb", tokens: json.strings, workspace: json.workspace };
  const tokens = json === undefined ? pieces(text).map((piece) => foundToken(piece)) : inStrings(json);
  const { called, origin } = calledIn(text);
  const about = {
    ...(called && { called }),
    ...(origin !== undefined && { origin }),
    ...(json?.answer !== undefined && { answer: json.answer }),
  };
  if (tokens.length > 0) return { form: json === undefined ? formOf(text, tokens) : "json", tokens, ...about };
  return { form: formWithout(text, json), tokens: [{ text }], ...about };
}

/** The tokens in the strings of a JSON text, each once. */
function inStrings({ strings }: InJson): readonly FoundToken[] {
  const found = strings.flatMap(({ name, text }) => pieces(text).map((piece) => foundToken(piece, name)));
  return found.filter(({ text }, index) => found.findIndex((other) => other.text === text) === index);
}

function foundToken({ text, lines, cutAfter }: Piece, name?: string): FoundToken {
  return {
    ...(name !== undefined && { name }),
    text,
    ...(lines > 1 && { lines }),
    ...(cutAfter !== undefined && { cutAfter }),
  };
}

function formOf(text: string, [first]: readonly FoundToken[]): Form {
  if (/^\$?\s*curl\b/.test(text)) return "curl";
  if (/^https?:\/\/\S+$/.test(text)) return "url";
  if (/^(-H\s*['"]?)?(authorization\s*:|x-clickhouse-key\s*:|bearer\s)/i.test(text)) return "header";
  if (first !== undefined && isAlone(first, text)) return "token";
  return /(^|["\s])(GET|POST)\s+\/?\S|\b\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? "log" : "text";
}

/** Whether there is nothing but the token, however it is broken. */
function isAlone({ text, cutAfter }: FoundToken, all: string): boolean {
  return all.replace(/[\s\\>|=]|(\.{2,}|…)$/g, "") === text.slice(0, cutAfter);
}

/** What it may be where there is no token in it. */
function formWithout(text: string, json: InJson | undefined): Form {
  if (json !== undefined && json.form !== "json") return json.form;
  // A header, a curl line or a URL in which nothing stands where the token belongs.
  const blank = String.raw`(?:undefined|null|None|\[object Object\]|\$\{?\w*\}?|\{\{.*?\}\})?`;
  const beginnings = [
    String.raw`(?:authorization\s*:\s*)?bearer\s*`,
    String.raw`authorization\s*:\s*`,
    String.raw`x-clickhouse-key\s*:\s*`,
  ];
  const empty = new RegExp(String.raw`(?:^|['"\s])(?:${beginnings.join("|")})${blank}\s*(?:['"]|$)`, "im").test(text);
  return empty || new RegExp(String.raw`[?&]token=${blank}(?:[&'"\s]|$)`).test(text) ? "no-token" : "token";
}
