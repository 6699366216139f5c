/**
 * A filter's ClickHouse SQL, as far as SQLite can run it. Strings are bound as values: the two read a backslash differently,
 * and what is one string to ClickHouse must not become SQL here.
 */

/** A comment, a quoted name, or a string with its escapes. */
const QUOTED = /--.*|\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\[\s\S])*"|`(?:[^`\\]|\\[\s\S])*`|'((?:[^'\\]|\\[\s\S]|'')*)'/g;

const ESCAPES: { readonly [letter: string]: string } = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** The condition, its strings appended to `values`. */
export function asSqlite(filter: string, values: (string | number)[]): string {
  let text = "";
  let from = 0;
  for (const match of filter.matchAll(QUOTED)) {
    text += plain(filter.slice(from, match.index));
    if (match[1] === undefined) text += match[0];
    else text += `?${values.push(unescape(match[1]))}`;
    from = match.index + match[0].length;
  }
  return text + plain(filter.slice(from));
}

/** ClickHouse writes lists in square brackets. */
function plain(sql: string): string {
  return sql.replaceAll("[", "(").replaceAll("]", ")");
}

function unescape(text: string): string {
  return text.replace(/\\x([0-9a-fA-F]{2})|\\([\s\S])|''/g, (all, hex: string | undefined, letter: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return letter === undefined ? (all === "''" ? "'" : all) : (ESCAPES[letter] ?? letter);
  });
}
