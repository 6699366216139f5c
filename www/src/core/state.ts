/**
 * What the page knows, and what follows from it. Template, values, ttl and key are put in; the token, its claims, its
 * issues and its verification are what the package makes of them.
 */
import { computed, effect, signal, untracked } from "@preact/signals-core";
import {
  type Claims,
  type Issue,
  Minter,
  MintbirdError,
  type ParamValue,
  type Report,
  Verifier,
  generateLocalTokens,
  inspect,
} from "mintbird";
import { now } from "./clock.js";
import { DEMO_KEY } from "./demo-key.js";
import { served } from "./served.js";
import { EXAMPLES, FIRST_VALUES } from "./templates.js";

export type Tab = "mint" | "endpoint" | "inspect" | "speed";
export type KeySource = "served" | "demo" | "generated" | "pasted";

/** Something, or why it could not be made. */
export type Made<T> = { readonly value: T; readonly error?: undefined } | { readonly value?: undefined; readonly error: MintbirdError };

export const tab = signal<Tab>("mint");

export const templateText = signal(served?.template ?? EXAMPLES[0]!.text);
/** What stands in the form, by parameter; a field that was never touched has no entry. */
export const values = signal<{ readonly [param: string]: ParamValue }>({ ...FIRST_VALUES, ...served?.values });
/** Instead of the template's; empty leaves it to the template. */
export const ttl = signal("");

export const keySource = signal<KeySource>(served === undefined ? "demo" : "served");
export const generatedKey = signal("");
export const pastedKey = signal("");

/** The claim that is pointed at, as a JSON Pointer into the claims. */
export const pointed = signal<string | null>(null);

export const signingKey = computed(() => {
  switch (keySource.value) {
    case "served":
      return served?.key ?? "";
    case "demo":
      return DEMO_KEY;
    case "generated":
      return generatedKey.value;
    case "pasted":
      return pastedKey.value;
  }
});

/** Whether a key is still to be pasted: no fault yet. */
export const keyMissing = computed(() => keySource.value === "pasted" && pastedKey.value === "");

export function generateKey(): void {
  generatedKey.value = generateLocalTokens().workspace_token;
}

/** Template and key, compiled. */
export const minter = made(() => new Minter(templateText.value, signingKey.value));
/** The names to fill; those of the last template that compiled, so that the form stays while one is being typed. */
export const params = signal<readonly string[]>([]);
effect(() => {
  if (minter.value.value !== undefined) params.value = minter.value.value.params;
});

export const verifier = made(() => new Verifier({ keys: signingKey.value }));

/** Faults of the template; none of the key. */
export const templateFaults = computed<readonly Issue[]>(() => {
  const { value, error } = minter.value;
  if (value !== undefined) return value.issues;
  return error.code === "template" ? error.issues : [];
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
  const params = Object.fromEntries(value.params.map((name) => [name, values.value[name]]));
  const options = { now: untracked(() => now.value), ttl: ttl.value.trim() === "" ? undefined : ttl.value.trim() };
  return attempt(() => value.mint(params as { [name: string]: ParamValue }, options));
});

/** The last token that could be made. */
export const lastMinted = signal("");
effect(() => {
  if (minted.value.value !== undefined) lastMinted.value = minted.value.value;
});

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
  return value === undefined ? undefined : inspect(value, { now: now.value });
});

/** Whether the token that is sent is accepted. */
export const verified = computed<Made<Claims> | undefined>(() => {
  const text = token.value;
  const { value, error } = verifier.value;
  if (text === undefined) return undefined;
  return value === undefined ? { error } : attempt(() => value.verify(text, { now: now.value }));
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

/** Something that holds a key: the one before is freed when another takes its place. */
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
