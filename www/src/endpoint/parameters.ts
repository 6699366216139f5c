/** The request's parameters and the token's side by side, with the one that runs marked. */
import { type TemplateResult, html } from "lit-html";
import { decision, filter, fixed, queryString, resource } from "./request.js";

/** The parameter that says whose rows are read. */
const TENANT = "org_id";

export function parameters(): TemplateResult {
  const decided = decision.value.value;
  const asked = Map.groupBy(new URLSearchParams(queryString.value), ([name]) => name);
  const runs: { readonly [name: string]: unknown } = decided?.allowed === true ? decided.params : {};
  // The tenant is always in the list: that nobody names one is what matters most.
  const names = [...new Set([TENANT, ...Object.keys(fixed.value), ...asked.keys()])];
  const where = decided?.allowed === true ? decided.filter : filter.value;
  return html`<section class="panel params" aria-labelledby="params-title">
    <h2 id="params-title" class="label">Who decides</h2>
    ${
      resource.value.kind === "datasource"
        ? html`<p class="muted">A data source has no parameters. The token’s filter is appended to every read:</p>
          <p class="filter mono" data-test="filter">${where === undefined ? "none: every row is read" : `WHERE ${where}`}</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label="Table of parameters">
            <table class="duel" data-test="params">
              <thead>
                <tr>
                  <th scope="col">parameter</th>
                  <th scope="col">the request asks</th>
                  <th scope="col">the token fixes</th>
                </tr>
              </thead>
              <tbody>
                ${names.map((name) => {
                  const wish = asked
                    .get(name)
                    ?.map(([, value]) => value)
                    .join(", ");
                  const pinned = fixed.value[name];
                  const granted = decided?.allowed === true;
                  const byToken = pinned !== undefined && String(runs[name]) === pinned;
                  const byRequest = granted && !byToken && Object.hasOwn(runs, name);
                  return html`<tr data-param=${name}>
                    <th scope="row" class="mono">${name}</th>
                    ${side(wish, byRequest, granted, name === TENANT)}
                    ${granted && name === TENANT && !byToken && !byRequest ? html`<td class="open">nobody decides <span class="tag">all rows</span></td>` : side(pinned, byToken, granted)}
                  </tr>`;
                })}
              </tbody>
            </table>
          </div>
          <p class="hint">${decided?.allowed === true ? "A fixed parameter always wins, however the request spells it. What is struck through never reaches the endpoint." : "The request is refused, so nothing runs."}</p>`
    }
  </section>`;
}

/** What one of the two says. `open`: whoever holds the token should not decide this. */
function side(value: string | undefined, wins: boolean, granted: boolean, open = false): TemplateResult {
  if (value === undefined) return html`<td class="none">–</td>`;
  if (!granted) return html`<td class="mono">${value}</td>`;
  return wins
    ? html`<td class="mono wins ${open ? "open" : ""}"><b>${value}</b> <span class="tag">wins</span></td>`
    : html`<td class="mono loses"><s>${value}</s><span class="sr"> loses</span></td>`;
}
