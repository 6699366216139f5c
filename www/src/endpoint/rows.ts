/** What comes back: rows, as a table and as JSON; of a refusal, its body; of one's own endpoint, the SQL that runs. */
import { type TemplateResult, html, nothing } from "lit-html";
import { isNumber, shown, write } from "../core/json.js";
import type { Cell } from "./database.js";
import { differs, isLeaked, outcome, rows, status, unindented } from "./answer.js";
import { type MapNode, grantedRequest, rendered } from "./rendered.js";
import { fixed, resource } from "./request.js";
import { type Value, servedAnswer, serverDecides } from "./served.js";
import { mode } from "./workspace.js";

/** Of a longer answer, a part: the browser has to draw it. */
const [SHOWN_ROWS, SHOWN_CHARACTERS] = [100, 20_000];

export function table(): TemplateResult {
  if (serverDecides.value) return ofServer();
  const { status: number, message, code } = status.value;
  const isRefused = number !== 200;
  const title = mode.value !== "demo" && !isRefused ? "SQL of this request" : isRefused ? "Answer" : "Rows";
  return html`<section class="panel rows-host" aria-labelledby="rows-title">
    <h2 id="rows-title" class="label">${title}</h2>
    ${
      isRefused
        ? html`<p class="muted">No rows: the request was refused.</p>
            <pre tabindex="0" aria-label="Body of the answer" data-test="body"><code>${JSON.stringify({ error: message, ...(code !== undefined && { code }) }, null, 2)}</code></pre>`
        : mode.value !== "demo" || resource.value?.known !== true
          ? ofOwn()
          : ofDemo()
    }
  </section>`;
}

/** What the server of this page has answered, and below it the SQL that it ran. */
function ofServer(): TemplateResult {
  const given = servedAnswer.value;
  const isRefused = given !== null && given.status !== 200;
  const isRendered = grantedRequest.value !== undefined && resource.value?.known === true;
  return html`<section class="panel rows-host" aria-labelledby="rows-title">
    <h2 id="rows-title" class="label">${isRefused ? "Answer" : "Rows"}</h2>
    ${
      given === null
        ? html`<p class="muted">Loading…</p>`
        : isRefused
          ? html`<p class="muted">No rows: ${given.status === 0 ? "nobody answered" : "the request was refused"}.</p>
              <pre tabindex="0" aria-label="Body of the answer" data-test="body"><code>${given.body.slice(0, SHOWN_CHARACTERS)}</code></pre>`
          : html`${given.rows.length === 0 ? html`<p class="muted">None.</p>` : served(given.rows)}
              <details>
                <summary>Answer as JSON</summary>
                <pre tabindex="0" aria-label="Answer as JSON" data-test="json"><code>${given.body.slice(0, SHOWN_CHARACTERS)}</code></pre>
                ${given.body.length > SHOWN_CHARACTERS ? html`<p class="hint">Cut after ${SHOWN_CHARACTERS} characters.</p>` : nothing}
              </details>`
    }
    ${isRendered && given?.status === 200 ? html`<h2 class="label">SQL of this request</h2> ${ofOwn()}` : nothing}
  </section>`;
}

