/** What a query in SQL reads, where that can be seen at a glance. It is no parser: what it does not know, it says nothing about. */

/** Comments, string literals and quoted names; one that is not closed goes on to the end. */
const OPAQUE =
  /'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$)|`(?:[^`\\]|\\[\s\S])*(?:`|$)|--[^\n]*|#[ !][^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
/** Named subqueries; functions with a FROM of their own, or that read a table which they are given by name. */
const UNKNOWN = /\bWITH\b|\b(?:extract|trim|substring|overlay|joinGet\w*|dictGet\w*)\s*\(/i;
/** Behind `IN` a name is that of a table, or of a column. */
const IN_NAME = /\bIN\b(?!\s*\(\s*(?:SELECT\b|[\d-]))/i;
/** A list of tables, up to what ends it. */
const LIST =
  /\bFROM\b(?:(?!\b(?:WHERE|PREWHERE|GROUP|ORDER|LIMIT|HAVING|UNION|EXCEPT|INTERSECT|WINDOW|QUALIFY|SETTINGS|FORMAT|OFFSET|SELECT|FROM)\b)[^,])*,/i;
const TABLE = /\b(?:FROM|JOIN)(?:\s*`([^`]+)`|\s*"([^"]+)"|\s+([A-Za-z_][\w.]*)|\s*\((?=\s*SELECT\b))\s*(\()?/gi;

/** So that a hostile text costs no more than its length. */
const MAX_DEPTH = 32;

/** The pipes and data sources that a query reads; nothing where that cannot be told. */
export function tablesOf(sql: string): readonly string[] | undefined {
  let isPlain = true;
  const bare = sql.replace(OPAQUE, (part) => {
    isPlain &&= isClosed(part);
    if (!/^["`]/.test(part)) return part.startsWith("'") ? "0" : " ";
    isPlain &&= /^.\w+.$/.test(part);
    return part;
  });
  if (!isPlain || /['"`]/.test(bare.replace(/"\w+"|`\w+`/g, ""))) return undefined;
  const plain = bare.replace(/\bARRAY\s+JOIN\b|\bDISTINCT\s+FROM\b/gi, " ");
  if (!/^[\s(]*SELECT\b/i.test(plain) || UNKNOWN.test(plain) || IN_NAME.test(plain) || hasList(plain)) return undefined;
  const found = [...plain.matchAll(TABLE)];
  if (found.length === 0 || found.length !== plain.match(/\b(?:FROM|JOIN)\b/gi)?.length) return undefined;
  const tables: string[] = [];
  for (const [, ticked, quoted, name = ticked ?? quoted, call] of found) {
    // A subquery has a FROM of its own.
    if (name === undefined) continue;
    if (call !== undefined || !/^\w+$/.test(name)) return undefined;
    tables.push(name);
  }
  return tables.length > 0 ? [...new Set(tables)] : undefined;
}

function isClosed(part: string): boolean {
  const [first = ""] = part;
  return first === "/" ? /^\/\*[\s\S]*\*\/$/.test(part) : !/['"`]/.test(first) || (part.length > 1 && part.endsWith(first));
}

/** Whether several tables stand behind one FROM, in the query or in one within. */
function hasList(query: string): boolean {
  let rest = query;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const inner: string[] = [];
    const next = rest.replace(/\(([^()]*)\)/g, (_, content: string) => {
      inner.push(content);
      return " ";
    });
    if (inner.some((each) => LIST.test(each))) return true;
    if (next === rest) return LIST.test(rest);
    rest = next;
  }
  return true;
}
