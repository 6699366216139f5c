/** The Mint tab: template, placeholders, key; claims and issues. */
import { signal } from "@preact/signals-core";
import { type TemplateResult, html, nothing, render } from "lit-html";
import { copy, say } from "../core/clipboard.js";
import { linkTo, unshareable } from "../core/share.js";
import { signingKey, templateText } from "../core/state.js";
import { EXAMPLES } from "../core/templates.js";
import { draw } from "../core/view.js";
import { claims } from "../token/claims.js";
import { mountEditor, reveal } from "./editor.js";
import { form } from "./form.js";
import { issues } from "./issues.js";
import { key } from "./key.js";

/** The example that was chosen last; it may have been changed since. */
const chosen = signal(EXAMPLES[0]!.id);

export function mintPanel(host: HTMLElement): void {
  render(
    html`<div class="mint grid">
      <section class="panel template" aria-labelledby="template-title">
        <div class="template-head"></div>
        <div class="editor"></div>
        <div class="issues-host"></div>
      </section>
      <div class="stack">
        <div class="form-host"></div>
        <div class="key-host"></div>
      </div>
      <div class="claims-host"></div>
    </div>`,
    host,
  );
  const find = (selector: string) => host.querySelector<HTMLElement>(selector)!;
  draw(find(".template-head"), head);
  const editor = mountEditor(find(".editor"));
  draw(find(".form-host"), form);
  draw(find(".key-host"), key);
  draw(find(".claims-host"), claims);
  draw(find(".issues-host"), () => issues((path) => reveal(editor, path)));
}

function head(): TemplateResult {
  const example = EXAMPLES.find(({ id, text }) => id === chosen.value && text === templateText.value);
  return html`<div class="row">
      <h2 id="template-title" class="label">Template</h2>
      <div class="buttons">
        <label
          ><span class="sr">Example</span>
          <select
            data-test="example"
            @change=${(event: Event) => {
              const example = EXAMPLES.find(({ id }) => id === (event.target as HTMLSelectElement).value);
              if (example === undefined) return;
              chosen.value = example.id;
              templateText.value = example.text;
            }}
          >
            ${EXAMPLES.map((each) => html`<option value=${each.id} .selected=${each === example}>${each.title}</option>`)}
            ${example === undefined ? html`<option value="" hidden .selected=${true}>Your own</option>` : nothing}
          </select></label
        >
        <button type="button" class="quiet" @click=${() => void share()}>Copy link</button>
      </div>
    </div>
    <p class="hint">${example?.about ?? "Your own template. {param} in the name and in fixed_params, {param:Type} in a filter."}</p>`;
}

async function share(): Promise<void> {
  const reason = unshareable(templateText.value, signingKey.value);
  if (reason === undefined) await copy(await linkTo(templateText.value), "Link to this template");
  else say(reason);
}