function served(rows: readonly { readonly [column: string]: Value }[]): TemplateResult {
  const columns = Object.keys(rows[0] ?? {});
  const text = (value: Value | undefined) => (typeof value === "object" ? write(value) : shown(value));
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of rows">
      <table data-test="rows">
        <thead>
          <tr>
            ${columns.map((column) => html`<th scope="col" class=${isNumber(rows[0]?.[column]) ? "number" : ""}>${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.slice(0, SHOWN_ROWS).map(
            (row) =>
              html`<tr>
                ${columns.map((column) => html`<td class=${isNumber(row[column]) ? "number" : ""}>${text(row[column])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${rows.length > SHOWN_ROWS ? html`<p class="hint">The first ${SHOWN_ROWS} of ${rows.length} rows.</p>` : nothing}`;
}

function ofDemo(): TemplateResult {
  const list = rows.value;
  const isRun = differs.value === undefined && !(outcome.value !== null && "fault" in outcome.value);
  if (list.length === 0)
    return html`<p class="muted">${!isRun ? "It is not run here." : outcome.value === null ? "Loading…" : "None."}</p>`;
  const columns = Object.keys(list[0] ?? {});
  const fractional = new Set(
    columns.filter((column) => list.some((row) => typeof row[column] === "number" && !Number.isInteger(row[column]))),
  );
  const cell = (column: string, value: Cell) => (typeof value === "number" && fractional.has(column) ? value.toFixed(2) : value);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of rows">
      <table data-test="rows">
        <thead>
          <tr>
            ${columns.map((column) => html`<th scope="col" class=${typeof list[0]![column] === "number" ? "number" : ""}>${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${list.map((row) => {
            const leaked = isLeaked(row);
            return html`<tr class=${leaked ? "leaked" : ""}>
              ${columns.map(
                (column) =>
                  html`<td class=${typeof row[column] === "number" ? "number" : ""}>
                    ${cell(column, row[column]!)}${leaked && column === "org_id" ? html` <span class="tag">leaked</span>` : nothing}
                  </td>`,
              )}
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
    <details>
      <summary>Answer as JSON</summary>
      <pre tabindex="0" aria-label="Answer as JSON" data-test="json"><code>${JSON.stringify({ data: list, rows: list.length }, null, 2)}</code></pre>
    </details>`;
}

function ofOwn(): TemplateResult {
  const called = resource.value;
  const granted = grantedRequest.value;
  if (called?.known !== true) return html`<p class="muted">Its SQL is not known here. Drop your project to see it.</p>`;
  if (called.kind === "datasource") {
    const where = granted?.filter === undefined ? "" : `\nWHERE (${granted.filter})`;
    return html`<pre tabindex="0" aria-label="SQL of this request" data-test="rendered"><code>SELECT * FROM ${called.name}${where}</code></pre>`;
  }
  return html`${renderedNodes()}`;
}

/** The SQL of each node that the request reaches, its pinned values marked. */
export function renderedNodes(): TemplateResult {
  const nodes = rendered.value?.nodes.filter((node) => node.rendered !== undefined) ?? [];
  return html`${Object.keys(fixed.value).length === 0 ? nothing : html`<p class="hint">Marked is what the token fixes.</p>`}
  ${nodes.map(
    (
      node,
    ) => html`<h3 class="node-name mono">${node.name}${node.pipe === resource.value?.name ? nothing : html` <span class="muted">of ${node.pipe}</span>`}</h3>
      ${
        node.rendered?.sql === null
          ? html`<p class="fault">${node.rendered.error?.message}</p>`
          : html`<pre tabindex="0" aria-label="SQL of ${node.name}" data-test="rendered"><code>${marked(node)}</code></pre>`
      }`,
  )}`;
}

/** Characters that no SQL has: they go along while the indentation of the file is taken off. */
const [OPEN, CLOSE] = ["\ue000", "\ue001"];

function marked({ rendered, landings }: MapNode): (TemplateResult | string)[] {
  const sql = rendered?.sql ?? "";
  let text = "";
  let from = 0;
  const names: string[] = [];
  for (const landing of landings) {
    if (landing.from < from) continue;
    text += sql.slice(from, landing.from) + OPEN + sql.slice(landing.from, landing.to) + CLOSE;
    names.push(landing.param);
    from = landing.to;
  }
  const parts = unindented(text + sql.slice(from)).split(new RegExp(`[${OPEN}${CLOSE}]`));
  return parts.map((part, index) =>
    index % 2 === 0 ? part : html`<mark title="${names[(index - 1) / 2]}, fixed by the token">${part}</mark>`,
  );
}
