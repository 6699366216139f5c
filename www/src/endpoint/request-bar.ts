/** The request as one address, and query strings to try. */
import { type TemplateResult, html, nothing } from "lit-html";
import { copy } from "../core/clipboard.js";
import { queryString } from "../core/session.js";
import { token } from "../core/state.js";
import { asCurl } from "../token/copies.js";
import { address, choose, resource, url } from "./request.js";
import { mode, resources } from "./workspace.js";

const TRIES: readonly (readonly [what: string, query: string])[] = [
  ["another tenant", "org_id=globex&limit=5"],
  ["in capitals", "ORG_ID=globex"],
  ["twice", "org_id=acme&org_id=globex"],
  ["as a list", "org_id[]=globex"],
  ["another currency", "country=de&currency=usd"],
  ["a wrong type", "limit=abc"],
];

export function requestBar(): TemplateResult {
  const called = resource.value;
  const [before, after] = address.value;
  const isPipe = called?.kind === "pipe";
  return html`<section class="panel request" aria-labelledby="request-title">
    <div class="row">
      <h2 id="request-title" class="label">Request</h2>
      <button type="button" class="quiet" ?disabled=${token.value === undefined} @click=${() => void copy(asCurl(token.value ?? "", url.value), "curl command")}>Copy as curl</button>
    </div>
    <div class="call mono">
      <span class="method">GET</span>
      <span class="address">${before}</span>
      <label class="sr" for="resource">Endpoint or data source</label>
      <select
        id="resource"
        class="mono"
        data-test="resource"
        @change=${(event: Event) => {
          const picked = resources.peek()[(event.target as HTMLSelectElement).selectedIndex];
          if (picked !== undefined) choose(picked);
        }}
      >
        ${resources.value.map((each) => html`<option .selected=${each === called}>${each.name}${each.kind === "datasource" ? " (data source)" : ""}${each.known ? "" : ` (${each.about})`}</option>`)}
      </select>
      <span class="address">${after}</span>
      ${isPipe ? queryField() : nothing}
    </div>
    ${isPipe && mode.value === "demo" ? suggestions() : nothing}
  </section>`;
}

function queryField(): TemplateResult {
  return html`<label class="sr" for="query">Query string</label>
    <input
      id="query"
      class="mono"
      spellcheck="false"
      autocomplete="off"
      autocapitalize="off"
      placeholder=${mode.value === "demo" ? "org_id=globex&limit=5" : "name=value"}
      .value=${queryString.value}
      @input=${(event: InputEvent) => (queryString.value = (event.target as HTMLInputElement).value)}
    />`;
}

function suggestions(): TemplateResult {
  return html`<div class="chips" role="group" aria-label="Query strings to try">
    ${TRIES.map(
      ([what, query]) =>
        html`<button type="button" class="chip" data-query=${query} aria-pressed=${String(queryString.value === query)} @click=${() => (queryString.value = query)}>${what} <code>${query}</code></button>`,
    )}
  </div>`;
}
