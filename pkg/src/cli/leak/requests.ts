/** What is asked of an endpoint: parameters that it knows, and what an attacker writes. */
import { Dice } from "./random.js";

interface Asking {
  readonly pipe: string;
  /** The parameters of the endpoint and of what it reads. */
  readonly names: readonly string[];
  /** Those that the token fixes. */
  readonly pinned: readonly string[];
  /** Values that some endpoint may know. */
  readonly words: readonly string[];
  /** Tried first, as they are typed: those of this endpoint. */
  readonly first: readonly string[];
  /** Whose rows an attacker wants. */
  readonly other: string;
  readonly count: number;
  readonly seed: string;
}

const VALUES = ["x", "1", "0", "7", "", "/a", "all", "*", "true", "u1", "2024-03-08", "2024-03-08 00:00:00", "1,2", "-1"];

/** Ways to write `name=value`, when the name is taken. */
function spellings(name: string, value: string): readonly string[] {
  const [first, rest] = [name.slice(0, 1), name.slice(1)];
  const encoded = encodeURIComponent(value);
  return [
    `${name}=${encoded}`,
    `${name}=${encoded}&${name}=${encoded}`,
    `${name.toUpperCase()}=${encoded}`,
    `${name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}=${encoded}`,
    `${name}[]=${encoded}`,
    `${name}[0]=${encoded}`,
    `%${first.charCodeAt(0).toString(16)}${rest}=${encoded}`,
    `%25${first.charCodeAt(0).toString(16)}${rest}=${encoded}`,
    `${name}%20=${encoded}`,
    `+${name}=${encoded}`,
    `${name}%00=${encoded}`,
    `x%26${name}=${encoded}`,
    `${name}=`,
    `${name}=${encodeURIComponent(`${value}' OR 1 = 1 -- `)}`,
    `template_parameters=${encodeURIComponent(JSON.stringify({ [name]: value }))}`,
    `__tb__${name}=${encoded}`,
  ];
}

/** As many query strings as are asked for: first one after the other, then by chance. */
export function requests({ pipe, names, pinned, words, first, other, count, seed }: Asking): readonly string[] {
  const dice = new Dice(`${seed} ${pipe}`);
  const free = names.filter((name) => !pinned.includes(name));
  const values = [...new Set([...VALUES, other, ...words])];
  const begin = `GET /v0/pipes/${pipe}.json`;
  const all = new Set(["", ...first.filter((typed) => typed.startsWith(`${begin}?`)).map((typed) => typed.slice(begin.length + 1))]);
  for (const name of free) all.add(query([[name, other]]));
  for (const name of free) for (const value of ["x", "1", "all"]) all.add(query([[name, value]]));
  for (const name of pinned) for (const spelling of spellings(name, other)) all.add(spelling);
  // The endpoint may ask for every one of them.
  if (free.length > 0) for (const value of [other, ...VALUES.slice(0, 4), "2024-03-08"]) all.add(query(free.map((name) => [name, value])));
  for (const word of words) for (const name of free) if (all.size < count / 2) all.add(query([[name, word]]));
  for (let tries = 0; all.size < count && tries < count * 20; tries++) {
    const chosen = free.filter(() => dice.next() < 0.6).map((name) => [name, dice.one(values)] as const);
    const spelling = pinned.length > 0 && dice.next() < 0.3 ? dice.one(spellings(dice.one(pinned), other)) : "";
    all.add([query(chosen), spelling].filter((part) => part !== "").join("&"));
    // Where nothing can be chosen, chance finds nothing new: parameters that nobody knows.
    if (free.length === 0) all.add(query([[`p${tries % 50}`, dice.one(values)]]));
  }
  return [...all].slice(0, count);
}

function query(pairs: readonly (readonly [string, string])[]): string {
  return new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString();
}
