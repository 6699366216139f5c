/** What a check of the project says about the scope that names this resource, and the request that shows a hole. */
import { computed } from "@preact/signals-core";
import { MintbirdError } from "mintbird";
import type { ProjectIssue } from "mintbird/project";
import { type Checked, bySeverity, checked, checkedFilter } from "mintbird/explain";
import { type TemplateResult, html, nothing } from "lit-html";
import { unescape } from "../core/places.js";
import { sentence } from "../core/prose.js";
import { queryString } from "../core/session.js";
import { template, templateText } from "../core/state.js";
import { choose, fixed, fixedValues, resource, scopeIndex } from "./request.js";
import { type Opened, claims, paramsOf, projectFault, workspace } from "./workspace.js";

/** Nothing while the project is loading, or where the template has faults. */
const all = computed<readonly ProjectIssue[] | undefined>(() =>
  workspace.value === null ? undefined : check(workspace.value, templateText.value),
);

function check({ project }: Opened, text: string): readonly ProjectIssue[] | undefined {
  try {
    return project.check(text);
  } catch (error) {
    if (error instanceof MintbirdError) return undefined;
    throw error;
  }
}

/** What stands in a part of this scope and differs from user to user: the parameters and the placeholders that fill them. */
function filled(part: string) {
  const inside = `/scopes/${scopeIndex.value}/${part}`;
  return (template.value.value?.placeholders ?? [])
    .filter(({ path }) => path === inside || path.startsWith(`${inside}/`))
    .map(({ path, param }) => ({ name: unescape(path.slice(inside.length + 1)), param }));
}

export function checks(): TemplateResult | typeof nothing {
  if (projectFault.value !== "") return html`<section class="panel"><p class="fault" role="alert">${projectFault.value}</p></section>`;
  const called = resource.value;
  if (called === undefined || scopeIndex.value < 0 || workspace.value === null) return nothing;
  return html`<section class="panel checks" aria-labelledby="checks-title">
    <h2 id="checks-title" class="label">${called.kind === "pipe" ? "Does the endpoint obey?" : "Does the filter hold?"}</h2>
    ${verdict()}
  </section>`;
}

function verdict(): TemplateResult {
  const found = all.value;
  if (found === undefined) return html`<p class="muted">Fix the template first.</p>`;
  const path = `/scopes/${scopeIndex.value}`;
  const own = bySeverity(found.filter((issue) => issue.path === path));
  const { kind, line } = resource.value?.kind === "pipe" ? ofEndpoint(own) : ofDataSource(own);
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

function ofEndpoint(own: readonly ProjectIssue[]): Checked {
  const [conflict] = Object.entries(fixedValues.value).find(([, values]) => values.length > 1) ?? [];
  if (conflict !== undefined)
    return { kind: "unknown", line: `The scopes of this token fix \`${conflict}\` to different values: every request is refused.` };
  const pinned = [...new Set(filled("fixed_params").map(({ name }) => name))];
  const idle = pinned.length === 0 ? [] : idleConstants(own, pinned);
  const rest = idle.length === 0 ? own : checkWithout(idle);
  return rest === undefined ? checked(own, pinned) : checked(rest, pinned, idle);
}

/** Constants that the endpoint does not read: they pin nothing, and take nothing away from what the others pin. */
function idleConstants(own: readonly ProjectIssue[], pinned: readonly string[]): readonly string[] {
  const open = workspace.value;
  if (open === null || !own.some(({ code }) => code === "param-unused")) return [];
  const used = paramsOf(open, resource.value?.name ?? "");
  return Object.keys(fixed.value).filter((name) => !pinned.includes(name) && !used.has(name));
}

/** What is found in this scope where it lacks some of its fixed parameters. Of several that are not read the check names one. */
function checkWithout(names: readonly string[]): readonly ProjectIssue[] | undefined {
  const document = JSON.parse(templateText.value) as { scopes: { fixed_params?: { [name: string]: unknown } }[] };
  for (const name of names) Reflect.deleteProperty(document.scopes[scopeIndex.value]?.fixed_params ?? {}, name);
  return workspace.value === null
    ? undefined
    : check(workspace.value, JSON.stringify(document))?.filter(({ path }) => path === `/scopes/${scopeIndex.value}`);
}

function ofDataSource(own: readonly ProjectIssue[]): Checked {
  const filter = claims.value?.scopes[scopeIndex.value]?.filter;
  return checkedFilter(
    own,
    filter,
    filled("filter").map(({ param }) => param),
  );
}

/** Makes the request that shows a hole. */
function show(request: string): void {
  const [, pipe, query] = /\/v0\/pipes\/([^/?]+)\.json(?:\?(.*))?$/.exec(request) ?? [];
  if (pipe === undefined) return;
  choose({ kind: "pipe", name: decodeURIComponent(pipe) });
  queryString.value = query ?? "";
  document.getElementById("query")?.focus();
}
