/**
 * The address. Its fragment, which browsers send to nobody, names the tab and carries the template, so that it can be kept,
 * shared and gone back to. Keys, values and tokens never stand in it.
 */
import { effect, signal } from "@preact/signals-core";
import { MintbirdError, Template } from "mintbird";
import { secretIn } from "./secrets.js";
import { entry, open, opened, openedOf } from "./opened.js";
import { type Tab, type Work, replaceTemplate, secretKeys, tab, templateText, texts } from "./state.js";
import { EXAMPLES, FIRST_VALUES } from "./templates.js";

const TABS: readonly Tab[] = ["mint", "endpoint", "inspect", "speed"];
const TITLES: { readonly [tab in Tab]: string } = {
  mint: "mintbird: see a Tinybird token work",
  endpoint: "Endpoint · mintbird",
  inspect: "Inspect · mintbird",
  speed: "Speed · mintbird",
};
/** Milliseconds. */
const PAUSE = 250;

export interface Address {
  readonly tab: Tab;
  /** The template in it; `null` where there is one that cannot be read. */
  readonly template?: string | null;
  /** Whether the page comes from `mintbird serve`, whose key it is to use. */
  readonly isLocal: boolean;
  /** Whether that server runs a project, too. */
  readonly hasProject: boolean;
}

export async function readAddress(fragment: string): Promise<Address> {
  const params = new URLSearchParams(fragment.replace(/^#/, ""));
  const tab = TABS.find((name) => name === params.get("tab")) ?? "mint";
  const isLocal = params.get("key") === "local";
  const hasProject = params.get("project") === "local";
  const packed = params.get("template");
  if (packed === null) return { tab, isLocal, hasProject };
  return { tab, isLocal, hasProject, template: await unpack(packed).catch(() => null) };
}

/** Whether the address has said `key=local`; it keeps saying it. */
export const isLocal = signal(false);
/** Whether it has said `project=local`. */
export const hasProject = signal(false);

/** The template as it stands in the address; empty for the one that the page begins with. */
let packed = "";
let shown: Tab;

/** Keeps the address at what is shown: a tab is a step of the history, an edit is not. */
export function keepAddress(followLink: () => Promise<void>): void {
  shown = tab.peek();
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    document.title = TITLES[tab.value];
    if (tab.value === shown) return;
    shown = tab.value;
    history.pushState(entry(), "", address());
  });
  effect(() => {
    void [templateText.value, secretKeys.value, isLocal.value, hasProject.value];
    clearTimeout(timer);
    timer = setTimeout(() => void repack(), PAUSE);
  });
  addEventListener("popstate", ({ state }) => {
    const one = openedOf(state);
    if (one !== opened()) left.set(opened(), { template: templateText.peek(), texts: texts.peek() });
    if (one !== undefined) void stepTo(one);
    else {
      open();
      void followLink().then(() => {
        shown = tab.peek();
        return repack();
      });
    }
  });
  void repack();
}

/** The work in openings of the page that were left. */
const left = new Map<string, Omit<Work, "lineage">>();

/** Back or forward: the tab of that time, and the work of now; that of then, where a link had opened the page anew. */
async function stepTo(one: string): Promise<void> {
  const { tab: name, template } = await readAddress(location.hash);
  shown = name;
  tab.value = name;
  if (one !== opened()) {
    open(one);
    const first = { template: EXAMPLES[0]!.text, texts: FIRST_VALUES };
    const work = left.get(one) ?? (typeof template === "string" ? { template, texts: {} } : first);
    replaceTemplate(work.template, work.texts);
  }
  await repack();
}

async function repack(): Promise<void> {
  const text = templateText.peek();
  const isFirst = text === EXAMPLES[0]?.text;
  const next = isFirst || secretIn(text, secretKeys.peek()) !== undefined ? "" : await pack(text);
  if (text !== templateText.peek()) return;
  packed = next;
  history.replaceState(entry(), "", address());
}

function address(): string {
  const params = new URLSearchParams();
  if (shown !== "mint") params.set("tab", shown);
  if (isLocal.peek()) params.set("key", "local");
  if (hasProject.peek()) params.set("project", "local");
  if (packed !== "") params.set("template", packed);
  return params.size === 0 ? location.pathname : `#${String(params)}`;
}

/** Why a template may not be shared, or nothing. */
export function unshareable(template: string, keys: readonly string[]): string | undefined {
  const secret = secretIn(template, keys);
  if (secret !== undefined) return `${secret} is in the template. Remove it before sharing.`;
  try {
    new Template(template).free();
  } catch (error) {
    if (!(error instanceof MintbirdError)) throw error;
    if (error.issues.some(({ code }) => code === "template-json")) return "The template is not JSON yet. Fix it first.";
    if (error.issues.some(({ code }) => code === "secret-in-claims")) return "A secret is in the template. Remove it before sharing.";
  }
  return undefined;
}

export async function linkTo(template: string): Promise<string> {
  const link = new URL(location.href);
  link.search = "";
  link.hash = String(new URLSearchParams({ template: await pack(template) }));
  return link.href;
}

/** Deflated, as base64url. */
async function pack(text: string): Promise<string> {
  const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

async function unpack(text: string): Promise<string> {
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  return new TextDecoder("utf-8", { fatal: true }).decode(await through(new DecompressionStream("deflate-raw"), bytes));
}

/** More than a template may have, so that no link fills the memory. */
const MAX_BYTES = 64 * 1024;

async function through(stream: GenericTransformStream, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const reader = new Blob([bytes])
    .stream()
    .pipeThrough(stream as ReadableWritablePair<Uint8Array, Uint8Array>)
    .getReader();
  const chunks: number[] = [];
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    if (chunks.length + chunk.value.length > MAX_BYTES) throw new RangeError("too long");
    chunks.push(...chunk.value);
  }
  return Uint8Array.from(chunks);
}
