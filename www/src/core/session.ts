/**
 * Keeps what was typed through a reload: the template, the values and the query string, in this tab's session storage. What
 * has a key or a token in it is left out.
 */
import { effect, signal } from "@preact/signals-core";
import { opened } from "./opened.js";
import { secretIn } from "./secrets.js";
import { type Kind, type Work, aside, kinds, putAside, replaceTemplate, secretKeys, templateText, texts, ttl } from "./state.js";

const NAME = "mintbird";
/** Milliseconds. */
const PAUSE = 150;

/** The query string of the Endpoint tab. */
export const queryString = signal("org_id=globex&limit=5");

interface Kept {
  /** Which opening of the page it is of, as the history names it. */
  readonly opened?: string;
  readonly aside?: readonly Work[];
  readonly template?: string;
  readonly texts?: { readonly [param: string]: string };
  readonly kinds?: { readonly [param: string]: Kind };
  readonly ttl?: string;
  readonly query?: string;
}

function stored(): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(NAME) ?? "null");
    return typeof kept === "object" && kept !== null ? kept : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Puts back what was there.
 *
 * @param template that of the address, if it has one: another one is somebody else's work, to which these values do not belong
 * @param opened which opening of the page the entry of the history is of; nothing where it is a new one. Of the same one the address may be
 * a moment older.
 */
export function restore(template: string | undefined, opened: string | undefined): void {
  const kept = stored();
  const first = templateText.peek();
  const own = typeof kept?.template === "string" ? kept.template : first;
  const isOwn = kept !== undefined && (opened === undefined ? template === undefined || template === own : opened === kept.opened);
  for (const work of works(kept?.aside).toReversed()) putAside(work);
  const values = strings(kept?.texts) ?? texts.peek();
  if (!isOwn) {
    if (kept !== undefined) putAside({ template: own, texts: values });
    // Nobody's values yet.
    if (template !== undefined) replaceTemplate(template, {});
    return;
  }
  templateText.value = own;
  texts.value = values;
  kinds.value = (strings(kept?.kinds) as typeof kinds.value | undefined) ?? {};
  ttl.value = typeof kept?.ttl === "string" ? kept.ttl : "";
  queryString.value = typeof kept?.query === "string" ? kept.query : queryString.peek();
}

function works(given: unknown): readonly Work[] {
  if (!Array.isArray(given)) return [];
  return (given as readonly Partial<Work>[]).flatMap((work) =>
    typeof work?.template === "string" ? [{ template: work.template, texts: strings(work.texts) ?? {} }] : [],
  );
}

function strings(given: unknown): { readonly [name: string]: string } | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/** Keeps it from now on. */
export function keep(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    void [templateText.value, aside.value, texts.value, kinds.value, ttl.value, queryString.value, secretKeys.value];
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE);
  });
  addEventListener("pagehide", write);
}

function write(): void {
  const keys = secretKeys.peek();
  const harmless = (text: string) => secretIn(text, keys) === undefined;
  const harmlessOf = (values: Work["texts"]) => Object.fromEntries(Object.entries(values).filter(([, text]) => harmless(text)));
  const kept: Kept = {
    opened: opened(),
    ...(harmless(templateText.peek()) && { template: templateText.peek() }),
    aside: aside
      .peek()
      .filter(({ template }) => harmless(template))
      .map(({ template, texts }) => ({ template, texts: harmlessOf(texts) })),
    texts: harmlessOf(texts.peek()),
    kinds: kinds.peek(),
    ...(harmless(ttl.peek()) && { ttl: ttl.peek() }),
    ...(harmless(queryString.peek()) && { query: queryString.peek() }),
  };
  try {
    sessionStorage.setItem(NAME, JSON.stringify(kept));
  } catch {
    // Storage may be switched off or full; what was typed then lasts as long as the page.
  }
}
