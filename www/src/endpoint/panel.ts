/** The Endpoint tab: a request with the token, what it may do, and the rows that come back. */
import { effect } from "@preact/signals-core";
import { type TemplateResult, html, nothing, render } from "lit-html";
import { copy } from "../core/clipboard.js";
import { clockAhead, moveClockTo, resetClock } from "../core/clock.js";
import { sentence } from "../core/prose.js";
import { report, tab, tamper, tamperedAt, token, untamper } from "../core/state.js";
import { themeChanges } from "../core/theme.js";
import { draw } from "../core/view.js";
import { asCurl } from "../token/copies.js";
import { duration } from "mintbird/explain";
import { databaseFault, open, outcome, running } from "./answer.js";
import { burst } from "./burst.js";
import type { Bar } from "./chart.js";
import type { Cell } from "./database.js";
import { parameters } from "./parameters.js";
import { RESOURCES } from "./pipes.js";
import {
  address,
  chosen,
  decision,
  elsewhere,
  queryString,
  removable,
  removePin,
  removed,
  resource,
  restorePin,
  tenant,
  url,
} from "./request.js";

export function endpointPanel(host: HTMLElement): void {
  render(
    html`<div class="endpoint grid">
      <div class="request-host"></div>
      <div class="trials-host"></div>
      <div class="stack">
        <div class="params-host"></div>
        <div class="sql-host"></div>
      </div>
      <div class="stack">
        <section class="panel rows-host" aria-labelledby="rows-title"></section>
        <section class="panel chart" aria-labelledby="chart-title">
          <h2 id="chart-title" class="label">Chart</h2>
          <div class="canvas"><canvas role="img" aria-label="The rows as bars; the table says the same"></canvas></div>
        </section>
      </div>
      <div class="burst-host"></div>
    </div>`,
    host,
  );
  const find = (selector: string) => host.querySelector<HTMLElement>(selector)!;
  open();
  tab.subscribe((name) => name === "endpoint" && open());
  draw(find(".request-host"), request);
  draw(find(".trials-host"), trials);
  draw(find(".params-host"), parameters);
  draw(find(".sql-host"), sql);
  draw(find(".rows-host"), rows);
  draw(find(".burst-host"), burst);
  void import("./chart.js").then(({ barChart }) => {
    const chart = barChart(host.querySelector("canvas")!);
    effect(() => {
      void themeChanges.value;
      const drawn = tab.value === "endpoint" ? bars() : [];
      find(".chart").hidden = drawn.length === 0;
      if (drawn.length > 0) chart.show(drawn);
    });
  });
}

function request(): TemplateResult {
  const { value: decided, error } = decision.value;
  const status = decided === undefined ? 403 : decided.allowed ? 200 : decided.status;
  return html`<section class="panel request" aria-labelledby="request-title">
    <h2 id="request-title" class="label">Request</h2>
    <div class="call mono">
      <span class="method">GET</span>
      <label class="sr" for="resource">Endpoint or data source</label>
      <select
        id="resource"
        class="mono"
        data-test="resource"
        @change=${(event: Event) => (chosen.value = RESOURCES[(event.target as HTMLSelectElement).selectedIndex] ?? null)}
      >
        ${RESOURCES.map((each) => html`<option .selected=${each === resource.value}>${each.name}${each.kind === "datasource" ? " (data source)" : ""}</option>`)}
      </select>
      <span class="address">${address.value}</span>
      ${resource.value.kind === "pipe" ? queryField() : nothing}
      <button type="button" class="quiet" ?disabled=${token.value === undefined} @click=${() => void copy(asCurl(token.value ?? "", url.value), "curl line")}>Copy as curl</button>
    </div>
    ${resource.value.kind === "pipe" ? suggestions() : nothing}
    <p class="answer ${status === 200 ? "accepted" : "refused"}" data-test="answer">
      <b class="status mono" role="status">${status}</b>
      ${
        error !== undefined
          ? html`<span>${sentence(error.message)}</span>`
          : decided!.allowed
            ? html`<span>${granted()}</span>`
            : html`<span><code>${decided!.code}</code> ${sentence(decided!.message)}</span>`
      }
    </p>
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
      placeholder="org_id=globex&limit=5"
      .value=${queryString.value}
      @input=${(event: InputEvent) => (queryString.value = (event.target as HTMLInputElement).value)}
    />`;
}

function suggestions(): TemplateResult {
  return html`<div class="chips" role="group" aria-label="Query strings to try">
    ${["org_id=globex&limit=5", "ORG_ID=globex", "org_id=acme&org_id=globex", "org_id[]=globex", "country=de&currency=usd"].map(
      (text) =>
        html`<button type="button" class="chip mono" aria-pressed=${String(queryString.value === text)} @click=${() => (queryString.value = text)}>${text}</button>`,
    )}
  </div>`;
}

function granted(): TemplateResult | string {
  const result = outcome.value;
  if (databaseFault.value !== "") return databaseFault.value;
  if (result === null) return "Granted. The database is loading…";
  if ("fault" in result) return html`Granted, but the page’s SQLite cannot run this ClickHouse condition: <code>${result.fault}</code>`;
  const { rows, milliseconds } = result.answer;
  const leaked = leakedIn(rows);
  const count = `${rows.length} row${rows.length === 1 ? "" : "s"} in ${milliseconds.toFixed(1)} ms`;
  return leaked === 0
    ? html`${count}${tenant.value === undefined ? "" : `, all of ${tenant.value}`}.`
    : html`${count}, <strong class="leak" data-test="leak">${leaked} of them of other tenants.</strong>`;
}

