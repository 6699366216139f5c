/** The endpoint's file, and what runs of it. */
import { type TemplateResult, html, nothing } from "lit-html";
import { running } from "./answer.js";
import { READ } from "./demo.js";
import { renderedNodes } from "./rows.js";
import { rendered } from "./rendered.js";
import { resource } from "./request.js";
import { mode, pipeOf, workspace } from "./workspace.js";

export function sql(): TemplateResult | typeof nothing {
  const called = resource.value;
  const open = workspace.value;
  if (called === undefined || !called.known || open === null) return nothing;
  const file =
    called.kind === "pipe"
      ? pipeOf(open.project, called.name)?.file
      : open.project.dataSources.find(({ name }) => name === called.name)?.file;
  const text = file === undefined ? "" : (open.files.get(file) ?? "");
  const shown =
    called.kind === "datasource" && mode.value === "demo" ? `${READ.before}\n-- the token’s filter\n${READ.after}` : text.trimEnd();
  return html`<section class="panel sql" aria-labelledby="sql-title">
    <h2 id="sql-title" class="label">${called.name} ${called.about === "" ? nothing : html`<span class="muted">${called.about}</span>`}</h2>
    <pre tabindex="0" aria-label="Text of ${called.name}" data-test="sql"><code>${coloured(shown)}</code></pre>
    ${
      mode.value === "demo" && rendered.value !== undefined
        ? html`<details>
            <summary>As Tinybird renders it</summary>
            ${renderedNodes()}
          </details>`
        : nothing
    }
    ${
      running.value === null
        ? nothing
        : html`<details>
            <summary>SQL as executed (SQLite)</summary>
            <pre tabindex="0" aria-label="SQL as executed"><code>${running.value.sql}</code></pre>
            ${running.value.values.length === 0 ? nothing : html`<p class="hint mono">${running.value.values.map((value, index) => html`<span>?${index + 1} = ${JSON.stringify(value)} </span>`)}</p>`}
          </details>`
    }
  </section>`;
}

function coloured(text: string): (TemplateResult | string)[] {
  return text
    .split(/(\{[{%][\s\S]*?[%}]\})/)
    .map((part, index) => (index % 2 === 0 ? part : html`<span class=${part.startsWith("{{") ? "bound" : "condition"}>${part}</span>`));
}
