/** The template as Clerk and Auth0 take it, made by the package: the same text that `mintbird export` prints. */
import { computed, signal } from "@preact/signals-core";
import { type TemplateResult, html, nothing } from "lit-html";
import { Template, parseStaticToken, templatePieces } from "mintbird";
import { type ExportFault, type ExportedTemplate, type ProviderName, exportTemplate } from "mintbird/explain";
import { copy } from "../core/clipboard.js";
import { sentence } from "../core/prose.js";
import { attempt, fields, keySource, signingKey, templateText } from "../core/state.js";

interface Provider {
  readonly id: ProviderName;
  readonly title: string;
  readonly about: string;
  /** What fills a placeholder that names a user, and any other, until somebody says it better. */
  readonly user: string;
  readonly other: string;
}

export const PROVIDERS: readonly Provider[] = [
  {
    id: "clerk",
    title: "Clerk",
    about: "The claims of a JWT template, for Clerk’s dashboard. What fills each placeholder is a shortcode of Clerk’s.",
    user: "{{user.id}}",
    other: "{{org.id || 'none'}}",
  },
  {
    id: "auth0",
    title: "Auth0",
    about: "The code of an Action. What fills each placeholder is a property of Auth0’s event.",
    user: "{{user.user_id}}",
    other: "{{organization.id}}",
  },
];

/** What was typed, by provider and placeholder. */
const typed = signal<{ readonly [place: string]: string }>({});

function sourceOf({ id, user, other }: Provider, param: string): string {
  return typed.value[`${id} ${param}`] ?? (/user/.test(param) ? user : other);
}

/** The workspace that the signing key is of: a provider has no key that would say it. */
const workspaceId = computed(() => attempt(() => parseStaticToken(signingKey.value.trim()).u).value);
/** Whether the template says it. */
const saysWorkspace = computed(() => /"workspace_id"\s*:/.test(templateText.value));

function exported(provider: Provider): ExportedTemplate | undefined {
  const sources = fields.value.map(({ name }) => [name, sourceOf(provider, name)] as const);
  const options = { sources, workspaceId: saysWorkspace.value ? undefined : workspaceId.value };
  return attempt(() => exportTemplate(templateText.value, provider.id, options, { Template, templatePieces })).value;
}

export function providerCode(provider: Provider): TemplateResult {
  const made = exported(provider);
  return html`<p class="hint">${provider.about}</p>
    <div class="sources">${fields.value.map(({ name }) => source(provider, name))}</div>
    ${
      made === undefined
        ? html`<p class="muted" data-test="snippet">Fix the template first.</p>`
        : made.faults !== undefined
          ? html`<ul class="issue-list" data-test="export-faults">${made.faults.map(({ message }: ExportFault) => html`<li class="issue error"><p>${sentence(message)}</p></li>`)}</ul>`
          : ready(provider, made.text, made.notes)
    }`;
}

function source(provider: Provider, param: string): TemplateResult {
  const id = `source-${provider.id}-${param}`;
  return html`<div class="field">
    <label for=${id}><code>${param}</code></label>
    <input
      id=${id}
      class="mono"
      autocomplete="off"
      spellcheck="false"
      .value=${sourceOf(provider, param)}
      @input=${(event: Event) => (typed.value = { ...typed.value, [`${provider.id} ${param}`]: (event.target as HTMLInputElement).value })}
    />
  </div>`;
}

function ready({ id, title }: Provider, text: string, notes: readonly string[]): TemplateResult {
  const isDemo = !saysWorkspace.value && keySource.value !== "pasted";
  return html`${isDemo ? html`<p class="warning" role="note">The workspace in it is that of this page’s key. Put <code>workspace_id</code> of your own into the template.</p>` : nothing}
    <div class="row">
      <ol class="steps">
        ${notes.map((note) => html`<li>${sentence(note)}</li>`)}
      </ol>
      <button type="button" data-test="copy-code" @click=${() => void copy(text, id === "auth0" ? "Action" : "claims")}>Copy</button>
    </div>
    <pre tabindex="0" aria-label="For ${title}" data-test="snippet"><code>${text}</code></pre>`;
}
