/** Documents, string by string and number by number, each with its JSON Pointer. */
import type { Json } from "../../types/report.js";

/** The document with each string replaced. */
export function mapStrings(value: Json, replace: (text: string, path: string) => Json, path = ""): Json {
  if (typeof value === "string") return replace(value, path);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item, index) => mapStrings(item, replace, `${path}/${index}`));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapStrings(member, replace, `${path}/${name}`)]));
}

/** The pointers of members, whose names stay as they are. */
export function members(value: Json, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [`${path}/${name}`, ...members(member, `${path}/${name}`)]);
}

/** What a number is marked with while it is a string, so that none of its digits is lost. */
const MARK = "\0";

/** The pointers of a JSON text's numbers that JavaScript, and whoever reads JSON as it does, would round. */
export function rounded(document: string): string[] {
  const mark = (token: string, number?: string) => (number === undefined ? token : JSON.stringify(MARK + number));
  const marked = document.replace(/"(?:[^"\\]|\\.)*"|(-?\d[\d.eE+-]*)/g, mark);
  const paths: string[] = [];
  mapStrings(JSON.parse(marked) as Json, (text, path) => {
    if (text.startsWith(MARK) && isRounded(text.slice(MARK.length))) paths.push(path);
    return text;
  });
  return paths;
}

function isRounded(number: string): boolean {
  const value = Number(number);
  return plain(number) !== plain(String(value)) || (Number.isInteger(value) && !Number.isSafeInteger(value));
}

/** A number in the form in which equal ones are equal, whatever their digits are; `Infinity` is none. */
function plain(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return whole;
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
