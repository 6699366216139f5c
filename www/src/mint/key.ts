/** The signing key: the demo workspace's, a new one, or one that was pasted. */
import { type TemplateResult, html, nothing } from "lit-html";
import { copy } from "../core/clipboard.js";
import { type KeySource, generateKey, generatedKey, keyMissing, keySource, minter, pastedKey, signingKey } from "../core/state.js";
import { sentence } from "../core/prose.js";
import { served } from "../core/served.js";

const SERVED: readonly [KeySource, string, string] = [
  "served",
  "Served",
  "What `mintbird serve` signs with: a local key, which it gives to every program of this machine.",
];
const SOURCES: readonly (readonly [KeySource, string, string])[] = [
  ...(served === undefined ? [] : [SERVED]),
  ["demo", "Demo", "Of a demo workspace, which exists in this page only."],
  ["generated", "A new one", "Made now, as `tb local generate-tokens` does."],
  ["pasted", "Pasted", "Kept in this page’s memory, and nowhere else."],
];

export function key(): TemplateResult {
  const source = keySource.value;
  const { error } = minter.value;
  return html`<section class="panel key" aria-labelledby="key-title">
    <h2 id="key-title" class="label">Signing key</h2>
    <fieldset class="choice">
      <legend class="sr">Signing key</legend>
      ${SOURCES.map(
        ([value, title]) => html`<label
          ><input
            type="radio"
            name="key"
            value=${value}
            .checked=${source === value}
            @change=${() => {
              if (value === "generated" && generatedKey.value === "") generateKey();
              keySource.value = value;
            }}
          /><span>${title}</span></label
        >`,
      )}
    </fieldset>
    ${
      source === "pasted"
        ? html`<p class="warning" role="note" data-test="key-warning">
            <strong>A real signing key does not belong in any web page.</strong> Whoever has it can read all of the workspace. Paste one
            that you can throw away, such as Tinybird Local’s.
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
          </div>`
        : html`<p class="key-text mono" tabindex="0" role="group" aria-label="The key" data-test="key">${signingKey.value}</p>`
    }
    <p class="hint">${SOURCES.find(([value]) => value === source)?.[2]}</p>
    ${error?.code === "key" && !keyMissing.value ? html`<p class="fault" data-test="key-fault">${sentence(error.message)}</p>` : nothing}
    ${
      source === "pasted"
        ? nothing
        : html`<div class="buttons">
          <button type="button" class="quiet" @click=${() => void copy(signingKey.value, "Key")}>Copy key</button>
          ${source === "generated" ? html`<button type="button" class="quiet" @click=${generateKey}>Another one</button>` : nothing}
        </div>`
    }
  </section>`;
}
