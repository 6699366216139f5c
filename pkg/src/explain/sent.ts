/** Where a request carries its token: Tinybird reads it there, or it might as well not be there. */
import type { Case, Cause } from "./case.js";

/** What stands around a token. `undefined` for what is not known, which nothing is said of. */
export type Place =
  "authorization" | "query" | "clickhouse-key" | "twice" | "quotes" | "json" | "scheme" | "header" | "parameter" | "escaped" | undefined;

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
  [/(?:^|[^\w-])authorization\\?["']?\s*[:=]\s*f?\\?["'`]?bearer\s+$/i, "authorization"],
  [/--oauth2-bearer[ =]["']?$/, "authorization"],
  [/(?:^|[^\w-])authorization\\?["']?\]?\s*[:=]\s*f?\\?["'`]?bearer\s+\\?["']$/i, "quotes"],
  [/bearer\s+\\?["']?\{[^{}]*$/i, "json"],
  // A variable may have that name, too.
  [/(?:^|[^\w-])authorization\\?["']?(?:\s*:|\]\s*=)\s*f?\\?["'`]?(?:\w+\s+)?$/i, "scheme"],
  [/x-clickhouse-key\\?["']?\s*[:=]\s*f?\\?["'`]?$/i, "clickhouse-key"],
  [/(?:^|["'`\s])x-[\w-]+\\?["']?\s*:\s*f?\\?["'`]?(?:bearer\s+)?$/i, "header"],
  [/[?&]token=$/, "query"],
  [/[?&][\w-]+=(?:bearer(?:\s|%20|\+)+)?$/i, "parameter"],
];
/** What ends a token in a header, and in a query string. */
const ENDS = { header: /^(?:$|[\s"'`\\,;)])/, query: /^(?:$|[\s"'`\\<>)\],.;#&])/ };
/** White space and quotes, as URLs write them. */
const ESCAPED = /^%(?:0a|0d|20|22|27)/i;

/** The place between two texts. */
export function placeBetween(before: string, behind: string): Place {
  const place = BEFORE.find(([pattern]) => pattern.test(before))?.[1];
  if (place === "query") return ESCAPED.test(behind) ? "escaped" : ENDS.query.test(behind) ? place : undefined;
  if (place === "authorization" || place === "clickhouse-key") return ENDS.header.test(behind) ? place : undefined;
  return place;
}

/** What is wrong with the places that Tinybird does not read. */
const MISTAKES: { readonly [place in NonNullable<Place>]?: string } = {
  twice: "`Bearer` stands twice before it.",
  quotes: "There are quotes around it, which are sent as a part of it.",
  json: "JSON is sent, and not the token in it.",
  scheme: "The header `Authorization` does not say `Bearer` before it.",
  header: "It is in a header that Tinybird does not read.",
  parameter: "It is in a parameter that is not named `token`.",
  escaped: "White space or a quote is sent behind it, as a part of it.",
};

export function sent({ called, origin, token }: Pick<Case, "called" | "origin" | "token">): Cause {
  if (called === undefined) return { ...SENT, applies: undefined, why: "The whole URL or curl command is needed to find out." };
  const place = called.sentAs?.find((each) => each.token === token)?.place;
  if (place === undefined) return { ...SENT, applies: undefined, why: "How the token was sent cannot be seen in what is given." };
  if (called.isClickHouse === true) {
    if (place === "clickhouse-key") return { ...SENT, applies: false, why: "It is in the header `X-ClickHouse-Key`." };
    const why = "Tinybird’s documentation has the token of its ClickHouse interface in the header `X-ClickHouse-Key`, and nowhere else.";
    return place === "authorization" || place === "query"
      ? { ...SENT, applies: undefined, why }
      : { ...SENT, applies: true, why, fix: "X-ClickHouse-Key: eyJ…" };
  }
  if (place === "authorization") return { ...SENT, applies: false, why: "It is in the header `Authorization`, behind `Bearer`." };
  if (place === "query") return { ...SENT, applies: false, why: "It is in the parameter `token`." };
  // Whatever stands before Tinybird may read it elsewhere.
  if (origin !== undefined && !/\/\/(?:api\.(?:[\w-]+\.)*tinybird\.co|(?:localhost|127\.0\.0\.1|\[::1\]):7181)$/.test(origin))
    return { ...SENT, applies: undefined, why: `${new URL(origin).host} is no API host of Tinybird’s, and may read it there.` };
  const fix =
    place === "parameter" || place === "escaped"
      ? "?token=eyJ…, with nothing behind it but another parameter"
      : "Authorization: Bearer eyJ…";
  if (place === "clickhouse-key")
    return { ...SENT, applies: true, why: "Only the ClickHouse interface, a host of its own, reads the header `X-ClickHouse-Key`.", fix };
  return { ...SENT, applies: true, why: MISTAKES[place] ?? "", fix };
}