function leakedIn(rows: readonly { readonly [column: string]: unknown }[]): number {
  return rows.filter((row) => tenant.value !== undefined && row["org_id"] !== tenant.value).length;
}

/** What can go wrong, one button each; pressed again, it is undone. */
function trials(): TemplateResult {
  const expired = clockAhead.value > 0;
  const other = RESOURCES.find(({ name }) => name === "revenue_by_country")!;
  const trial = (name: string, title: string, pressed: boolean, on: () => void, off: () => void, disabled = false) =>
    html`<button type="button" data-test="trial-${name}" aria-pressed=${String(pressed)} ?disabled=${disabled} @click=${pressed ? off : on}>${title}</button>`;
  return html`<section class="panel trials" aria-labelledby="trials-title">
    <h2 id="trials-title" class="label">What if …</h2>
    <div class="buttons">
      ${trial("byte", "a byte is changed", tamperedAt.value !== null, tamper, untamper)}
      ${trial("expire", "it has expired", expired, () => moveClockTo(report.peek()?.expiry?.exp ?? 0), resetClock)}
      ${trial(
        "pipe",
        "it is another pipe",
        chosen.value === other,
        () => (chosen.value = other),
        () => (chosen.value = null),
      )}
      ${trial(
        "workspace",
        "it is another workspace",
        elsewhere.value,
        () => (elsewhere.value = true),
        () => (elsewhere.value = false),
      )}
      ${trial("unfix", resource.value.kind === "pipe" ? "the fixed parameter is missing" : "the filter is missing", removed.value, removePin, restorePin, !removed.value && !removable.value)}
    </div>
    <p class="hint">
      ${
        removed.value
          ? "The template no longer pins the tenant, and a new token was minted from it. Whoever holds it chooses whose rows to read."
          : expired
            ? `The page’s clock is ${duration(clockAhead.value)} ahead. Press again to set it right.`
            : "Each of them can be undone by pressing it again."
      }
    </p>
  </section>`;
}

function sql(): TemplateResult {
  const query = running.value;
  return html`<section class="panel sql" aria-labelledby="sql-title">
    <h2 id="sql-title" class="label">${resource.value.kind === "pipe" ? "The pipe" : "The data source"} <span class="muted">${resource.value.about}</span></h2>
    <pre tabindex="0" aria-label="SQL of ${resource.value.name}" data-test="sql"><code>${resource.value.sql.split(/(\{[{%].*?[%}]\})/).map((part, index) => (index % 2 === 0 ? part : html`<span class=${part.startsWith("{{") ? "bound" : "condition"}>${part}</span>`))}</code></pre>
    ${
      query === null
        ? nothing
        : html`<details>
          <summary>As it runs in this page</summary>
          <pre tabindex="0" aria-label="SQL as it runs"><code>${query.sql}</code></pre>
          ${query.values.length === 0 ? nothing : html`<p class="hint mono">${query.values.map((value, index) => html`<span>?${index + 1} = ${JSON.stringify(value)} </span>`)}</p>`}
        </details>`
    }
  </section>`;
}

function rows(): TemplateResult {
  const result = outcome.value;
  const list = result !== null && "answer" in result ? result.answer.rows : [];
  const columns = Object.keys(list[0] ?? {});
  const fractional = new Set(
    columns.filter((column) => list.some((row) => typeof row[column] === "number" && !Number.isInteger(row[column]))),
  );
  const shown = (column: string, value: Cell) => (typeof value === "number" && fractional.has(column) ? value.toFixed(2) : value);
  return html`<h2 id="rows-title" class="label">Rows</h2>
    ${
      list.length === 0
        ? html`<p class="muted">${decision.value.value?.allowed === true ? (result === null ? "Loading…" : "None.") : "None: the request was refused."}</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label="Table of rows">
          <table data-test="rows">
            <thead>
              <tr>
                ${columns.map((column) => html`<th scope="col" class=${typeof list[0]![column] === "number" ? "number" : ""}>${column}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${list.map((row) => {
                const leaked = leakedIn([row]) === 1;
                return html`<tr class=${leaked ? "leaked" : ""}>
                  ${columns.map(
                    (column) => html`<td class=${typeof row[column] === "number" ? "number" : ""}>
                      ${shown(column, row[column]!)}${leaked && column === "org_id" ? html` <span class="tag">leaked</span>` : nothing}
                    </td>`,
                  )}
                </tr>`;
              })}
            </tbody>
          </table>
        </div>`
    }`;
}

/** The rows as bars: by label and tenant, where there are several. */
function bars(): readonly Bar[] {
  const result = outcome.value;
  if (result === null || !("answer" in result)) return [];
  const { label, value } = resource.value.chart;
  const list = result.answer.rows;
  const several = new Set(list.map((row) => row["org_id"])).size > 1;
  const found = new Map<string, Bar>();
  for (const row of list) {
    const name = several ? `${row["org_id"]} ${row[label]}` : String(row[label]);
    const sum = (found.get(name)?.value ?? 0) + (value === undefined ? 1 : Number(row[value]));
    found.set(name, { label: name, value: sum, leaked: leakedIn([row]) === 1 });
  }
  const drawn = [...found.values()];
  return value === undefined ? drawn.toSorted((one, other) => other.value - one.value) : drawn;
}
