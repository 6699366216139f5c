/** Filters that hold for every row, as far as that can be seen in their text. */

/** Comments and string literals. */
const OPAQUE = /'(?:[^'\\]|\\[\s\S]|'')*'|--[^\n]*|#[ !][^\n]*|\/\*[\s\S]*?\*\//g;
/** So that a hostile text costs no more than its length. */
const MAX_LENGTH = 4096;

/** Whether it pins nothing: it is true whatever the row is, or nothing but a comment. */
export function holdsAlways(filter: string): boolean {
  if (filter.length > MAX_LENGTH) return false;
  const literals: string[] = [];
  // No space, parenthesis or word of a literal is taken for one of SQL.
  const plain = filter.replace(OPAQUE, (part) => (part.startsWith("'") ? `'${literals.push(part) - 1}'` : " ")).replace(/\s+/g, " ");
  // Its words join no conditions of the filter.
  if (/\bcase\b/i.test(plain)) return false;
  return plain.trim() === "" || isTrue(plain, literals);
}

function isTrue(condition: string, literals: readonly string[]): boolean {
  const bare = unwrapped(condition.trim().replace(/^where\b/i, ""));
  const some = split(bare, "or");
  if (some.length > 1) return some.some((each) => isTrue(each, literals));
  const all = split(bare, "and");
  if (all.length > 1 && !/\bbetween\b/i.test(bare)) return all.every((each) => isTrue(each, literals));
  if (/^(true|not (0|false)|not \( ?(0|false) ?\))$/i.test(bare)) return true;
  if (/^-?\d+(\.\d+)?$/.test(bare)) return Number(bare) !== 0;
  const [, left = "", operator = "", right = ""] =
    /^((?:[\w.]+|'\d+'|`\w+`|"\w+"))\s*(<=|>=|<>|!=|==|=|<|>|\bi?like\b)\s*((?:[\w.]+|'\d+'|`\w+`|"\w+"))$/i.exec(bare) ?? [];
  const [one, other] = [value(left, literals), value(right, literals)];
  if (/like$/i.test(operator)) return /^'%+'$/.test(other);
  if (one === other && left !== "") return ["=", "==", "<=", ">="].includes(operator);
  return isLiteral(one) && isLiteral(other) && compare(one, operator, other);
}

/** The conditions between a word that joins them, outside of parentheses. */
function split(condition: string, word: "or" | "and"): readonly string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (const { 0: found, index } of condition.matchAll(/[()]|\b(?:or|and)\b/gi)) {
    if (found === "(") depth++;
    else if (found === ")") depth--;
    else if (depth === 0 && found.toLowerCase() === word) {
      parts.push(condition.slice(start, index));
      start = index + word.length;
    }
  }
  return [...parts, condition.slice(start)];
}

/** Without the parentheses that stand around all of it. */
function unwrapped(condition: string): string {
  let bare = condition.trim();
  while (bare.startsWith("(") && bare.endsWith(")") && closesLast(bare)) bare = bare.slice(1, -1).trim();
  return bare;
}

function closesLast(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")" && --depth === 0) return at === text.length - 1;
  }
  return false;
}

function value(text: string, literals: readonly string[]): string {
  return /^'\d+'$/.test(text) ? (literals[Number(text.slice(1, -1))] ?? text) : text;
}

function isLiteral(text: string): boolean {
  return text.startsWith("'") || /^\d+(\.\d+)?$/.test(text);
}

function compare(one: string, operator: string, other: string): boolean {
  const areNumbers = !one.startsWith("'") && !other.startsWith("'");
  const [a, b] = areNumbers ? [Number(one), Number(other)] : [one, other];
  switch (operator) {
    case "<":
      return a < b;
    case ">":
      return a > b;
    case "<=":
      return a <= b;
    case ">=":
      return a >= b;
    case "!=":
    case "<>":
      return a !== b;
    default:
      return a === b;
  }
}
