/** The request that is made with the token, and what the package decides about it. */
import { computed, effect, signal } from "@preact/signals-core";
import { type Decision, MintbirdError, Verifier, parseStaticToken } from "mintbird";
import { now } from "../core/clock.js";
import { shown } from "../core/json.js";
import { keepAs, kept } from "../core/kept.js";
import { queryString } from "../core/session.js";
import { type Made, TENANT, attempt, calledScope, lineage, signingKey, template, templateText, token } from "../core/state.js";
import { type Place, places } from "../core/places.js";
import { HOST } from "../token/copies.js";
import { type Resource, claims, mode, resources, scopeOf } from "./workspace.js";

/** A workspace that no token of this page is of. */
const OTHER_WORKSPACE = "0b1a7c52-6f0d-4a3e-8e57-9a1d2c3b4e5f";
/** What is kept through a reload. */
const [CHOSEN, REMOVAL] = ["mintbird.chosen", "mintbird.removal"];

/** What was chosen by hand; nothing follows the token's first scope. */
type Choice = Pick<Resource, "kind" | "name">;
const keptChoice = kept(CHOSEN) as { readonly chosen: Choice | null; readonly among: string } | null;
const chosen = signal<Choice | null>(keptChoice?.chosen ?? null);
export function choose(one: Choice): void {
  elsewherePipe.value = false;
  chosen.value = { kind: one.kind, name: one.name };
}
/** Whether the request goes to a pipe that the token does not name. */
export const elsewherePipe = signal(false);
/** Whether it goes to another workspace than the token's. */
export const elsewhere = signal(false);

/** What the token's scopes name; nothing where there is no token. */
const named = computed(() =>
  claims.value === null ? "" : JSON.stringify(claims.value.scopes.map(({ type, resource }) => [type, resource])),
);

/** A choice holds as long as the token names the same things. A token that is missing for a moment, while somebody types, names nothing. */
let among = keptChoice?.among ?? "";
effect(() => {
  const now = `${mode.value} ${named.value}`;
  if (named.value === "" || now === among) return;
  among = now;
  chosen.value = null;
  elsewherePipe.value = false;
});
keepAs(CHOSEN, () => ({ chosen: chosen.value, among: named.value === "" ? among : `${mode.value} ${named.value}` }));

/** The template before its pin was removed, and after; and what was removed. */
interface Removal {
  readonly before: string;
  readonly after: string;
  readonly lineage: string;
  readonly index: number;
  readonly isFilter: boolean;
  readonly pieces: readonly string[];
}
const removal = signal(kept(REMOVAL) as Removal | null);
keepAs(REMOVAL, () => removal.value);

/** The one that was made in this template, whatever else was changed since. */
const current = computed(() =>
  removal.value?.lineage === lineage.value && removal.value.index === usualIndex.value ? removal.value : null,
);

/** A pipe that the token does not name. */
export const otherPipe = computed(() =>
  resources.value.find((each) => each.kind === "pipe" && each.known && (claims.value === null || scopeOf(each, claims.value) < 0)),
);

/** What the token is for, or what was chosen. */
const usual = computed<Resource | undefined>(() => {
  const all = resources.value;
  const picked = all.find(({ kind, name }) => kind === chosen.value?.kind && name === chosen.value.name);
  const token = claims.value;
  const first = token?.scopes.map((_, index) => all.find((each) => scopeOf(each, token) === index)).find((found) => found !== undefined);
  return picked ?? first ?? all[0];
});

export const resource = computed(() => (elsewherePipe.value ? (otherPipe.value ?? usual.value) : usual.value));

/** Where the page is: `mintbird serve` has its endpoints beside it. */
const SERVER = new URL(".", location.href).href.replace(/\/$/, "");

/** The address around the name, and up to the query string; that of a data source has none to edit. */
export const address = computed<readonly [before: string, after: string]>(() => {
  const [host, limit] = mode.value === "served" ? [SERVER, "+LIMIT+100"] : [HOST, ""];
  return resource.value?.kind === "datasource"
    ? [`${host}/v0/sql?q=SELECT+*+FROM+`, `${limit}+FORMAT+JSON`]
    : [`${host}/v0/pipes/`, ".json?"];
});
export const url = computed(() => {
  const [start, end] = address.value;
  const name = encodeURIComponent(resource.value?.name ?? "");
  return resource.value?.kind === "datasource" ? start + name + end : start + name + end + encoded(queryString.value);
});

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
  const { kind, name } = resource.value ?? { kind: "pipe", name: "" };
  const request = kind === "pipe" ? { pipe: name, params: queryString.value } : { datasource: name };
  return attempt(() => verifier.authorize(token.value ?? "", request, { now: time }));
}

