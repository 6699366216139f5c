/**
 * The address. Its fragment names the tab, and in a shared link carries the template, which browsers send to nobody. Keys,
 * values and tokens never stand in it.
 */
import { MintbirdError, Minter } from "mintbird";
import { DEMO_KEY } from "./demo-key.js";
import type { Tab } from "./state.js";

const TABS: readonly Tab[] = ["mint", "endpoint", "inspect", "speed"];

export interface Address {
  readonly tab: Tab;
  /** The template of a shared link; `null` where there is one that cannot be read. */
  readonly template?: string | null;
}

export async function readAddress(fragment: string): Promise<Address> {
  const params = new URLSearchParams(fragment.replace(/^#/, ""));
  const tab = TABS.find((name) => name === params.get("tab")) ?? "mint";
  const packed = params.get("template");
  if (packed === null) return { tab };
  return { tab, template: await unpack(packed).catch(() => null) };
}

export function writeTab(tab: Tab): void {
  history.replaceState(null, "", tab === "mint" ? location.pathname : `#tab=${tab}`);
}

/** A header that begins as every JSON object with a name does, and a payload. */
const JWT = /eyJ[\w-]+\.[\w-]+\./;

/** Why a template may not be shared, or nothing. */
export function unshareable(template: string, key: string): string | undefined {
  try {
    new Minter(template, DEMO_KEY).free();
  } catch (error) {
    if (!(error instanceof MintbirdError)) throw error;
    if (error.issues.some(({ code }) => code === "secret-in-claims")) return "A static token stands in the template. Take it out first.";
    if (error.issues.some(({ code }) => code === "template-json")) return "The template is not JSON yet. Mend it first.";
  }
  const plain = JSON.stringify(JSON.parse(template));
  if (key.trim() !== "" && plain.includes(key.trim())) return "The signing key stands in the template. Take it out first.";
  if (JWT.test(plain)) return "A JWT stands in the template. Take it out first.";
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
