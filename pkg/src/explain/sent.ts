/** Where a request carries its token: Tinybird reads it there, or it might as well not be there. */
import type { Case, Cause } from "./case.js";

/** What stands around a token. `undefined` for what is not known, which nothing is said of. */
export type Place =
  | "authorization"
  | "query"
  | "clickhouse-key"
  | "unclear"
  | "twice"
  | "quotes"
  | "json"
  | "scheme"
  | "colon"
  | "header"
  | "parameter"
  | "escaped"
  | "unquoted"
  | undefined;

/** A token, and where it stands. */
export interface SentAs {
  readonly token: string;
  readonly place: Place;
}

const SENT = { code: "sent", title: "The token is not where Tinybird reads it" } as const;

/** What stands right before a token. */
const BEFORE: readonly (readonly [pattern: RegExp, place: Place])[] = [
  [/\bcookie["']?\s*:[^"'\n]*$/i, undefined],
  [/bearer\s+bearer\s+$/i, "twice"],
  // A header without a colon, which curl leaves out.
  [/(?:\s-H|--header)[ =]?\s*\\?["']?(?:authorization|x-clickhouse-key)\s*=\s*(?:bearer\s+)?$/i, "colon"],
  [/(?:^|[^\w-])authorization\\?["']?\s*[:=]\s*f?\\?["'`]?bearer\s+$/i, "authorization"],
  [/--oauth2-bearer[ =]["']?$/, "authorization"],
  [/(?:^|[^\w-])authorization\\?["']?\]?\s*[:=]\s*f?\\?["'`]?bearer\s+\\?["']$/i, "quotes"],
  [/bearer\s+\\?["']?\{[^{}]*$/i, "json"],
  // A variable may have that name, too.
  [/(?:^|[^\w-])authorization\\?["']?(?:\s*:|\]\s*=)\s*f?\\?["'`]?(?:\w+\s+|bearer)?$/i, "scheme"],
  [/x-clickhouse-key\\?["']?\s*[:=]\s*f?\\?["'`]?$/i, "clickhouse-key"],
  [/(?:^|["'`\s])x-[\w-]+\\?["']?\s*:\s*f?\\?["'`]?(?:bearer\s+)?$/i, "header"],
  [/[?&]token=$/, "query"],
  [/[?&][\w-]+=(?:bearer(?:\s|%20|\+)+)?$/i, "parameter"],
];
/** A header up to the token, with the quotes before its name, behind it, and before its value. */
const HEADER = /([\\^]?["'`])?(?:authorization|x-clickhouse-key)(\\?["'`])?\]?\s*[:=]\s*f?(\\?["'`])?(?:bearer\s+)?$/i;
const OPTION = /--oauth2-bearer[ =](["'])?$/;
/** The option of curl that a header without quotes belongs to: the shell parts it at its space. */
const BARE_OPTION = /(?:\s-H|--header)[ =]?\s*(?:authorization|x-clickhouse-key)\s*:\s*(?:bearer\s+)?$/i;
/** An address up to the token, with what has opened it. */
const ADDRESS = /([\\^]?["'`]|[([<])?((?:https?:\/\/|(?<![\w/])\/v\d+\/)[^\s"'`<>]*)$/;
const COMMAND = /(?:^|[\s;&|(])(?:curl|wget)(?:\.exe)?\s/;
/** White space and quotes, as URLs write them. */
const ESCAPED = /^%(?:0a|0d|20|22|27)/i;
const CLOSING: { readonly [opening: string]: string } = { "(": ")", "[": "]", "<": ">" };
/** The end of a line. */
const END = /^[ \t]*(?:$|\\?\r?\n)/;

/**
 * The place between two texts.
 *
 * @param isCommand whether there is a command line in the text that it is of
 */
export function placeBetween(before: string, behind: string, isCommand: boolean): Place {
  const place = BEFORE.find(([pattern]) => pattern.test(before))?.[1];
  if (place === "query") return inQuery(before, behind, isCommand);
  if (place === "quotes") return inQuotes(before, behind);
  if (place !== "authorization" && place !== "clickhouse-key") return place;
  if (BARE_OPTION.test(before)) return "unclear";
  const opened = openedBy(before);
  if (opened === undefined && OPTION.test(before)) return /^(?:$|\s)/.test(behind) ? place : "unclear";
  // White space at the end of a header is no part of it (RFC 9110 §5.5).
  if (opened !== undefined) return behind.replace(/^[ \t]+/, "").startsWith(opened) ? place : "unclear";
  return END.test(behind) || /^\\?["'`]/.test(behind) ? place : "unclear";
}

/** Whether there is a command line in a text. */
export function isCommand(text: string): boolean {
  return COMMAND.test(text);
}

/** Whether whoever runs a text puts a value in the place behind `before`: a shell does, but not in single quotes, and a template literal. */
export function isFilled(before: string, isCommand: boolean): boolean {
  const opened = HEADER.test(before) || OPTION.test(before) ? openedBy(before) : ADDRESS.exec(before)?.[1];
  if (opened === "`") return true;
  return isCommand && opened !== "'" && opened !== "\\'";
}

/** The quote in which a header is still open. */
function openedBy(before: string): string | undefined {
  const [, option] = OPTION.exec(before) ?? [];
  const [, first, second, third] = HEADER.exec(before) ?? [];
  return option ?? third ?? (second === undefined ? first : undefined);
}

/** A quote right before the token: the shell puts together what is in quotes and what follows. */
function inQuotes(before: string, behind: string): Place {
  const [, quote = ""] = /(\\?["'])$/.exec(before) ?? [];
  if (openedBy(before.slice(0, -quote.length)) !== quote) return "quotes";
  return quote.length === 1 && /^(?:$|\s)/.test(behind) ? "authorization" : "unclear";
}

function inQuery(before: string, behind: string, isCommand: boolean): Place {
  if (ESCAPED.test(behind)) return "escaped";
  const [, opened = "", address = ""] = ADDRESS.exec(before) ?? [];
  const ends = /^[&#]/.test(behind);
  if (/["'`]/.test(opened)) return ends || behind.startsWith(opened) ? "query" : "unclear";
  if (isCommand && /(?<!\\)&/.test(address)) return COMMAND.test(lineOf(before)) ? "unquoted" : "unclear";
  const closing = CLOSING[opened];
  return ends || END.test(behind) || /^(?:\s|\\?["'`])/.test(behind) || (closing !== undefined && behind.startsWith(closing))
    ? "query"
    : "unclear";
}

/** The line of a shell that a text ends in, which a backslash continues on the next. */
function lineOf(text: string): string {
  return text.replace(/\\\r?\n/g, " ").replace(/^[\s\S]*\n/, "");
}

/** The places of a request that a token is sent in, as it is or with something behind it. */
const CARRIES: readonly Place[] = ["authorization", "query", "clickhouse-key", "unclear"];

/** Of several tokens, the one in a place where Tinybird reads it: the first that is surely there. */
export function carrying(sentAs: readonly SentAs[]): number {
  const sure = sentAs.findIndex(({ place }) => place !== "unclear" && CARRIES.includes(place));
  return sure >= 0 ? sure : sentAs.findIndex(({ place }) => place === "unclear");
}

/** Whether several tokens are sent, each in a place of its own: which of them counts is not documented. */
export function sendsSeveral(sentAs: readonly SentAs[] | undefined): boolean {
  return new Set(sentAs?.flatMap(({ place }) => (CARRIES.includes(place) ? [place] : []))).size > 1;
}

/** What is wrong with the places that Tinybird does not read. */
const MISTAKES: { readonly [place in NonNullable<Place>]?: string } = {
  twice: "`Bearer` is before it twice.",
  quotes: "There are quotes around it, which are sent as a part of it.",
  json: "JSON is sent, and not the token in it.",
  scheme: "The header `Authorization` does not say `Bearer` and a space before it.",
  colon: "There is no colon after the header’s name: curl leaves such a header out.",
  header: "It is in a header that Tinybird does not read.",
  parameter: "It is in a parameter that is not named `token`.",
  escaped: "White space or a quote is sent after it, as a part of it.",
  unquoted: "The address is not in quotes: the shell ends it at its first `&`, and does not send the token after that.",
};

export function sent({ called, origin, token }: Pick<Case, "called" | "origin" | "token">): Cause {
  if (called === undefined) return { ...SENT, applies: undefined, why: "The whole URL or curl command is needed to find out." };
  const place = called.sentAs?.find((each) => each.token === token)?.place;
  if (sendsSeveral(called.sentAs))
    return {
      ...SENT,
      applies: undefined,
      why: "Different tokens are sent in several places, and which of them counts is not known here. Send one of them, or paste it alone.",
    };
  if (place === undefined) return { ...SENT, applies: undefined, why: "How the token was sent cannot be seen in what is given." };
  if (place === "unclear")
    return {
      ...SENT,
      applies: undefined,
      why: "How much of what stands around it is sent with it cannot be seen: end the quote right after it.",
    };
  // Whoever is called, it does not get there.
  if (place === "unquoted") return { ...SENT, applies: true, why: MISTAKES[place] ?? "", fix: 'curl "https://…?token=eyJ…", in quotes' };
  if (called.isClickHouse === true) {
    if (place === "clickhouse-key") return { ...SENT, applies: false, why: "It is in the header `X-ClickHouse-Key`." };
    const why = "Tinybird’s documentation has the token of its ClickHouse interface in the header `X-ClickHouse-Key`, and nowhere else.";
    return place === "authorization" || place === "query"
      ? { ...SENT, applies: undefined, why }
      : { ...SENT, applies: true, why, fix: "X-ClickHouse-Key: eyJ…" };
  }
  if (place === "authorization") return { ...SENT, applies: false, why: "It is in the header `Authorization`, after `Bearer`." };
  if (place === "query") return { ...SENT, applies: false, why: "It is in the parameter `token`." };
  // Whatever stands before Tinybird may read it elsewhere.
  if (
    place !== "colon" &&
    origin !== undefined &&
    !/\/\/(?:api\.(?:[\w-]+\.)*tinybird\.co|(?:localhost|127\.0\.0\.1|\[::1\]):7181)$/.test(origin)
  )
    return { ...SENT, applies: undefined, why: `${new URL(origin).host} is not an API host of Tinybird’s, and may read it there.` };
  const fix =
    place === "parameter" || place === "escaped"
      ? "?token=eyJ…, with nothing after it but another parameter"
      : "Authorization: Bearer eyJ…";
  if (place === "clickhouse-key")
    return { ...SENT, applies: true, why: "Only the ClickHouse interface, a host of its own, reads the header `X-ClickHouse-Key`.", fix };
  return { ...SENT, applies: true, why: MISTAKES[place] ?? "", fix };
}
