/** The request that was pasted along with a token: which API it calls, and what it wants to read there. */

export interface Called {
  /** The endpoint, where the address is that of one. */
  readonly pipe?: string;
  /** The query string, without the token. */
  readonly query: string;
  /** Whether a JWT may be used there at all: endpoints and reads of data sources. */
  readonly readable: boolean;
  readonly path: string;
  /** The query in SQL, where one was sent. */
  readonly sql?: string;
}

/** An address as it stands in a curl line or in code; or a path behind a method, as logs have it. */
const ADDRESS = /https?:\/\/[^\s'"\\<>`]+/;
const PATH = /(?:\b(?:GET|POST|PUT|DELETE|HEAD|PATCH)\s+|["'\s=])(\/v[01]\/[^\s'"\\<>`]+)/;
/** What curl sends as the body. */
const BODY = /\s(?:-d|--data(?:-raw|-binary|-urlencode)?)[ =]?\$?(?:'([^']*)'|"([^"]*)")/;

export function calledIn(text: string): { readonly called?: Called; readonly origin?: string } {
  const address = ADDRESS.exec(text)?.[0];
  if (address !== undefined && URL.canParse(address)) {
    const url = new URL(address);
    return { called: read(url, text), origin: url.origin };
  }
  const path = PATH.exec(text)?.[1];
  if (path === undefined || !URL.canParse(path, "https://x.invalid")) return {};
  return { called: read(new URL(path, "https://x.invalid"), text) };
}

function read({ hostname, port, pathname, searchParams }: URL, text: string): Called {
  const pipe = /^\/v0\/pipes\/([^/]+)\.(?:json|csv|ndjson|parquet|prometheus)$/.exec(pathname)?.[1];
  const clickhouse = isClickHouse(hostname, port);
  const isSql = clickhouse || pathname === "/v0/sql";
  const sql = isSql ? (searchParams.get("q") ?? searchParams.get("query") ?? body(text)) : undefined;
  searchParams.delete("token");
  return {
    path: pathname,
    query: String(searchParams),
    readable: pipe !== undefined || isSql,
    ...(pipe !== undefined && { pipe: decoded(pipe) }),
    ...(sql !== undefined && { sql }),
  };
}

/** Tinybird's ClickHouse interface, which takes JWTs: a host of its own in the cloud, a port of its own in Tinybird Local. */
function isClickHouse(hostname: string, port: string): boolean {
  return (
    /^clickhouse\.(?:[\w-]+\.)*tinybird\.co$/.test(hostname) || (/^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname) && port === "7182")
  );
}

function body(text: string): string | undefined {
  const [, single, double] = BODY.exec(text) ?? [];
  return (single ?? double)?.replace(/^(?:q|query)=/, "");
}

/** A name with a stray percent sign stays as it is. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * The pipes and data sources that a query reads, where that can be seen at a glance: nothing for one with subqueries that are named,
 * functions that make tables, or without a FROM.
 */
export function tablesOf(sql: string): readonly string[] | undefined {
  const plain = sql.replace(/'(?:[^'\\]|\\.|'')*'/g, "''").replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, " ");
  if (/\bWITH\b/i.test(plain)) return undefined;
  if (/\bFROM\s+[\w.`"]+(\s+(AS\s+)?\w+)?\s*,/i.test(plain)) return undefined;
  const tables: string[] = [];
  for (const match of plain.matchAll(/\b(?:FROM|JOIN)\s+(?:`([^`]+)`|"([^"]+)"|([A-Za-z_][\w.]*)|\()\s*(\()?/gi)) {
    const [, ticked, quoted, bare, call] = match;
    const name = ticked ?? quoted ?? bare;
    // A subquery has a FROM of its own.
    if (name === undefined) continue;
    if (call !== undefined || name.includes(".")) return undefined;
    tables.push(name);
  }
  return tables.length > 0 ? [...new Set(tables)] : undefined;
}
