/** What is wrong, or hardly meant: with the template, the key and the token. */
import { computed } from "@preact/signals-core";
import { type TemplateResult, html, nothing } from "lit-html";
import type { Issue } from "mintbird";
import { minted, report, templateFaults } from "../core/state.js";
import { EXPLANATIONS } from "mintbird/explain";
import { sentence } from "../core/prose.js";

/** The template's and the key's issues, and those of the token that the template does not already have. */
const all = computed<readonly Issue[]>(() => {
  const own = templateFaults.value;
  const known = new Set(own.map(({ code, path }) => `${code} ${path}`));
  const rest = (report.value?.issues ?? []).filter(({ code, path }) => !known.has(`${code} ${path.replace(/^\/claims/, "")}`));
  return [...own, ...rest];
});

export function issues(reveal: (path: string) => void): TemplateResult {
  return html`<section class="panel issues" aria-labelledby="issues-title">
    <h2 id="issues-title" class="label">Issues</h2>
    ${all.value.length === 0 ? html`<p class="muted" data-test="no-issues">${minted.value.error === undefined ? "None. The template, the key and the token are as they should be." : "None in the template."}</p>` : nothing}
    ${issueList(all.value, reveal)}
  </section>`;
}

export function issueList(list: readonly Issue[], reveal?: (path: string) => void): TemplateResult {
  return html`<ul class="issue-list">
    ${list.map(
      (issue) => html`<li class="issue ${issue.severity}" data-code=${issue.code}>
        <p class="issue-head">
          <span class="severity">${issue.severity}</span>
          <code>${issue.code}</code>
          ${
            issue.path === ""
              ? nothing
              : reveal === undefined
                ? html`<code class="path">${issue.path}</code>`
                : html`<button type="button" class="link path mono" title="Show the place in the template" @click=${() => reveal(issue.path.replace(/^\/claims/, ""))}>${issue.path}</button>`
          }
        </p>
        <p>${sentence(issue.message)}</p>
        <p class="muted">${EXPLANATIONS[issue.code]}</p>
      </li>`,
    )}
  </ul>`;
}