/** The scopes of the token that are about this resource. */
const scopes = computed(() => {
  const { kind, name } = resource.value ?? { kind: "pipe", name: "" };
  return (claims.value?.scopes ?? []).filter(
    ({ type, resource }) => resource === name && type === (kind === "pipe" ? "PIPES:READ" : "DATASOURCES:READ"),
  );
});

/** What the token fixes for this resource, to be shown beside the request's parameters: one value, unless its scopes disagree. */
export const fixedValues = computed<{ readonly [name: string]: readonly string[] }>(() => {
  const all = scopes.value.flatMap(({ fixed_params }) =>
    Object.entries(fixed_params ?? {}).map(([name, value]) => [name, shown(value)] as const),
  );
  return Object.fromEntries(
    [...Map.groupBy(all, ([name]) => name)].map(([name, found]) => [name, [...new Set(found.map(([, value]) => value))]]),
  );
});
export const fixed = computed<{ readonly [name: string]: string }>(() =>
  Object.fromEntries(Object.entries(fixedValues.value).map(([name, values]) => [name, values.at(-1) ?? ""])),
);

/** The scope of the template that is about this resource: it has the place that it has in the token. */
export const scopeIndex = computed(() => indexOf(resource.value));
effect(() => {
  calledScope.value = scopeIndex.value;
});
/** The one that loses its pin. */
const usualIndex = computed(() => indexOf(usual.value));

function indexOf(one: Resource | undefined): number {
  return one === undefined || claims.value === null ? -1 : scopeOf(one, claims.value);
}

/** What of the template pins the rows of this resource: what placeholders fill, or else a constant that names a tenant. */
const pins = computed<readonly Place[]>(() => {
  const index = usualIndex.value;
  if (index < 0) return [];
  const all = places(templateText.value);
  if (usual.value?.kind === "datasource") return all.filter(({ pointer }) => pointer === `/scopes/${index}/filter`);
  const inside = `/scopes/${index}/fixed_params/`;
  const found = all.filter(({ pointer, scalar }) => scalar && pointer.startsWith(inside));
  const filled = new Set(template.value.value?.placeholders.map(({ path }) => path));
  const variable = found.filter(({ pointer }) => filled.has(pointer));
  if (variable.length > 0 || current.value !== null) return variable;
  return found.filter(({ pointer }) => TENANT.test(pointer.slice(inside.length)));
});

/** Whether the pin is missing because it was removed here, whatever else was changed since. */
export const removed = computed(() => current.value !== null && pins.value.length === 0);
export const removable = computed(() => pins.value.length > 0);
/** What was removed, as it stood in the template. */
export const removedPieces = computed(() => (removed.value ? (current.value?.pieces ?? []) : []));

export function removePin(): void {
  const before = templateText.peek();
  const found = pins.peek();
  if (found.length === 0) return;
  // From the end, so that the places before it stay.
  const after = found.toReversed().reduce((text, place) => without(text, place), before);
  const pieces = found.map(({ name, value }) => before.slice(name?.from ?? value.from, value.to));
  removal.value = {
    before,
    after,
    lineage: lineage.peek(),
    index: usualIndex.peek(),
    isFilter: usual.peek()?.kind === "datasource",
    pieces,
  };
  templateText.value = after;
}

/** Puts it back into the template as it is now. */
export function restorePin(): void {
  const given = current.peek();
  if (given === null || !removed.peek()) return;
  removal.value = null;
  const text = templateText.peek();
  templateText.value = text === given.after ? given.before : (withPieces(text, given) ?? given.before);
}

function withPieces(text: string, { index, isFilter, pieces }: Removal): string | undefined {
  const all = places(text);
  const scope = all.find(({ pointer }) => pointer === `/scopes/${index}`);
  if (scope === undefined || scope.scalar) return undefined;
  const params = all.find(({ pointer, scalar }) => pointer === `/scopes/${index}/fixed_params` && !scalar);
  const [into, inserted] =
    isFilter || params !== undefined
      ? [isFilter ? scope : params!, pieces.join(", ")]
      : [scope, `"fixed_params": { ${pieces.join(", ")} }`];
  const start = into.value.from + 1;
  const isEmpty = /^\s*\}/.test(text.slice(start));
  return `${text.slice(0, start)}${isEmpty ? ` ${inserted} ` : ` ${inserted},`}${text.slice(start)}`;
}

/** A JSON text without one of its keys, and without the comma that it leaves over. */
function without(text: string, { name, value }: Place): string {
  const [before, after] = [text.slice(0, name?.from ?? value.from), text.slice(value.to)];
  if (/^\s*,/.test(after)) return before + after.replace(/^\s*,\s*/, "");
  return before.replace(/,?\s*$/, "") + after;
}
