/**
 * What the page knows, and what follows from it. Template, values, ttl and key are put in; the token, its claims, its
 * issues and its verification are what the package makes of them.
 */
import { batch, computed, effect, signal, untracked } from "@preact/signals-core";
import {
  type Claims,
  type Issue,
  Minter,
  MintbirdError,
  type ParamValue,
  type Report,
  Template,
  Verifier,
  generateLocalTokens,
  inspect,
} from "mintbird";
import { type Standing, standing } from "mintbird/explain";
import { now } from "./clock.js";
import { DEMO_KEY } from "./demo-key.js";
import { exact } from "./json.js";
import { isFilter } from "./places.js";
import { EXAMPLES, FIRST_VALUES } from "./templates.js";

export type Tab = "mint" | "endpoint" | "inspect" | "speed";
export type KeySource = "demo" | "generated" | "pasted" | "local";

/** Something, or why it could not be made. */
export type Made<T> = { readonly value: T; readonly error?: undefined } | { readonly value?: undefined; readonly error: MintbirdError };

export const tab = signal<Tab>("mint");

export const templateText = signal(EXAMPLES[0]!.text);

/** What a placeholder without a type is filled with: it keeps the type of its value. */
export type Kind = "string" | "number" | "boolean";
/** What stands in the fields, by parameter; a field that was never touched has no entry. */
export const texts = signal<{ readonly [param: string]: string }>(FIRST_VALUES);
export const kinds = signal<{ readonly [param: string]: Kind }>({});
/** A template that somebody has written, and what stood in its fields. */
export interface Work {
  readonly template: string;
  readonly texts: { readonly [param: string]: string };
  readonly lineage: string;
}
/** Names the template and all that is made of it by editing; another template has another one. */
export const lineage = signal<string>(crypto.randomUUID());
const MAX_ASIDE = 5;
/** Those that another template has taken the place of, the last one first. */
export const aside = signal<readonly Work[]>([]);

/** Puts a template that can be had no other way aside. */
export function putAside(work: Work): void {
  if (EXAMPLES.some(({ text }) => text === work.template)) return;
  aside.value = [work, ...aside.peek().filter(({ template }) => template !== work.template)].slice(0, MAX_ASIDE);
}

/**
 * Puts another template in the place of the one that is there, which can be chosen again.
 *
 * @param values what stands in the fields then; those of a template that was put aside come back
 */
export function replaceTemplate(text: string, values = texts.peek()): void {
  if (text === templateText.peek()) return;
  batch(() => {
    putAside({ template: templateText.peek(), texts: texts.peek(), lineage: lineage.peek() });
    const found = aside.peek().find(({ template }) => template === text);
    aside.value = aside.peek().filter((work) => work !== found);
    lineage.value = found?.lineage ?? crypto.randomUUID();
    templateText.value = text;
    texts.value = { ...found?.texts, ...values };
  });
}

/** Instead of the template's; empty leaves it to the template. */
export const ttl = signal("");

export const keySource = signal<KeySource>("demo");
export const generatedKey = signal("");
export const pastedKey = signal("");
/** The key of the `mintbird serve` that serves this page. */
export const localKey = signal("");
/** Why it could not be had. */
export const localFault = signal("");

/** The claim that is pointed at, as a JSON Pointer into the claims. */
export const pointed = signal<string | null>(null);

export const signingKey = computed(() => {
  switch (keySource.value) {
    case "demo":
      return DEMO_KEY;
    case "generated":
      return generatedKey.value;
    case "pasted":
      return pastedKey.value;
    case "local":
      return localKey.value;
  }
});

/** Whether a key is still to come: no fault yet. */
export const keyMissing = computed(() => (keySource.value === "pasted" || keySource.value === "local") && signingKey.value === "");

/** Every key that this page was given or has made, but the demo workspace's, which is no secret. */
export const secretKeys = computed(() => [generatedKey.value, pastedKey.value, localKey.value]);

export function generateKey(): void {
  generatedKey.value = generateLocalTokens().workspace_token;
}

/** Takes the key of the server that this page comes from. */
export async function fetchLocalKey(): Promise<void> {
  localFault.value = "";
  try {
    const answer = await fetch("./tokens", { cache: "no-store" });
    const tokens = (await answer.json()) as { readonly workspace_admin_token?: unknown };
    if (typeof tokens.workspace_admin_token !== "string") throw new TypeError("no token");
    localKey.value = tokens.workspace_admin_token;
  } catch {
    localFault.value = "There are no local tokens here. Start `mintbird serve`, and open the page from the address that it prints.";
  }
}

