/** The signing key: the demo workspace's, a new one, one that was pasted, or that of the server of this page. */
import { type TemplateResult, html, nothing } from "lit-html";
import { copy } from "../core/clipboard.js";
import {
  type KeySource,
  fetchLocalKey,
  generateKey,
  generatedKey,
  keyMissing,
  keySource,
  localFault,
  localKey,
  minter,
  pastedKey,
  signingKey,
} from "../core/state.js";
import { sentence } from "../core/prose.js";
import { isLocal } from "../core/share.js";

const SOURCES: readonly (readonly [KeySource, string, string])[] = [
  ["demo", "Demo", "Belongs to a demo workspace that exists only on this page."],
  ["generated", "Generate", "Made now, as `tb local generate-tokens` does."],
  ["pasted", "Paste your own", "Kept in this page’s memory, and nowhere else."],
  ["local", "Local", "From `mintbird serve`, which serves this page: its Token API accepts what you mint here."],
];

/** Where a `mintbird serve` may be the server of this page. */
const mayBeLocal = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname);

export function key(): TemplateResult {
  const source = keySource.value;
  const { error } = minter.value;
  return html`<section class="panel key" aria-labelledby="key-title">
    <h2 id="key-title" class="label">Signing key</h2>
    <fieldset class="choice">
      <legend class="sr">Signing key</legend>
      ${SOURCES.filter(([value]) => value !== "local" || mayBeLocal || isLocal.value).map(
        ([value, title]) => html`<label
          ><input type="radio" name="key" value=${value} .checked=${source === value} @change=${() => choose(value)} /><span>${title}</span></label
        >`,
      )}
    </fieldset>
    <p class="hint">${sentence(SOURCES.find(([value]) => value === source)?.[2] ?? "")}</p>
    ${source === "pasted" ? pasted() : signingKey.value === "" ? nothing : shown()}
    ${source === "local" && localFault.value !== "" ? html`<p class="fault" role="alert" data-test="local-fault">${sentence(localFault.value)}</p>` : nothing}
    ${error?.code === "key" && !keyMissing.value ? html`<p class="fault" data-test="key-fault">${sentence(error.message)}</p>` : nothing}
    ${
      source === "pasted" || signingKey.value === ""
        ? nothing
        : html`<div class="buttons">
            <button type="button" class="quiet" @click=${() => void copy(signingKey.value, "key")}>Copy key</button>
            ${source === "generated" ? html`<button type="button" class="quiet" @click=${generateKey}>Regenerate</button>` : nothing}
          </div>`
    }
  </section>`;
}

function choose(source: KeySource): void {
  if (source === "generated" && generatedKey.peek() === "") generateKey();
  if (source === "local" && localKey.peek() === "") void fetchLocalKey();
  keySource.value = source;
}

function shown(): TemplateResult {
  return html`<p class="key-text mono" tabindex="0" role="group" aria-label="The key" data-test="key">${signingKey.value}</p>`;
}

function pasted(): TemplateResult {
  return html`<p class="warning" role="note" data-test="key-warning">
      <strong>A real signing key does not belong in any web page.</strong> It is the workspace admin token: whoever has it can read, write
      and delete all data of the workspace, and create tokens. Use a throwaway one, such as Tinybird Local’s.
    </p>
    <div class="field">
      <label for="pasted">Workspace admin token</label>
      <input
        id="pasted"
        class="mono"
        type="password"
        autocomplete="off"
        spellcheck="false"
        placeholder="p.eyJ1Ijog…"
        .value=${pastedKey.value}
        @input=${(event: InputEvent) => (pastedKey.value = (event.target as HTMLInputElement).value)}
      />
    </div>`;
}
