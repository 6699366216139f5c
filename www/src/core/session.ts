/**
 * Keeps what was typed through a reload: the template, the values and the query string, in this tab's session storage. What
 * has a key or a token in it is left out.
 */
import { effect, signal } from "@preact/signals-core";
import { kept } from "./kept.js";
import { opened } from "./opened.js";
import { secretIn } from "./secrets.js";
import {
  type Kind,
  type Work,
  aside,
  chosenTenant,
  kinds,
  lineage,
  putAside,
  replaceTemplate,
  secretKeys,
  templateText,
  texts,
  ttl,
} from "./state.js";

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
  readonly lineage?: string;
  readonly texts?: { readonly [param: string]: string };
  readonly kinds?: { readonly [param: string]: Kind };
  readonly tenant?: string | null;
  readonly ttl?: string;
  readonly query?: string;
}

function stored(): Kept | undefined {
  const given = kept(NAME);
  return typeof given === "object" && given !== null ? given : undefined;
}

/**
 * Puts back what was there.
 *
 * @param template that of the address, if it has one: another one is somebody else's work, to which these values do not belong
 * @param opened which opening of the page the entry of the history is of; nothing where it is a new one. Of the same one the address may be
 * a moment older.
 */
export function restore(template: string | undefined, opened: string | undefined): void {
  const given = stored();
  const first = templateText.peek();
  const own = typeof given?.template === "string" ? given.template : first;
  const isOwn = given !== undefined && (opened === undefined ? template === undefined || template === own : opened === given.opened);
  for (const work of works(given?.aside).toReversed()) putAside(work);
  const values = strings(given?.texts) ?? texts.peek();
  if (!isOwn) {
    if (given !== undefined) putAside({ template: own, texts: values, lineage: given.lineage ?? crypto.randomUUID() });
    // Nobody's values yet.
    if (template !== undefined) replaceTemplate(template, {});
    return;
  }
  lineage.value = given?.lineage ?? lineage.peek();
  templateText.value = own;
  texts.value = values;
  kinds.value = (strings(given?.kinds) as typeof kinds.value | undefined) ?? {};
  chosenTenant.value = typeof given?.tenant === "string" ? given.tenant : null;
  ttl.value = typeof given?.ttl === "string" ? given.ttl : "";
  queryString.value = typeof given?.query === "string" ? given.query : queryString.peek();
}

function works(given: unknown): readonly Work[] {
  if (!Array.isArray(given)) return [];
  return (given as readonly Partial<Work>[]).flatMap((work) =>
    typeof work?.template === "string"
      ? [{ template: work.template, texts: strings(work.texts) ?? {}, lineage: String(work.lineage) }]
      : [],
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
    void [templateText.value, aside.value, texts.value, kinds.value, chosenTenant.value, ttl.value, queryString.value, secretKeys.value];
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE);
  });
  addEventListener("pagehide", write);
}

function write(): void {
  const keys = secretKeys.peek();
  const harmless = (text: string) => secretIn(text, keys) === undefined;
  const harmlessOf = (values: Work["texts"]) => Object.fromEntries(Object.entries(values).filter(([, text]) => harmless(text)));
  const all: Kept = {
    opened: opened(),
    lineage: lineage.peek(),
    ...(harmless(templateText.peek()) && { template: templateText.peek() }),
    aside: aside
      .peek()
      .filter(({ template }) => harmless(template))
      .map((work) => ({ ...work, texts: harmlessOf(work.texts) })),
    texts: harmlessOf(texts.peek()),
    kinds: kinds.peek(),
    ...(harmless(chosenTenant.peek() ?? "") && { tenant: chosenTenant.peek() }),
    ...(harmless(ttl.peek()) && { ttl: ttl.peek() }),
    ...(harmless(queryString.peek()) && { query: queryString.peek() }),
  };
  try {
    sessionStorage.setItem(NAME, JSON.stringify(all));
  } catch {
    // Storage may be switched off or full; what was typed then lasts as long as the page.
  }
}
