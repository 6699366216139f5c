/**
 * Keeps what was typed through a reload: the template, the values and the query string, in this tab's session storage. What
 * has a key or a token in it is left out.
 */
import { effect, signal } from "@preact/signals-core";
import { secretIn } from "./secrets.js";
import { type Kind, kinds, secretKeys, templateText, texts, ttl } from "./state.js";

const NAME = "mintbird";
/** Milliseconds. */
const PAUSE = 150;

/** The query string of the Endpoint tab. */
export const queryString = signal("org_id=globex&limit=5");

interface Kept {
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
 * @param isReload whether this tab shows the page again, whose address may be a moment older
 */
export function restore(template: string | undefined, isReload: boolean): void {
  const kept = stored();
  const own = kept?.template ?? templateText.peek();
  const isOwn = kept !== undefined && (isReload || template === undefined || template === own);
  templateText.value = isOwn ? own : (template ?? templateText.peek());
  if (isOwn) {
    texts.value = strings(kept.texts) ?? texts.peek();
    kinds.value = (strings(kept.kinds) as typeof kinds.value | undefined) ?? {};
    ttl.value = typeof kept.ttl === "string" ? kept.ttl : "";
    queryString.value = typeof kept.query === "string" ? kept.query : queryString.peek();
  } else if (template !== undefined) {
    // Nobody's values yet.
    texts.value = {};
  }
}

function strings(given: unknown): { readonly [name: string]: string } | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/** Keeps it from now on. */
export function keep(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    void [templateText.value, texts.value, kinds.value, ttl.value, queryString.value, secretKeys.value];
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE);
  });
  addEventListener("pagehide", write);
}

function write(): void {
  const keys = secretKeys.peek();
  const harmless = (text: string) => secretIn(text, keys) === undefined;
  const kept: Kept = {
    ...(harmless(templateText.peek()) && { template: templateText.peek() }),
    texts: Object.fromEntries(Object.entries(texts.peek()).filter(([, text]) => harmless(text))),
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