/** The template, compiled. */
export const template = made(() => new Template(templateText.value));
/** Template and key. */
export const minter = made<Minter<string>>(() => {
  const { value, error } = template.value;
  if (value === undefined) throw error;
  return new Minter(value, signingKey.value);
});

export interface Field {
  readonly name: string;
  /** The type that the template gives it; nothing where any string, number or boolean fits. */
  readonly type: string | undefined;
}

/** What is to be filled; that of the last template that compiled, so that the form stays while one is being typed. */
export const fields = signal<readonly Field[]>([]);
effect(() => {
  const { value } = template.value;
  if (value === undefined) return;
  fields.value = value.params.map((name) => ({
    name,
    type: value.placeholders.find(({ param, type }) => param === name && type !== null)?.type ?? undefined,
  }));
});

export const verifier = made(() => new Verifier({ keys: signingKey.value }));

/** Faults of the template, and warnings about it and the key. */
export const templateFaults = computed<readonly Issue[]>(() => {
  const { value, error } = template.value;
  if (value === undefined) return error.issues;
  return minter.value.value?.issues ?? value.issues;
});

/** The value that a field's text stands for. */
export function valueOf({ name, type }: Field): ParamValue | undefined {
  const text = texts.value[name];
  return text === undefined
    ? undefined
    : typed(text, type ?? { string: "String", number: "Float64", boolean: "Bool" }[kinds.value[name] ?? "string"]);
}

/** What a text stands for in a placeholder of a type. */
export function typed(text: string, kind: string): ParamValue {
  if (kind.startsWith("Array")) return list(text, kind);
  if (text === "") return text;
  if (kind === "Float64") return /^\s*$/.test(text) ? Number.NaN : Number(text);
  // Integers of 64 bits keep every digit as text.
  return kind === "Bool" && (text === "true" || text === "false") ? text === "true" : text;
}

function list(text: string, type: string): ParamValue[] {
  const items = text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
  if (type.includes("Float")) return items.map(Number);
  return type.includes("Bool") ? items.map((item) => item === "true") : items;
}

/** The fields that nobody has filled in yet. */
export const unfilled = computed(() => fields.value.filter(({ name }) => texts.value[name] === undefined).map(({ name }) => name));

/** Fills them with something of their type, to see a token. */
export function fillSamples(): void {
  const samples = fields.peek().map((field) => [field.name, texts.peek()[field.name] ?? sampleOf(field)] as const);
  texts.value = { ...texts.peek(), ...Object.fromEntries(samples) };
}

/** A text of a field's type. */
export function sampleOf({ name, type }: Field): string {
  const first = FIRST_VALUES[name];
  if (type === undefined || type === "String" || type === "Slug") return first ?? (TENANT.test(name) ? "acme" : "u_1");
  if (type === "UUID") return crypto.randomUUID();
  if (type === "Date") return "2026-03-01";
  if (type === "DateTime") return "2026-03-01 00:00:00";
  if (type === "Bool") return "true";
  if (type.startsWith("Array")) return /Int|Float/.test(type) ? "1, 2" : "acme";
  return "1";
}

/** How parameters are called that say whose rows are read. */
export const TENANT = /org|tenant|customer|account|company|team|client/i;

/** The scope that the Endpoint tab's request is about; -1 for none. */
export const calledScope = signal(-1);

/** The field that fills what is compared with the tenant's column, or one that is named so. What only stands in a name pins nothing. */
const tenantField = computed<Field | undefined>(() => {
  const placeholders = template.value.value?.placeholders ?? [];
  const isTenants = ({ path, param }: (typeof placeholders)[number]) =>
    path.endsWith("/fixed_params/org_id") ||
    (isFilter(path) && new RegExp(`\\borg_id\\s*(=|in)\\s*\\(?\\{${param}\\b`, "i").test(templateText.value));
  const pins = placeholders.filter(({ path }) => /^\/scopes\/\d+\/(fixed_params\/|filter$)/.test(path));
  const here = pins.filter(({ path }) => path.startsWith(`/scopes/${calledScope.value}/`));
  for (const list of [here, pins]) {
    const found = list.find(isTenants) ?? list.find(({ param }) => TENANT.test(param));
    if (found !== undefined) return fields.value.find(({ name }) => name === found.param);
  }
  return undefined;
});

