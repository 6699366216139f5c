/** The answer in a line: its status, and whose rows came back. */
import { type TemplateResult, html, nothing } from "lit-html";
import { chosenTenant, tenants } from "../core/state.js";
import { sentence } from "../core/prose.js";
import { TENANTS } from "../core/tenants.js";
import { databaseFault, differs, leaked, outcome, rows, status } from "./answer.js";
import { rendered } from "./rendered.js";
import { askAgain, servedAnswer, serverDecides } from "./served.js";
import { resource } from "./request.js";
import { mode, workspace } from "./workspace.js";

export function answer(): TemplateResult {
  const { status: number, code, message } = status.value;
  const isLeaking = number === 200 && leaked.value > 0;
  const isWaiting = serverDecides.value && servedAnswer.value === null;
  const kind = isWaiting ? "" : number !== 200 ? "refused" : isLeaking ? "refused leaking" : "accepted";
  return html`<div class="answer ${kind}" data-test="answer">
      <b class="status mono">${isWaiting ? "…" : number === 0 ? "–" : number}</b>
      <p>
        <span role="status" data-test="answer-text"
          >${isWaiting ? "Asking the server of this page" : number !== 200 ? html`${code === undefined ? nothing : html`<code>${code}</code> `}${sentence(message ?? "")}` : granted()}</span
        >${number === 200 ? took() : nothing}
      </p>
      ${serverDecides.value ? html`<button type="button" class="quiet" data-test="ask-again" @click=${askAgain}>Send again</button>` : nothing}
    </div>
    ${mode.value === "demo" && resource.value?.known === true ? user() : nothing}`;
}

/** Whose rows the user may see decides what is a leak, whatever stands in the template. */
function user(): TemplateResult {
  const several = tenants.value.length > 1 ? tenants.value.join(", ") : undefined;
  const all = [...new Set([...(several === undefined ? [] : [several]), ...TENANTS, ...tenants.value])];
  const current = several ?? tenants.value[0];
  return html`<p class="user hint">
    <label
      >The user belongs to
      <select data-test="tenant" @change=${(event: Event) => (chosenTenant.value = all[(event.target as HTMLSelectElement).selectedIndex] ?? null)}>
        ${all.map((each) => html`<option .selected=${each === current}>${each}</option>`)}
      </select></label
    >
    Rows of anybody else are a leak.
  </p>`;
}

function granted(): TemplateResult | string {
  const called = resource.value;
  if (called === undefined) return "";
  if (serverDecides.value) {
    const many = servedAnswer.value?.rows.length ?? 0;
    return `${many} row${many === 1 ? "" : "s"}, from your project.`;
  }
  if (!called.known) return `Granted. ${called.name} is ${called.about}, so there is nothing to show but who wins.`;
  const failed = rendered.value?.error ?? undefined;
  if (failed !== undefined) return sentence(failed.message);
  if (mode.value !== "demo") return "Granted. Below is the SQL that runs; only Tinybird has the rows.";
  if (databaseFault.value !== "") return databaseFault.value;
  if (differs.value !== undefined)
    return `Granted, but this page’s SQLite answers this differently from ClickHouse: there is ${differs.value} in it.`;
  const result = outcome.value;
  if (result === null || workspace.value === null) return "Granted. The database is loading…";
  if ("fault" in result) return html`Granted, but this page’s SQLite cannot run this ClickHouse condition: <code>${result.fault}</code>`;
  const all = rows.value.length;
  if (all === 0) return "No rows.";
  const many = `${all} row${all === 1 ? "" : "s"}`;
  if (leaked.value === 0) return `${many}, all belonging to ${tenants.value.join(" or ")}.`;
  return html`<strong class="leak" data-test="leak">And that is the problem: ${leaked.value === all ? (all === 1 ? "this row belongs" : `all ${many} belong`) : `${leaked.value} of ${many} belong${leaked.value === 1 ? "s" : ""}`} to other tenants than ${tenants.value.join(" and ")}.</strong>`;
}

/** Not read aloud: it changes each time. */
function took(): TemplateResult | typeof nothing {
  const result = outcome.value;
  return result === null || !("answer" in result) ? nothing : html` <span class="muted">${result.answer.milliseconds.toFixed(1)} ms</span>`;
}
