/**
 * Tokens as they survive terminals, chats and mails: broken over lines, indented, quoted, or cut off. Lines are joined only where
 * together they make a token.
 */
import { decoded } from "./base64.js";

/** A token in a text. */
export interface Piece {
  /** What can be read of it, with what is stuck to its end. */
  readonly text: string;
  /** The escapes of a line break that are stuck to its end, and are not in `text`. */
  readonly escapes?: string;
  /** As it stood in the text, up to its first line break. */
  readonly source: string;
  /** Where it begins in the text, and where it ends. */
  readonly start: number;
  readonly end: number;
  /** Over how many lines it went. */
  readonly lines: number;
  /** How many characters are there, of one that was cut off. */
  readonly cutAfter?: number;
  /** What has become of it, where that is known: a sentence. */
  readonly damage?: string;
}

/** Where one begins: a JWT's header, or a static token. `eyJ` alone is any JSON in base64url. The escapes of URLs and terminals may stand before it, and a `Bearer` without its space. */
const BEGINNING = /(?:(?<![\w.-])|(?<=%[\dA-Fa-f]{2}|\p{Cc}\[[\d;]*m|[Bb]earer|BEARER))(?:p\.[\w-]{8,}|eyJ[\w-]{6,}|eyJ[\w-]*\.)[\w.-]*/gu;
/**
 * What may stand between two parts of a token: a line break, with what mails, chats, tables and `cat -n` put around it, or the quotes of a
 * text that was put together over several lines.
 */
const BREAK = /^(?:[ \t"'`+│┃|]*\\?\r?\n|=\r?\n)[ \t\r\n]*(?:\d+[ \t]+)?[ \t>|│┃"'`]*(?=[\w.-])/;
const PART = /[\w.-]+/y;
/** What is stuck to a token's end and is no part of one: padding, and the other characters of base64. A single `=` before a line break is a mail's. */
const STUCK = /^(?!=[ \t]*\r?\n)[=+/][\w.+/=-]*/;
/** A line break as URLs write it. */
const ESCAPES = /^(?:%0[ad])+/i;
/** So that white space without an end costs little. */
const MAX_BREAK = 200;
/** Of what is stuck to a token, characters. */
const MAX_STUCK = 200;
/** How the header of a JWT begins: {"alg, {"typ, {"kid, {"cty, {"enc. Other JSON in base64url is no token. */
const HEADER = /^eyJ(hbGci|0eXAi|raWQi|jdHki|lbmMi)/;
/** How long signatures are: of HS256, HS384, HS512 or ES256, ES384, RS256, ES512, RSA of 3072 and 4096 bits. */
const SIGNATURES: readonly number[] = [43, 64, 86, 128, 342, 176, 512, 683];
/** So that a hostile text costs no more than its length. */
const MAX_LINES = 400;

export function pieces(text: string): readonly Piece[] {
  const found = new Map<string, Piece>();
  let end = 0;
  for (const match of text.matchAll(BEGINNING)) {
    if (match.index < end) continue;
    const first = withoutDots(match[0]);
    const whole = joined(text, first, match.index);
    end = whole?.end ?? match.index + match[0].length;
    const shortened = !isWhole(first) && (first.length < match[0].length || /^(…|\[)/.test(text.slice(end, end + 1)));
    const piece = whole === undefined ? single(first, shortened) : { text: whole.text, source: first, lines: whole.lines };
    if (piece === undefined) continue;
    if ("cutAfter" in piece) {
      const damage = brokenAt(text, first, match.index) ?? lost(first);
      if (damage !== undefined) {
        end = Math.max(end, damage.end ?? 0);
        // Dots would make a JWT of what is none.
        const source = damage.end === undefined ? first : piece.text;
        if (!found.has(source))
          found.set(source, {
            ...piece,
            text: source,
            damage: damage.why,
            start: match.index,
            end: Math.max(match.index + first.length, damage.end ?? 0),
          });
        continue;
      }
    }
    const place = { start: match.index, end: whole?.end ?? match.index + first.length };
    const stuck = "cutAfter" in piece ? "" : stuckTo(text, match.index, place.end);
    end = Math.max(end, place.end + stuck.length);
    const escapes = stuck === "" ? ESCAPES.exec(text.slice(place.end, place.end + MAX_STUCK))?.[0] : undefined;
    const all = { ...piece, text: piece.text + stuck, ...(escapes !== undefined && { escapes }) };
    if (!found.has(all.text)) found.set(all.text, { ...all, start: place.start, end: place.end + stuck.length });
  }
  return [...found.values()];
}

/** What may have come between the characters of a token: an escape, other base64, white space, what is not seen. */
const BETWEEN = /(?:%2e|[=+/\u00a0\u00ad\u200b-\u200d\u2060\ufeff]|[ \t](?=[\w.-]))+/iy;
const MAX_BETWEEN = 64;
const SEEN: { readonly [char: string]: string } = { " ": "a space", "\t": "a tab" };

/** What breaks a token that would be whole without it. */
function brokenAt(text: string, first: string, start: number): { readonly why: string; readonly end: number } | undefined {
  let [token, end, by] = [first, start + first.length, ""];
  for (let count = 0; count < MAX_BETWEEN && !isWhole(token); count++) {
    BETWEEN.lastIndex = end;
    const [between] = BETWEEN.exec(text) ?? [];
    if (between === undefined) return undefined;
    PART.lastIndex = end + between.length;
    const [next = ""] = PART.exec(text) ?? [];
    by ||= between;
    token +=
      between
        .replace(/%2e/gi, ".")
        .replaceAll("+", "-")
        .replaceAll("/", "_")
        .replace(/[^.\w-]/g, "") + next;
    end += between.length + next.length;
  }
  if (by === "" || !isWhole(token.replace(/\.$/, ""))) return undefined;
  const char = /^%2e/i.exec(by)?.[0] ?? by.charAt(0);
  const name =
    SEEN[char] ?? (/[\x21-\x7e]/.test(char) ? `\`${char}\`` : `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`);
  return { why: `It is broken by ${name} after ${first.length} characters.`, end };
}

/** What is missing before a text that looks like a token's beginning, and is its second part. */
function lost(token: string): { readonly why: string; readonly end?: undefined } | undefined {
  const [payload = "", signature, ...more] = token.split(".");
  if (signature === undefined || more.length > 0) return undefined;
  const members = membersOf(payload);
  if (members?.["workspace_id"] !== undefined || members?.["scopes"] !== undefined)
    return { why: "Its header is missing, the first of the three parts of a JWT: it begins with the claims." };
  if (typeof members?.["u"] === "string" && typeof members["id"] === "string")
    return { why: "Its `p.` is missing: it is what a static token has after that." };
  return undefined;
}

function membersOf(segment: string): { readonly [member: string]: unknown } | undefined {
  try {
    const json: unknown = JSON.parse(decoded(segment));
    return typeof json === "object" && json !== null ? (json as { readonly [member: string]: unknown }) : undefined;
  } catch {
    return undefined;
  }
}

/** What makes another text of a token that ends here. In a path a slash parts it from what follows, and in a list from another token. */
function stuckTo(text: string, start: number, end: number): string {
  const [stuck = ""] = STUCK.exec(text.slice(end, end + MAX_STUCK)) ?? [];
  if (/[=+/](?:eyJ|p\.)/.test(stuck) || (stuck.startsWith("/") && text.charAt(start - 1) === "/")) return "";
  return stuck.replace(/\.+$/, "");
}

/** Without the stop of a sentence, or the dots of who has shortened it, and what stands behind those. A single one may be all that there is of a signature. */
function withoutDots(text: string): string {
  const [whole = text] = text.split(/\.{3,}/);
  if (whole !== text) return whole;
  const bare = text.replace(/\.+$/, "");
  return isWhole(bare) || text.endsWith("..") ? bare : text;
}

/** The lines from here on that together are a token, if there are several. */
function joined(text: string, first: string, start: number): { text: string; lines: number; end: number } | undefined {
  let [token, end, lines] = [first, start + first.length, 1];
  while (!isWhole(token) && lines < MAX_LINES) {
    const [between] = BREAK.exec(text.slice(end, end + MAX_BREAK)) ?? [];
    if (between === undefined) return undefined;
    PART.lastIndex = end + between.length;
    const [next] = PART.exec(text) ?? [];
    if (next === undefined) return undefined;
    // Behind two dots, or where no dot stands before it, that is the next token.
    if (/^(eyJ|p\.)/.test(next) && (!token.endsWith(".") || isFull(token))) return undefined;
    token += next;
    end += between.length + next.length;
    lines++;
  }
  return lines > 1 && isWhole(token) ? { text: token, lines, end } : undefined;
}

function isFull(token: string): boolean {
  return token.split(".").length >= 3;
}

function isWhole(token: string): boolean {
  const segments = token.split(".");
  const signature = segments.at(-1) ?? "";
  return segments.length === 3 && (token.startsWith("p.") ? signature.length === 43 : SIGNATURES.includes(signature.length));
}

/** A token on one line. One that is cut off gets the dots that it lacks, so that what is there can be read. */
function single(token: string, shortened: boolean): Omit<Piece, "start" | "end"> | undefined {
  const piece = { text: token, source: token, lines: 1 };
  const cutAfter = token.length;
  const segments = token.split(".");
  const signature = segments[2] ?? "";
  if (token.startsWith("p.")) {
    if (isGlued(segments)) return { ...piece, damage: "Two tokens stand together, with nothing between them." };
    if (segments[1]?.startsWith("eyJ") === true && signature.length < 43) return { ...piece, cutAfter };
    return signature === "" ? undefined : piece;
  }
  if (isGlued(segments)) return { ...piece, damage: "Two tokens stand together, with nothing between them." };
  if (segments.length > 3) return piece;
  if (segments.length === 1 && !HEADER.test(token)) return undefined;
  // A signature of no length at all was never there: "alg": "none".
  const cut = segments.length < 3 || shortened || (signature !== "" && signature.length < 43);
  return cut ? { ...piece, text: token + ".".repeat(3 - segments.length), cutAfter } : piece;
}

/** Whether the signature of one token ends in the beginning of another. */
function isGlued(segments: readonly string[]): boolean {
  const [, , signature = ""] = segments;
  return segments.length > 3 && SIGNATURES.some((length) => /^(?:eyJ[\w-]*|p)$/.test(signature.slice(length)));
}
