/** Finds tokens in pasted text. What they are and what is wrong with them is decided by `inspect`. */

export type Form = "token" | "header" | "curl" | "url" | "tinyb" | "text";

/** A URL that was pasted along with the token. */
export interface Called {
  /** The endpoint, if the URL is one's. */
  readonly pipe?: string;
  /** The query string, without the token. */
  readonly query: string;
  /** Whether this API accepts JWTs at all: endpoints and reads of data sources do. */
  readonly readable: boolean;
  readonly path: string;
}

export interface Found {
  readonly form: Form;
  /** Each with its name, if it had one. The whole text, if nothing in it looks like a token. */
  readonly tokens: readonly { readonly name?: string; readonly text: string }[];
  readonly called?: Called;
  /** What else `.tinyb` contains. */
  readonly workspace?: { readonly name?: string; readonly host?: string };
}

/** A JWT in compact form, or a static token, not inside a longer word. */
const TOKEN = /(?<![\w.-])(?:p\.[\w-]{8,}\.[\w-]+|eyJ[\w-]*(?:\.[\w-]*){1,4})(?![\w-])/g;

export function find(pasted: string): Found {
  const text = pasted.trim();
  const tinyb = readTinyb(text);
  if (tinyb !== undefined) return tinyb;
  const tokens = [...new Set(text.match(TOKEN))].map((text) => ({ text }));
  const called = calledIn(text);
  const form: Form = /^\$?\s*curl\b/.test(text)
    ? "curl"
    : /^https?:\/\//.test(text)
      ? "url"
      : /^(-H\s*['"]?)?(authorization\s*:|bearer\s)/i.test(text)
        ? "header"
        : tokens[0]?.text === text || tokens.length === 0
          ? "token"
          : "text";
  return { form, tokens: tokens.length > 0 ? tokens : [{ text }], ...(called && { called }) };
}

/** The credentials file of Tinybird's command line. */
function readTinyb(text: string): Found | undefined {
  if (!text.startsWith("{")) return undefined;
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof file !== "object" || file === null || !("token" in file || "user_token" in file)) return undefined;
  const { token, user_token, name, host } = file as { readonly [member: string]: unknown };
  const tokens = [
    { name: "token", text: token },
    { name: "user_token", text: user_token },
  ].filter((each): each is { name: string; text: string } => typeof each.text === "string");
  const workspace = { ...(typeof name === "string" && { name }), ...(typeof host === "string" && { host }) };
  return { form: "tinyb", tokens, workspace };
}

function calledIn(text: string): Called | undefined {
  const address = /https?:\/\/[^\s'"\\<>]+/.exec(text)?.[0];
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { pathname, searchParams } = new URL(address);
  const pipe = /^\/v0\/pipes\/([^/]+)\.(?:json|csv|ndjson|parquet|prometheus)$/.exec(pathname)?.[1];
  searchParams.delete("token");
  return {
    path: pathname,
    query: String(searchParams),
    readable: pipe !== undefined || pathname === "/v0/sql",
    ...(pipe !== undefined && { pipe: decodeURIComponent(pipe) }),
  };
}
