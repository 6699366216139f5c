/** The code for this very template, beside the token. */
import { computed, signal } from "@preact/signals-core";
import { type TemplateResult, html, nothing } from "lit-html";
import { copy } from "../core/clipboard.js";
import { sentence } from "../core/prose.js";
import { fields, secretKeys, template, templateText } from "../core/state.js";
import { secretIn } from "../core/secrets.js";
import { PROVIDERS, providerCode } from "./providers.js";
import { snippets } from "./snippets.js";

const chosen = signal("node");

const all = computed(() => {
  if (template.value.value === undefined || secretIn(templateText.value, secretKeys.value) !== undefined) return [];
  return snippets(templateText.value, fields.value);
});

export function usePanel(): TemplateResult {
  const provider = PROVIDERS.find(({ id }) => id === chosen.value);
  const shown = all.value.find(({ id }) => id === chosen.value) ?? all.value[0];
  if (shown === undefined) return html`<p class="muted" data-test="snippet">Fix the template first.</p>`;
  return html`<div class="use">
    <div class="row">
      <fieldset class="choice">
        <legend class="sr">Where tokens are minted</legend>
        ${[...all.value, ...PROVIDERS].map(
          ({ id, title }) =>
            html`<label><input type="radio" name="use" value=${id} .checked=${id === (provider ?? shown).id} @change=${() => (chosen.value = id)} /><span>${title}</span></label>`,
        )}
      </fieldset>
      ${provider === undefined ? html`<button type="button" data-test="copy-code" @click=${() => void copy(shown.code, "code")}>Copy</button>` : nothing}
    </div>
    ${
      provider === undefined
        ? html`<p class="hint">${sentence(shown.about)}</p>
            <pre tabindex="0" aria-label="Code for ${shown.title}" data-test="snippet"><code>${shown.code}</code></pre>`
        : providerCode(provider)
    }
  </div>`;
}
