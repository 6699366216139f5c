/** Finds tokens in whatever is pasted. What they are and what is wrong with them is for the package to say. */
import { type Called, calledIn } from "./called.js";
import { type InJson, answerIn, readJson } from "./pasted-json.js";
import { type Piece, pieces } from "./pieces.js";
import { type SentAs, carrying, isCommand, isFilled, placeBetween } from "./sent.js";

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
  /** The escape of a line break that a URL sends behind it, as a part of it. */
  readonly behind?: string;
  /** After how many characters it was cut off. */
  readonly cutAfter?: number;
  /** What has become of it, where that is known: a sentence, such as "It is broken by a space after 200 characters." */
  readonly damage?: string;
}

export interface Found {
  readonly form: Form;
  readonly tokens: readonly FoundToken[];
  /** The one among them that the request was sent with, or else the first JWT; the first where there is none. */
  readonly asked: FoundToken;
  readonly called?: Called;
  /** The variable from which the request takes its token, as it is written there, where a shell or a program fills it. */
  readonly variable?: string;
  /** The API that was called, such as `https://api.tinybird.co`, where the address was whole. */
  readonly origin?: string;
  /** What `.tinyb` says beside its tokens. */
  readonly workspace?: { readonly name?: string; readonly host?: string };
  /** What Tinybird has answered, in its own words. */
  readonly answer?: string;
}

/** How much of what stands before a token is looked at. */
const BEFORE = 200;
/** And behind it. */
const BEHIND = 16;

export function find(pasted: string): Found {
  const text = undotted(pasted.trim());
  const json = readJson(text);
  const isShell = isCommand(text);
  const placed = json === undefined ? pieces(text).map((piece) => placedIn(text, piece, isShell)) : inStrings(json);
  const tokens = placed.map(({ token }) => token);
  if (json?.form === "tinyb") return { form: "tinyb", tokens: json.strings, asked: json.strings[0] ?? { text }, workspace: json.workspace };
  const sentAs = placed.map(({ sentAs }) => sentAs);
  const { called, origin } = calledIn(
    text,
    tokens.some(({ lines }) => lines !== undefined),
    tokens.map(({ text, cutAfter }) => text.slice(0, cutAfter)),
  );
  const answer = json === undefined ? answerIn(text) : json.answer;
  const about = {
    ...(called && { called: { ...called, sentAs } }),
    ...(origin !== undefined && { origin }),
    ...(answer !== undefined && { answer }),
  };
  if (tokens.length > 0) {
    const form = json === undefined ? formOf(text, tokens) : "json";
    return { form, tokens, asked: askedAmong(tokens, sentAs), ...about };
  }
  const form = formWithout(text, json);
  // A request without anything that could be a token, or its answer.
  const isAnswered = form === "token" && answer !== undefined;
  const isWithout =
    form === "token" && called?.readable === true && !/authorization|bearer\s+\S|[?&]\w*token=|(?<![\w-])x-[\w-]{0,40}key/i.test(text);
  const variable = form === "no-token" || form === "token" ? variableIn(text, isShell) : undefined;
  return {
    form: isWithout || variable !== undefined ? "no-token" : isAnswered ? "error" : form,
    tokens: [{ text }],
    asked: { text },
    ...(variable !== undefined && { variable }),
    ...about,
  };
}

/** A variable in the place of a token, and before it. */
const VARIABLE =
  /^([\s\S]*?(?:authorization\s*:\s*(?:bearer\s+)?|bearer\s+|x-clickhouse-key\s*:\s*|--oauth2-bearer[ =]["']?|[?&]token=))(\$(?:env:)?[A-Za-z_]\w*|\$\{[^{}\n]{1,100}\})/i;

function variableIn(text: string, isShell: boolean): string | undefined {
  const [, before = "", variable] = VARIABLE.exec(text) ?? [];
  return variable !== undefined && isFilled(before.slice(-BEFORE), isShell) ? variable : undefined;
}

/** With the dots of tokens that a URL has as escapes, which servers read as dots. In a header they are none. */
function undotted(text: string): string {
  const dots = (token: string) => token.replace(/%2e/gi, ".");
  if (/^[\w.-]+%2e[\w.%-]+$/i.test(text)) return dots(text);
  return text.replace(/([?&][\w-]+=)((?:eyJ|p(?:\.|%2e))[\w.%-]*)/gi, (_, before: string, token: string) => before + dots(token));
}

/** A token, and where it stands. */
interface Placed {
  readonly token: FoundToken;
  readonly sentAs: SentAs;
}

/** Of several tokens, the one in the place where Tinybird reads it. */
function askedAmong(tokens: readonly FoundToken[], sentAs: readonly SentAs[]): FoundToken {
  return tokens[carrying(sentAs)] ?? tokens.find(({ text }) => text.startsWith("eyJ")) ?? tokens[0] ?? { text: "" };
}

/** The tokens in the strings of a JSON text, each once, as if each string stood behind its name in a line. */
function inStrings({ strings }: InJson): readonly Placed[] {
  const found = strings.flatMap(({ name, text }) => pieces(text).map((piece) => placedIn(text, piece, isCommand(text), name)));
  return found.filter(({ token }, index) => found.findIndex((other) => other.token.text === token.text) === index);
}

function placedIn(
  all: string,
  { text: bare, escapes = "", lines, cutAfter, damage, start, end }: Piece,
  isShell: boolean,
  name?: string,
): Placed {
  const beside = all.slice(Math.max(0, start - BEFORE), start);
  const before = name === undefined ? beside : `"${name.slice(-BEFORE)}": "${beside}`;
  // A string of JSON ends with a quote, too.
  const place = placeBetween(before, all.slice(end, end + BEHIND) + (name !== undefined && end + BEHIND > all.length ? '"' : ""), isShell);
  // That of a parameter is told as a mistake in how it is sent.
  const isSent = place === "escaped" || place === "parameter";
  const text = isSent ? bare : bare + escapes;
  const token = {
    ...(name !== undefined && { name }),
    text,
    ...(lines > 1 && { lines }),
    ...(cutAfter !== undefined && { cutAfter }),
    ...(damage !== undefined && { damage }),
    ...(isSent && escapes !== "" && { behind: escapes }),
  };
  return { token, sentAs: { token: text, place } };
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
  const bare = (each: string) => each.replace(/[\s\\>|=]|(\.{2,}|…)$/g, "");
  return bare(all) === bare(text.slice(0, cutAfter));
}

/** What it may be where there is no token in it. */
function formWithout(text: string, json: InJson | undefined): Form {
  if (json !== undefined && json.form !== "json") return json.form;
  // A header, a curl line or a URL in which nothing stands where the token belongs.
  const blank = String.raw`(?:undefined|null|None|nil|NaN|\[object \w+\]|\$(?:env:)?\w*|\$\{[^{}]*\}|\{\{.*?\}\}|<[^<>]*>|\*+)`;
  const beginnings = [
    String.raw`(?:authorization\s*:\s*)?bearer\s*`,
    String.raw`authorization\s*:\s*`,
    String.raw`x-clickhouse-key\s*:\s*`,
  ];
  const empty = new RegExp(String.raw`(?:^|['"\s])(?:${beginnings.join("|")})(?:${blank}\s*)?(?:['"]|$)`, "im").test(text);
  return empty || new RegExp(String.raw`[?&]token=${blank}?(?:[&'"\s]|$)`).test(text) ? "no-token" : "token";
}
