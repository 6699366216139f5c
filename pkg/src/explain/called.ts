/** The request that was pasted along with a token: which API it calls, and what it wants to read there. */
import type { SentAs } from "./sent.js";

export interface Called {
  /** The endpoint, where the address is that of one. */
  readonly pipe?: string;
  /** The query string, without any token. */
  readonly query: string;
  /** Whether a JWT may be used there at all: endpoints and reads of data sources. */
  readonly readable: boolean;
  readonly path: string;
  /** The query in SQL, where one was sent; of an endpoint, an empty text where there may be one in a body that is not read here. */
  readonly sql?: string;
  /** Whether it is the ClickHouse interface. */
  readonly isClickHouse?: boolean;
  /** Where each token of the text stands. */
  readonly sentAs?: readonly SentAs[];
}

/** An address as it stands in a curl line or in code; or a path behind a method, as logs have it. */
const ADDRESS = /https?:\/\/[^\s"\\<>`]+/g;
const PATH = /(?:\b(?:GET|POST|PUT|DELETE|HEAD|PATCH)\s+|["'\s=])(\/v[01]\/[^\s'"\\<>`]+)/;
/** The host of a request as it goes over the wire, or as `curl -v` shows it. */
const HOST = /^>?[ \t]*host:[ \t]*([\w.:[\]-]+)[ \t]*$/im;
/** What stands before the address of a page, and not of the request. */
const OF_PAGE = /(?:origin|referer)["']?\s*[:=]\s*["']?$/i;
/** What curl sends as the body: a word of the shell, in quotes or not. */
const BODY =
  /\s(?:-d|--data(?:-raw|-binary|-urlencode)?)[ =]?(?=\S)((?:\$'(?:[^'\\]|\\[\s\S])*'|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]|[^\s'"\\])+)/g;

/** Bodies and parameters that are written in other ways: other options of curl, calls of fetch and of requests. */
const OTHER_BODY = /\s(?:--json|-F|--form|--form-string|--url-query|-T|--upload-file)[ =]|[\s,{(](?:body\s*:|(?:data|json|params)\s*=)/;

/**
 * @param isFolded whether lines of the text are known to be broken where a terminal ended
 * @param tokens those that were found in it, which nothing here repeats
 */
export function calledIn(
  text: string,
  isFolded: boolean,
  tokens: readonly string[],
): { readonly called?: Called; readonly origin?: string } {
  const all = addressesIn(text, isFolded);
  const path = PATH.exec(text)?.[1];
  const address = all.find(isApi) ?? (path === undefined ? all[0] : undefined);
  if (address === "") return {};
  if (address !== undefined) {
    const url = new URL(address);
    return { called: read(url, text, tokens), origin: url.origin };
  }
  const host = HOST.exec(text)?.[1];
  const origin = host === undefined ? undefined : `${/^(localhost|127\.|\[)/.test(host) ? "http" : "https"}://${host}`;
  const base = origin !== undefined && URL.canParse(origin) ? origin : undefined;
  if (path === undefined || !URL.canParse(path, base ?? "https://x.invalid")) return {};
  const called = read(new URL(path, base ?? "https://x.invalid"), text, tokens);
  return { called, ...(base !== undefined && { origin: new URL(base).origin }) };
}

/** The addresses of requests, in the order in which they stand there; an empty text for one of which the rest is not known. */
function addressesIn(text: string, isFolded: boolean): readonly string[] {
  const width = isFolded ? text.split("\n").reduce((most, line) => Math.max(most, line.trimEnd().length), 0) : 0;
  return [...text.matchAll(ADDRESS)].flatMap((match) => {
    if (OF_PAGE.test(text.slice(Math.max(0, match.index - 40), match.index))) return [];
    const quote = /["']/.exec(text.charAt(match.index - 1))?.[0];
    // A query may have quotes of the other kind in it.
    const [bare = ""] = quote === "'" ? match[0].split("'") : [match[0]];
    const end = match.index + bare.length;
    if (quote !== undefined && /^[ \t]*\\?\r?\n/.test(text.slice(end, end + 80))) {
      const close = text.indexOf(quote, end);
      // A quote that is still open at the line's end: the address goes on.
      if (close >= 0) return valid(bare + text.slice(end, close).replace(/(?<![ \t])[ \t]*\\?\r?\n[ \t>|]*/g, ""));
    }
    const start = text.lastIndexOf("\n", match.index) + 1;
    if (isFolded && /^\r?\n\S/.test(text.slice(end, end + 3)) && end - start >= width) return [""];
    // The stop of a sentence, or what closes a parenthesis around it.
    return valid(quote === undefined ? bare.replace(/[.,;:!?)\]']+$/, "") : bare);
  });
}

function valid(address: string): readonly string[] {
  return URL.canParse(address) ? [address] : [];
}

/** Tinybird's own API, or one with its paths, and not its documentation. */
function isApi(address: string): boolean {
  if (address === "") return true;
  const { hostname, port, pathname } = new URL(address);
  return /^(api|clickhouse)\.(?:[\w-]+\.)*tinybird\.co$/.test(hostname) || /^\/v\d+\//.test(pathname) || isClickHouse(hostname, port);
}

function read({ hostname, port, pathname, searchParams }: URL, text: string, tokens: readonly string[]): Called {
  const path = tokens.reduce((path, token) => path.replaceAll(token, "…"), pathname.replace(/(?<=.)\/$/, ""));
  const pipe = /^\/v0\/pipes\/([^/]+)\.(?:json|csv|ndjson|parquet|prometheus)$/.exec(path)?.[1];
  const clickhouse = isClickHouse(hostname, port);
  const isSql = clickhouse || path === "/v0/sql";
  const sql = isSql
    ? (searchParams.get("q") ?? searchParams.get("query") ?? body(text))
    : pipe === undefined
      ? undefined
      : (searchParams.get("q") ?? ofPipe(text));
  const query = [...searchParams].filter(
    ([name, value]) => name !== "token" && !tokens.some((token) => `${name}=${value}`.includes(token)),
  );
  return {
    path,
    query: String(new URLSearchParams(query)),
    readable: pipe !== undefined || isSql,
    ...(pipe !== undefined && { pipe: decoded(pipe) }),
    ...(sql !== undefined && { sql }),
    ...(clickhouse && { isClickHouse: true }),
  };
}

/** Tinybird's ClickHouse interface, which takes JWTs: a host of its own in the cloud, a port of its own in Tinybird Local. */
function isClickHouse(hostname: string, port: string): boolean {
  return (
    /^clickhouse\.(?:[\w-]+\.)*tinybird\.co$/.test(hostname) || (/^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname) && port === "7182")
  );
}

/** The query in curl's body; nothing where there are several of which none is named, or where it is in a file. */
function body(text: string): string | undefined {
  const all = [...text.matchAll(BODY)].map(([, word = ""]) => unquoted(word));
  const query = all.find((each) => /^(?:q|query)=/.test(each)) ?? (all.length === 1 ? all[0] : undefined);
  return query === undefined || query.startsWith("@") ? undefined : query.replace(/^(?:q|query)=/, "");
}

/** The query of a pipe that curl's body has; an empty text where the body may have one that is not seen, in a file or as JSON. */
function ofPipe(text: string): string | undefined {
  const all = [...text.matchAll(BODY)].map(([, word = ""]) => unquoted(word));
  const named = all.flatMap((each) => /(?:^|&)(?:q|query)=([^&]*)/.exec(each)?.[1] ?? []);
  const isSeen = all.every((each) => each === "" || /^[\w.-]+=/.test(each)) && !OTHER_BODY.test(text);
  return named[0] ?? (isSeen ? undefined : "");
}

/** What a shell makes of a word. */
function unquoted(word: string): string {
  return word.replace(
    /\$'((?:[^'\\]|\\[\s\S])*)'|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g,
    (_, ansi?: string, single?: string, double?: string, escaped?: string) =>
      ansi?.replace(/\\n/g, "\n").replace(/\\([\s\S])/g, "$1") ?? single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped ?? "",
  );
}

/** A name with a stray percent sign stays as it is. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
