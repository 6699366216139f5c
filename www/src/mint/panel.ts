/** The Mint tab: template, placeholders, key; claims and issues. */
import { type TemplateResult, html, render } from "lit-html";
import { copy, say } from "../core/clipboard.js";
import { linkTo, unshareable } from "../core/share.js";
import { aside, replaceTemplate, secretKeys, templateText, texts } from "../core/state.js";
import { EXAMPLES, FIRST_VALUES } from "../core/templates.js";
import { draw, onNarrow } from "../core/view.js";
import { claims } from "../token/claims.js";
import { mountEditor } from "./editor.js";
import { form } from "./form.js";
import { issues } from "./issues.js";
import { key } from "./key.js";

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
  placeIssues(find(".issues-host"), find(".template"), find(".stack"));
  draw(find(".template-head"), head);
  const editor = mountEditor(find(".editor"));
  draw(find(".form-host"), form);
  draw(find(".key-host"), key);
  draw(find(".claims-host"), claims);
  draw(find(".issues-host"), () => issues((path) => editor.reveal(path)));
}

/** Issues stand below the template; in one column below the form, which must not move while somebody types in it. */
function placeIssues(issues: HTMLElement, template: HTMLElement, stack: HTMLElement): void {
  onNarrow((isNarrow) => {
    if (isNarrow) stack.after(issues);
    else template.append(issues);
  });
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
            ${owns().map((text, index) => html`<option value="own ${index}" .selected=${text === templateText.value}>Your own${index === 0 ? "" : `, ${index} before`}</option>`)}
          </select></label
        >
        <button type="button" class="quiet" @click=${() => void share()}>Copy link</button>
      </div>
    </div>
    <p class="hint">${example?.about ?? "Your own template: {param} in the name and in fixed_params, {param:Type} in a filter. Ctrl+Space completes."}</p>`;
}

/** What somebody has written: what is there now, and what was before. */
function owns(): readonly string[] {
  const current = templateText.value;
  const before = aside.value.map(({ template }) => template);
  return EXAMPLES.some(({ text }) => text === current) ? before : [current, ...before];
}

/** Nothing is lost by looking at an example: one's own templates can be chosen again. */
function choose(id: string): void {
  const example = EXAMPLES.find((each) => each.id === id);
  if (example !== undefined) replaceTemplate(example.text, { ...FIRST_VALUES, ...texts.peek() });
  else replaceTemplate(owns()[Number(id.replace("own ", ""))] ?? templateText.peek());
}

async function share(): Promise<void> {
  const reason = unshareable(templateText.value, secretKeys.value);
  if (reason === undefined) await copy(await linkTo(templateText.value), "link to this template");
  else say(reason);
}