export const chosenTenant = signal<string | null>(null);
const filledTenants = signal<readonly string[]>(["acme"]);
/**
 * Whose rows the user may see. It does not hang on the template, in which the pin may be missing: it is who was chosen, or who was last
 * filled in for a parameter that pins a tenant.
 */
export const tenants = computed<readonly string[]>(() => (chosenTenant.value === null ? filledTenants.value : [chosenTenant.value]));
effect(() => {
  const field = tenantField.value;
  const value = field === undefined ? undefined : valueOf(field);
  const filled = (Array.isArray(value) ? value : [value ?? ""]).map(String).filter((each) => each !== "");
  if (filled.length === 0 || filled.join() === filledTenants.peek().join()) return;
  filledTenants.value = filled;
  chosenTenant.value = null;
});

/** Counts how often a new token was asked for. */
const mints = signal(0);
export function mintAgain(): void {
  mints.value++;
}

/** The token as it was minted. */
export const minted = computed<Made<string>>(() => {
  const { value, error } = minter.value;
  if (value === undefined) return { error };
  void mints.value;
  const names: readonly string[] = value.params;
  const params = Object.fromEntries(fields.value.filter(({ name }) => names.includes(name)).map((field) => [field.name, valueOf(field)]));
  const options = { now: untracked(() => now.value), ttl: ttlOf(ttl.value.trim()) };
  return attempt(() => value.mint(params as { [name: string]: ParamValue }, options));
});

/** How long tokens live: without a unit it is seconds. */
function ttlOf(text: string): number | string | undefined {
  return text === "" ? undefined : /^\d+$/.test(text) ? Number(text) : text;
}

/** Where one character of the token was changed, or nowhere. */
export const tamperedAt = signal<number | null>(null);
effect(() => {
  void minted.value;
  tamperedAt.value = null;
});

/** The token as it is sent. */
export const token = computed<string | undefined>(() => {
  const { value } = minted.value;
  const at = tamperedAt.value;
  if (value === undefined || at === null || at >= value.length) return value;
  return value.slice(0, at) + (value[at] === "A" ? "B" : "A") + value.slice(at + 1);
});

/** Changes one character in the middle of the payload. */
export function tamper(): void {
  const { value } = minted.peek();
  if (value !== undefined) tamperedAt.value = Math.floor((value.indexOf(".") + value.lastIndexOf(".")) / 2);
}

export function untamper(): void {
  tamperedAt.value = null;
}

/** What the minted token says of itself. It was made here, so its claims stay known while a changed character is sent. */
export const report = computed<Report | undefined>(() => {
  const { value } = minted.value;
  return value === undefined ? undefined : exact(inspect(value, { now: now.value }), value);
});

/** The template's and the key's issues, and those of the token that the template does not already have. */
export const issues = computed<readonly Issue[]>(() => {
  const own = templateFaults.value;
  const known = new Set(own.map(({ code, path }) => `${code} ${path}`));
  const rest = (report.value?.issues ?? []).filter(({ code, path }) => !known.has(`${code} ${path.replace(/^\/claims/, "")}`));
  return [...own, ...rest];
});

/** Whether the token that is sent is accepted. */
export const verified = computed<Made<Claims> | undefined>(() => {
  const text = token.value;
  const { value, error } = verifier.value;
  if (text === undefined) return undefined;
  return value === undefined ? { error } : attempt(() => value.verify(text, { now: now.value }));
});

/** What may be said of it. */
export const standingOfToken = computed<Standing | undefined>(() => {
  const result = verified.value;
  return result === undefined ? undefined : standing(result.error, issues.value);
});

/** Seconds until the token ends, 0 or less once it has. */
export const secondsLeft = computed<number | undefined>(() => report.value?.expiry?.expiresIn);

/** What it had when it was minted. */
export const lifetime = computed(() => {
  void minted.value;
  return Math.max(
    1,
    untracked(() => secondsLeft.value ?? 1),
  );
});

export function attempt<T>(run: () => T): Made<T> {
  try {
    return { value: run() };
  } catch (error) {
    if (error instanceof MintbirdError) return { error };
    throw error;
  }
}

/** Something that the module holds: the one before is freed when another takes its place. */
function made<T extends { free(): void }>(make: () => T) {
  const current = signal<Made<T>>(attempt(make));
  effect(() => {
    const next = attempt(make);
    const before = current.peek();
    current.value = next;
    before.value?.free();
  });
  return current;
}
