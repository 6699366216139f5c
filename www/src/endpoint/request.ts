/** The request that is made with the token, and what the package decides about it. */
import { computed, effect, signal } from "@preact/signals-core";
import { type Claims, type Decision, MintbirdError, Verifier, parseStaticToken } from "mintbird";
import { now } from "../core/clock.js";
import { type Made, attempt, report, signingKey, templateText, token, values } from "../core/state.js";
import { nearest, places } from "../mint/pointers.js";
import { HOST } from "../token/copies.js";
import { RESOURCES, type Resource } from "./pipes.js";

/** A workspace that no token of this page is of. */
const OTHER_WORKSPACE = "0b1a7c52-6f0d-4a3e-8e57-9a1d2c3b4e5f";

/** What was chosen; nothing follows the token's first scope. */
export const chosen = signal<Resource | null>(null);
export const queryString = signal("org_id=globex&limit=5");
/** Whether the request goes to another workspace than the token's. */
export const elsewhere = signal(false);

export const claims = computed(() => (report.value?.claims ?? null) as Claims | null);

export const resource = computed<Resource>(() => {
  const named = (claims.value?.scopes ?? []).map((scope) => RESOURCES.find(({ name }) => name === scope.resource));
  return chosen.value ?? named.find((found) => found !== undefined) ?? RESOURCES[0]!;
});

/** The address up to the query string; that of a data source has none to edit. */
export const address = computed(() =>
  resource.value.kind === "pipe"
    ? `${HOST}/v0/pipes/${resource.value.name}.json?`
    : `${HOST}/v0/sql?q=SELECT+*+FROM+${resource.value.name}`,
);
export const url = computed(() => (resource.value.kind === "pipe" ? address.value + encoded(queryString.value) : address.value));

/** What a browser would do to it, and brackets and braces, which curl reads as ranges and lists. */
function encoded(query: string): string {
  return query.toWellFormed().replace(/[^\x21-\x7e]|[#"<>[\]{}]/gu, encodeURIComponent);
}

/** The gateway's verifier: the key, and the workspace that it serves. */
const gateway = signal<Made<Verifier>>(attempt(() => new Verifier({ keys: signingKey.peek() })));
effect(() => {
  const next = attempt(
    () => new Verifier({ keys: signingKey.value, workspaceId: elsewhere.value ? OTHER_WORKSPACE : workspaceOf(signingKey.value) }),
  );
  gateway.peek().value?.free();
  gateway.value = next;
});

function workspaceOf(key: string): string | undefined {
  try {
    return parseStaticToken(key.trim()).u;
  } catch (error) {
    if (error instanceof MintbirdError) return undefined;
    throw error;
  }
}

export const decision = computed<Made<Decision>>(() => decide(now.value));

/** Decides the request at a time. */
export function decide(time: number): Made<Decision> {
  const { value: verifier, error } = gateway.value;
  if (verifier === undefined) return { error };
  const { kind, name } = resource.value;
  const request = kind === "pipe" ? { pipe: name, params: queryString.value } : { datasource: name };
  return attempt(() => verifier.authorize(token.value ?? "", request, { now: time }));
}

/** What the token fixes for this resource, to be shown beside the request's parameters. */
export const fixed = computed<{ readonly [name: string]: string }>(() => {
  const scopes = (claims.value?.scopes ?? []).filter((scope) => scope.resource === resource.value.name);
  return Object.fromEntries(
    scopes.flatMap((scope) => Object.entries(scope.fixed_params ?? {}).map(([name, value]) => [name, String(value)])),
  );
});

/** The token's filter on this resource. */
export const filter = computed(() => (claims.value?.scopes ?? []).find((scope) => scope.resource === resource.value.name)?.filter);

/** The tenant that the form was filled with. */
export const tenant = computed<string | undefined>(() => {
  const name = /\{(\w*org\w*)[:}]/.exec(original())?.[1];
  const value = name === undefined ? undefined : values.value[name];
  return value === undefined ? undefined : String(value);
});

/** The template before its fixed parameter was removed, and after. */
const removal = signal<{ readonly before: string; readonly after: string } | null>(null);
export const removed = computed(() => removal.value !== null && removal.value.after === templateText.value);

function original(): string {
  return removed.value ? removal.value!.before : templateText.value;
}

/** The member of the template that pins the rows of this resource. */
const pin = computed<string | undefined>(() => {
  const text = templateText.value;
  const index = (claims.value?.scopes ?? []).findIndex((scope) => scope.resource === resource.value.name);
  const { kind } = resource.value;
  const inside = kind === "pipe" ? `/scopes/${index}/fixed_params/` : `/scopes/${index}/filter`;
  return places(text).find(({ pointer, value }) => pointer.startsWith(inside) && /\{\w*org\w*[:}]/.test(text.slice(value.from, value.to)))
    ?.pointer;
});
export const removable = computed(() => pin.value !== undefined);

export function removePin(): void {
  const before = templateText.peek();
  const pointer = pin.peek();
  if (pointer === undefined) return;
  const after = without(before, pointer);
  removal.value = { before, after };
  templateText.value = after;
}

export function restorePin(): void {
  if (removed.peek()) templateText.value = removal.peek()!.before;
  removal.value = null;
}

/** A JSON text without one of its members, and without the comma that it leaves over. */
function without(text: string, pointer: string): string {
  const place = nearest(places(text), pointer);
  if (place?.name === undefined) return text;
  const [before, after] = [text.slice(0, place.name.from), text.slice(place.value.to)];
  if (/^\s*,/.test(after)) return before + after.replace(/^\s*,\s*/, "");
  return before.replace(/,?\s*$/, "") + after;
}
