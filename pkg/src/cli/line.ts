/**
 * Text for a terminal. What is in a token, a template or a file may come from anybody: a control character in it could move the
 * cursor, colour what follows or turn its direction, and a line break begin a line that looks like ours. So a line is made of
 * escaped parts, nothing else can be printed, and lines are joined by whoever prints them.
 */
/** What a line is made of. Text is escaped, a line stays as it is. */
export type Part = string | number | Line;

/** Fit to be printed: one line, in which nothing but our own colours controls the terminal. */
export class Line {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  static of(...parts: readonly Part[]): Line {
    return new Line(parts.map((part) => (part instanceof Line ? part.#text : visible(String(part)))).join(""));
  }

  /** @param paint gives the text its colour */
  static painted(part: Part, paint: (text: string) => string): Line {
    return new Line(paint(Line.of(part).#text));
  }

  /** The same without static tokens: reports show what is in a JWT, which may be one by mistake. */
  withoutStaticTokens(): Line {
    return new Line(replaced(this.#text, STATIC_TOKENS));
  }

  /** The same without JWTs and signatures either: what is said about a call repeats what was typed. */
  withoutSecrets(): Line {
    return new Line(replaced(this.#text, SECRETS));
  }

  toString(): string {
    return this.#text;
  }
}

/** A line from a template literal, whose own text has to be harmless as well. */
export function line(texts: TemplateStringsArray, ...parts: readonly Part[]): Line {
  return Line.of(...texts.flatMap((text, index) => [text, ...parts.slice(index, index + 1)]));
}

/** Joins lines to one. */
export function joined(parts: readonly Part[], separator: string): Line {
  return Line.of(...parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])));
}

/** A JSON text, line by line; what is escaped in it stays JSON. */
export function jsonLines(value: unknown, indent = 2): string[] {
  return JSON.stringify(value, null, indent).split("\n");
}

/**
 * Control, format and separating characters (Unicode's Cc, Cf, Zl, Zp: C0, C1, bidi, zero-width), what has no width at all, and half
 * surrogates.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** Writes what cannot be seen as JSON would escape it. */
function visible(text: string): string {
  return text.replace(INVISIBLE, (character) =>
    Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`).join(""),
  );
}

/** A dot, in a URL and in JSON too. */
const DOT = String.raw`(?:\.|%(?:25)*2e|\\u002e)`;
type Patterns = readonly (readonly [pattern: RegExp, instead: string])[];

/** Whatever stands before it: `-Kp.eyJ…` is a token behind an option. */
const STATIC_TOKENS: Patterns = [[new RegExp(String.raw`p${DOT}eyJ[\w-]*(?:${DOT}[\w-]*)?`, "gi"), "p.…"]];

/** In this order: what is left of one may look like another. */
const SECRETS: Patterns = [
  ...STATIC_TOKENS,
  [new RegExp(String.raw`p${DOT}[\w-]{16,}${DOT}[\w-]{16,}`, "gi"), "p.…"],
  [new RegExp(String.raw`\bp${DOT}[\w-]{8,}(?:${DOT}[\w-]*)?`, "gi"), "p.…"],
  // A JWT, or a part of a token: JSON in base64url.
  [new RegExp(String.raw`eyJ(?:[\w-]*(?:${DOT}[\w-]*)+|[\w-]{32,})`, "gi"), "eyJ…"],
  // A signature alone: 32 bytes.
  [/(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*[\d_-])[\w-]{43}(?![\w-])/g, "…"],
];

function replaced(text: string, patterns: Patterns): string {
  return patterns.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
}
