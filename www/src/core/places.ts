/** JSON Pointers and the places in a text that they mean. It reads texts with faults as far as they can be made out. */

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A key or an item of a JSON text: where its name and its value stand. */
export interface Place {
  readonly pointer: string;
  readonly name?: Span;
  readonly value: Span;
  readonly scalar: boolean;
}

/** Whether it leads to the filter of a scope. A fixed parameter may be named `filter`, too. */
export function isFilter(pointer: string): boolean {
  return /^\/scopes\/\d+\/filter$/.test(pointer);
}

/** What nests deeper is left out: no template does. */
const MAX_DEPTH = 64;
const SCALAR = /"(?:[^"\\\n]|\\.)*"?|[^\s{}[\],:"]+/y;

/** Every place in a text, outermost first. */
export function places(text: string): readonly Place[] {
  const found: Place[] = [];
  let at = 0;
  value("", undefined, 0);
  return found;

  function space(): void {
    while (/\s/.test(text.charAt(at))) at++;
  }

  /** A string, a number or a word, if one stands here. */
  function scalar(): Span | undefined {
    SCALAR.lastIndex = at;
    const match = SCALAR.exec(text);
    if (match === null) return undefined;
    const from = at;
    at += match[0].length;
    return { from, to: at };
  }

  /** Reads a value; whether one stood here. */
  function value(pointer: string, name: Span | undefined, depth: number): boolean {
    space();
    const from = at;
    const open = text.charAt(at);
    const index = found.length;
    const add = (to: number, isScalar: boolean) =>
      found.splice(index, 0, { pointer, value: { from, to }, scalar: isScalar, ...(name && { name }) });
    if ((open === "{" || open === "[") && depth < MAX_DEPTH) {
      at++;
      if (open === "{") members(pointer, depth);
      else items(pointer, depth);
      add(at, false);
      return true;
    }
    const span = scalar();
    if (span === undefined) return false;
    add(span.to, true);
    return true;
  }

  function members(pointer: string, depth: number): void {
    for (;;) {
      space();
      const next = text.charAt(at);
      if (next === "" || next === "]") return;
      if (next === "}") {
        at++;
        return;
      }
      const name = next === '"' ? scalar() : undefined;
      if (name === undefined) {
        // A comma, or what has no place here.
        at++;
        continue;
      }
      space();
      if (text.charAt(at) !== ":") continue;
      at++;
      value(`${pointer}/${escape(unquote(text.slice(name.from, name.to)))}`, name, depth + 1);
    }
  }

  function items(pointer: string, depth: number): void {
    for (let index = 0; ;) {
      space();
      const next = text.charAt(at);
      if (next === "" || next === "}") return;
      if (next === "]") {
        at++;
        return;
      }
      if (next === "," || !value(`${pointer}/${index}`, undefined, depth + 1)) at++;
      else index++;
    }
  }
}

/** The place that a pointer means, or the nearest around it. */
export function nearest(all: readonly Place[], pointer: string): Place | undefined {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
    const place = all.find((place) => place.pointer === at);
    if (place !== undefined || at === "") return place;
  }
}

/** The innermost place at an offset. */
export function placeAt(all: readonly Place[], offset: number): Place | undefined {
  return all.findLast(({ name, value }) => (name ?? value).from <= offset && offset <= value.to);
}

/** The part of a JSON Pointer that names a key (RFC 6901 §3). */
export function escape(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The other way round. */
export function unescape(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

function unquote(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
