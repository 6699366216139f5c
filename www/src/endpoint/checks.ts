/** What a check of the project says about the scope that names this resource, and the request that shows a hole. */
import { computed } from "@preact/signals-core";
import { MintbirdError } from "mintbird";
import type { ProjectIssue } from "mintbird/project";
import { bySeverity, checked } from "mintbird/explain";
import { type TemplateResult, html, nothing } from "lit-html";
import { unescape } from "../core/places.js";
import { sentence } from "../core/prose.js";
import { queryString } from "../core/session.js";
import { template, templateText } from "../core/state.js";
import { choose, resource, scopeIndex } from "./request.js";
import { projectFault, workspace } from "./workspace.js";

/** Nothing while the project is loading, or where the template has faults. */
const all = computed<readonly ProjectIssue[] | undefined>(() => {
  const open = workspace.value;
  const text = templateText.value;
  if (open === null) return undefined;
  try {
    return open.project.check(text);
  } catch (error) {
    if (error instanceof MintbirdError) return undefined;
    throw error;
  }
});

/** The parameters of this scope that differ from user to user. */
const variable = computed(() => {
  const inside = `/scopes/${scopeIndex.value}/fixed_params/`;
  const found = (template.value.value?.placeholders ?? []).filter(({ path }) => path.startsWith(inside));
  return [...new Set(found.map(({ path }) => unescape(path.slice(inside.length))))];
});

export function checks(): TemplateResult | typeof nothing {
  if (projectFault.value !== "") return html`<section class="panel"><p class="fault" role="alert">${projectFault.value}</p></section>`;
  const called = resource.value;
  if (called === undefined || scopeIndex.value < 0 || workspace.value === null) return nothing;
  return html`<section class="panel checks" aria-labelledby="checks-title">
    <h2 id="checks-title" class="label">Does the endpoint obey?</h2>
    ${verdict()}
  </section>`;
}

function verdict(): TemplateResult {
  const found = all.value;
  if (found === undefined) return html`<p class="muted">Fix the template first.</p>`;
  const path = `/scopes/${scopeIndex.value}`;
  const own = bySeverity(found.filter((issue) => issue.path === path));
  const isPipe = resource.value?.kind === "pipe";
  // The filter of a data source is appended by Tinybird itself: there is no endpoint that could lose it.
  const { kind, line } = isPipe
    ? checked(own, variable.value)
    : {
        kind: own.length > 0 ? "unknown" : "holds",
        line: own.length > 0 ? "See below." : "The data source has the columns that the filter names.",
      };
  return html`<p class="checked ${kind}" role="status" data-test="checked">${sentence(line)}</p>
    <ul class="issue-list">
      ${own.map(
        (issue) => html`<li class="issue ${issue.severity}" data-code=${issue.code}>
          <p class="issue-head">
            <span class="severity">${issue.severity}</span> <code>${issue.code}</code> ${issue.file === "" ? nothing : html`<span class="path mono">${issue.file}${issue.line === 0 ? "" : `:${issue.line}:${issue.column}`}</span>`}
          </p>
          <p>${sentence(issue.message)}</p>
          ${
            issue.request === null
              ? nothing
              : html`<p class="shows"><button type="button" data-test="show-request" @click=${() => show(issue.request ?? "")}>Show it</button> <code>${issue.request}</code></p>`
          }
        </li>`,
      )}
    </ul>`;
}

/** Makes the request that shows a hole. */
function show(request: string): void {
  const [, pipe, query] = /\/v0\/pipes\/([^/?]+)\.json(?:\?(.*))?$/.exec(request) ?? [];
  if (pipe === undefined) return;
  choose({ kind: "pipe", name: decodeURIComponent(pipe) });
  queryString.value = query ?? "";
  document.getElementById("query")?.focus();
}
