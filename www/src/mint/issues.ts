/** What is wrong, or hardly meant: with the template, the key and the token. */
import { type TemplateResult, html, nothing } from "lit-html";
import type { Issue } from "mintbird";
import { issues as all, minted } from "../core/state.js";
import { EXPLANATIONS, bySeverity } from "mintbird/explain";
import { sentence } from "../core/prose.js";

export function issues(reveal: (path: string) => void): TemplateResult {
  return html`<section class="panel issues" aria-labelledby="issues-title">
    <h2 id="issues-title" class="label">Issues</h2>
    ${all.value.length === 0 ? html`<p class="muted" data-test="no-issues">${minted.value.error === undefined ? "No issues found." : "No issues in the template."}</p>` : nothing}
    ${issueList(bySeverity(all.value), reveal)}
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
            issue.path === "" && !(issue.code === "template-json" && reveal !== undefined)
              ? nothing
              : reveal === undefined
                ? html`<code class="path">${issue.path}</code>`
                : html`<button type="button" class="link path mono" title="Show it in the template" @click=${() => reveal(issue.path.replace(/^\/claims/, ""))}>${issue.path === "" ? "show" : issue.path}</button>`
          }
        </p>
        <p>${sentence(issue.message)}</p>
        <p class="muted">${EXPLANATIONS[issue.code]}</p>
      </li>`,
    )}
  </ul>`;
}
