/** The Mint tab: template, placeholders, key; claims and issues. */
import { signal } from "@preact/signals-core";
import { type TemplateResult, html, nothing, render } from "lit-html";
import { copy, say } from "../core/clipboard.js";
import { linkTo, unshareable } from "../core/share.js";
import { secretKeys, templateText, texts } from "../core/state.js";
import { EXAMPLES, FIRST_VALUES } from "../core/templates.js";
import { draw } from "../core/view.js";
import { claims } from "../token/claims.js";
import { mountEditor } from "./editor.js";
import { form } from "./form.js";
import { issues } from "./issues.js";
import { key } from "./key.js";

/** What somebody has written, kept while they look at an example. */
const own = signal<string | null>(null);

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
  draw(find(".issues-host"), () => issues((path) => editor.reveal(path)));
}

function head(): TemplateResult {
  const example = EXAMPLES.find(({ text }) => text === templateText.value);
  return html`<div class="row">
      <h2 id="template-title" class="label">Template</h2>
      <div class="buttons">
        <label
          ><span class="sr">Example</span>
          <select
            data-test="example"
            @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}
          >
            ${EXAMPLES.map((each) => html`<option value=${each.id} .selected=${each === example}>${each.title}</option>`)}
            ${example === undefined || own.value !== null ? html`<option value="own" .selected=${example === undefined}>Your own</option>` : nothing}
          </select></label
        >
        <button type="button" class="quiet" @click=${() => void share()}>Copy link</button>
      </div>
    </div>
    <p class="hint">${example?.about ?? "Your own template: {param} in the name and in fixed_params, {param:Type} in a filter. Ctrl+Space completes."}</p>`;
}

/** Nothing is lost by looking at an example: one's own template can be chosen again. */
function choose(id: string): void {
  const current = templateText.peek();
  if (!EXAMPLES.some(({ text }) => text === current)) own.value = current;
  const example = EXAMPLES.find((each) => each.id === id);
  templateText.value = example?.text ?? own.peek() ?? current;
  if (example !== undefined) texts.value = { ...FIRST_VALUES, ...texts.peek() };
}

async function share(): Promise<void> {
  const reason = unshareable(templateText.value, secretKeys.value);
  if (reason === undefined) await copy(await linkTo(templateText.value), "link to this template");
  else say(reason);
}
