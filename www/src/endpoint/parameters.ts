/** The request's parameters and the token's side by side, with the one that runs marked. */
import { computed } from "@preact/signals-core";
import { type TemplateResult, html, nothing } from "lit-html";
import { queryString } from "../core/session.js";
import { failedNode, grantedRequest, isRefused, runs } from "./rendered.js";
import { decision, fixed, fixedValues, resource, scopeIndex } from "./request.js";
import { claims, paramsOf, workspace } from "./workspace.js";

/** The parameter that says whose rows the demo workspace's endpoints read. */
const TENANT = "org_id";
/** Longer values are cut: a table is to be looked at. */
const SHOWN = 80;

/** The parameters that the endpoint uses; nothing where it is not known. */
const used = computed(() => {
  const open = workspace.value;
  const called = resource.value;
  return open === null || called?.kind !== "pipe" || !called.known ? undefined : paramsOf(open, called.name);
});

export function parameters(): TemplateResult {
  const called = resource.value;
  return html`<section class="panel params" aria-labelledby="params-title">
    <h2 id="params-title" class="label">Who wins?</h2>
    ${called?.kind === "datasource" ? filter() : table()}
  </section>`;
}

function filter(): TemplateResult {
  const decided = decision.value.value;
  const own = scopeIndex.value < 0 ? undefined : claims.value?.scopes[scopeIndex.value]?.filter;
  if (decided?.allowed !== true)
    return html`<p class="muted">The request is refused, so nothing is read.</p>
      ${own === undefined ? nothing : html`<p class="filter mono muted">WHERE ${cut(own)}</p>`}`;
  return decided.filter === undefined
    ? html`<p class="muted">A data source has no parameters, and this token has no filter on it:</p>
        <p class="filter mono leak" data-test="filter">none: every row is read</p>`
    : html`<p class="muted">A data source has no parameters. The token’s filter is appended to every read:</p>
        <p class="filter mono" data-test="filter">WHERE ${decided.filter}</p>`;
}

/** The name of a fixed parameter that a request's spells in another way; else its own. */
function rowOf(name: string, pinned: readonly string[]): string {
  const plain = name.replace(/\[.*\]$/, "").toLowerCase();
  return pinned.find((each) => each === name) ?? pinned.find((each) => each.toLowerCase() === plain) ?? name;
}

function table(): TemplateResult {
  const isGranted = grantedRequest.value !== undefined;
  const pinned = Object.keys(fixed.value);
  const asked = Map.groupBy(new URLSearchParams(queryString.value), ([name]) => rowOf(name, pinned));
  const known = used.value;
  // The tenant is in the list wherever the endpoint has it: that nobody names one is what matters most.
  const names = [...new Set([...(known?.has(TENANT) === true ? [TENANT] : []), ...pinned, ...asked.keys()])];
  return html`${
    names.length === 0
      ? html`<p class="muted">Neither the request nor the token names a parameter.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Table of parameters">
          <table class="duel" data-test="params">
            <thead>
              <tr>
                <th scope="col">parameter</th>
                <th scope="col">request</th>
                <th scope="col">token</th>
              </tr>
            </thead>
            <tbody>
              ${names.map((name) => row(name, asked.get(name) ?? [], isGranted))}
            </tbody>
          </table>
        </div>`
  }
    <p class="hint">${isGranted ? (failedNode.value === undefined ? won(pinned) : "The request ends with an error, so nothing runs.") : "The request is refused, so nothing runs."}</p>`;
}

/** What runs is known in any case; what an endpoint does with it, only where its file is here. */
function won(pinned: readonly string[]): TemplateResult {
  const lost = "What is crossed out never reaches the endpoint.";
  const idle = used.value === undefined ? [] : pinned.filter((name) => used.value?.has(name) === false);
  if (idle.length > 0)
    return html`A fixed parameter wins over the request’s. ${idle.map((name, index) => html`${index > 0 ? ", " : ""}<code>${name}</code>`)} ${idle.length === 1 ? "does" : "do"} nothing here, since the endpoint does not read ${idle.length === 1 ? "it" : "them"}. ${lost}`;
  return html`A fixed parameter always wins, however the request spells it. ${lost}${resource.value?.known === false ? " Whether this endpoint uses any of them is not known here." : nothing}`;
}

function row(name: string, wishes: readonly (readonly [name: string, value: string])[], isGranted: boolean): TemplateResult {
  const value = fixed.value[name];
  const isUsed = used.value?.has(name) ?? undefined;
  const isFailed = failedNode.value !== undefined;
  const runsHere = isGranted && Object.hasOwn(runs.value, name);
  const byToken = value !== undefined && runsHere;
  const isTenant = name === TENANT;
  const tokenCell =
    value === undefined
      ? isGranted && isTenant && !runsHere && !isFailed
        ? html`<td class="open">not set <span class="tag">all rows</span></td>`
        : html`<td class="none">–</td>`
      : !isGranted
        ? html`<td class="mono">${(fixedValues.value[name] ?? [value]).map((each) => html`<span class="wish">${cut(each)}</span>`)}</td>`
        : runsHere && isRefused(name, String(runs.value[name]))
          ? html`<td class="open mono">${cut(value)} <span class="tag">refused</span></td>`
          : isUsed === false
            ? html`<td class="open mono">${cut(value)} <span class="tag">pins nothing</span><span class="why">This endpoint has no parameter ${name}.</span></td>`
            : html`<td class="mono wins"><b>${cut(value)}</b> <span class="tag">${isUsed === undefined ? "fixed" : wishes.length > 0 ? "wins" : "fixed"}</span></td>`;
  return html`<tr data-param=${name}>
    <th scope="row" class="mono">${name}</th>
    ${wishes.length === 0 ? html`<td class="none">–</td>` : html`<td class="mono ${(isTenant && runsHere && !byToken && !isFailed) || (runsHere && !byToken && isRefused(name, wishes.at(-1)?.[1] ?? "")) ? "open" : ""}">${wishes.map((wish, index) => asking(name, wish, index === wishes.length - 1, { isGranted, byToken, runsHere, isUsed, isTenant }))}</td>`}
    ${tokenCell}
  </tr>`;
}

interface Standing {
  readonly isGranted: boolean;
  readonly byToken: boolean;
  readonly runsHere: boolean;
  readonly isUsed: boolean | undefined;
  readonly isTenant: boolean;
}

/** One thing that the request says about a parameter. Of several the last counts. */
function asking(
  name: string,
  [spelled, value]: readonly [string, string],
  isLast: boolean,
  { isGranted, byToken, runsHere, isUsed, isTenant }: Standing,
): TemplateResult {
  const how = spelled === name ? nothing : html`<span class="spelled">${cut(spelled)}=</span>`;
  if (!isGranted) return html`<span class="wish">${how}${cut(value)}</span>`;
  if (byToken || !runsHere || !isLast)
    return html`<span class="wish loses">${how}<s>${cut(value)}</s><span class="sr"> loses</span></span>`;
  if (isRefused(name, value)) return html`<span class="wish">${how}<b>${cut(value)}</b> <span class="tag">refused</span></span>`;
  if (failedNode.value !== undefined) return html`<span class="wish">${how}${cut(value)}</span>`;
  if (isUsed === false) return html`<span class="wish loses">${how}${cut(value)} <span class="tag quiet">not used</span></span>`;
  return html`<span class="wish wins">${how}<b>${cut(value)}</b> <span class="tag">${isTenant ? "wins" : "passes"}</span></span>`;
}

export function cut(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}… (${text.length} characters)`;
}
