/** A field for each placeholder, of the kind that its type asks for; and how long the token lives. */
import { type TemplateResult, html, nothing } from "lit-html";
import { sentence } from "../core/prose.js";
import { type Field, type Kind, fields, kinds, minted, texts, ttl } from "../core/state.js";
import { TENANTS } from "../core/tenants.js";

const KINDS: readonly Kind[] = ["string", "number", "boolean"];

export function form(): TemplateResult {
  const all = fields.value;
  return html`<section class="panel form" aria-labelledby="form-title">
    <h2 id="form-title" class="label">Placeholders</h2>
    ${all.length === 0 ? html`<p class="muted">The template has none: every token is the same.</p>` : nothing} ${all.map(field)}
    <div class="field">
      <label for="ttl">Expires in <span class="muted">ttl</span></label>
      <input
        id="ttl"
        class="mono"
        autocomplete="off"
        placeholder="template default"
        aria-describedby="ttl-fault"
        aria-invalid=${String(faultOf("ttl") !== undefined)}
        .value=${ttl.value}
        @input=${(event: InputEvent) => (ttl.value = (event.target as HTMLInputElement).value)}
      />
      <div class="chips" role="group" aria-label="Usual times">
        ${["10s", "1m", "10m", "1h", "1d"].map(
          (text) =>
            html`<button type="button" class="chip" aria-pressed=${String(ttl.value === text)} @click=${() => (ttl.value = ttl.value === text ? "" : text)}>${text}</button>`,
        )}
      </div>
      <p class="fault" id="ttl-fault">${fault("ttl")}</p>
    </div>
  </section>`;
}

/** The message about a parameter, where the package refused it. */
function faultOf(name: string): string | undefined {
  const { error } = minted.value;
  if (error === undefined) return undefined;
  const about = error.code === "param" || error.code === "option" ? /`([^`]+)`/.exec(error.message)?.[1] : undefined;
  return about === name ? error.message : undefined;
}

function fault(name: string): TemplateResult | typeof nothing {
  const message = faultOf(name);
  return message === undefined ? nothing : sentence(message);
}

/** What is said below a field: that it is empty, as long as nobody has come to it, is no fault. */
function said(name: string): TemplateResult | typeof nothing | string {
  const text = texts.value[name];
  if (text === undefined) return nothing;
  // The package names one at a time.
  return text === "" && faultOf(name) === undefined ? "Enter a value." : fault(name);
}

function set(name: string, text: string): void {
  texts.value = { ...texts.value, [name]: text };
}

function field(given: Field): TemplateResult {
  const { name, type } = given;
  const kind = kinds.value[name] ?? "string";
  const id = `param-${name}`;
  return html`<div class="field ${texts.value[name] === undefined ? "unfilled" : ""}">
    <label for=${id}>${name} ${type === undefined ? nothing : html`<span class="muted">${type}</span>`}</label>
    <div class="control">
      ${input(name, id, type ?? { string: "String", number: "Float64", boolean: "Bool" }[kind], said(name) !== nothing)}
      ${
        type === undefined
          ? html`<select
              aria-label="Type of ${name}"
              @change=${(event: Event) => {
                kinds.value = { ...kinds.value, [name]: KINDS[(event.target as HTMLSelectElement).selectedIndex] ?? "string" };
              }}
            >
              ${KINDS.map((each) => html`<option .selected=${each === kind}>${each}</option>`)}
            </select>`
          : nothing
      }
      ${type === "UUID" ? html`<button type="button" class="quiet" @click=${() => set(name, crypto.randomUUID())}>Random</button>` : nothing}
    </div>
    <p class="fault" id="${id}-fault">${said(name)}</p>
  </div>`;
}

function input(name: string, id: string, type: string, wrong: boolean): TemplateResult {
  const text = texts.value[name] ?? "";
  const on = (event: Event) => set(name, (event.target as HTMLInputElement).value);
  const invalid = String(wrong);
  const fault = `${id}-fault`;
  switch (type) {
    case "Bool":
      return html`<label class="check"><input id=${id} type="checkbox" aria-describedby=${fault} .checked=${text === "true"} .indeterminate=${text !== "true" && text !== "false"} @change=${(event: Event) => set(name, String((event.target as HTMLInputElement).checked))} /> ${text === "true" || text === "false" ? text : "not set"}</label>`;
    case "Date":
      return html`<input id=${id} class="mono" type="date" aria-invalid=${invalid} aria-describedby=${fault} .value=${text} @input=${on} />`;
    case "DateTime":
      return html`<input id=${id} class="mono" type="datetime-local" step="1" aria-invalid=${invalid} aria-describedby=${fault} .value=${text.replace(" ", "T")} @input=${(event: Event) => set(name, (event.target as HTMLInputElement).value.replace("T", " ").replace(/ \d\d:\d\d$/, "$&:00"))} />`;
    default: {
      const isTenant = /org|tenant/.test(name);
      const mode = /^U?Int/.test(type) ? "numeric" : type === "Float64" ? "decimal" : "text";
      return html`<input id=${id} class="mono" type="text" autocomplete="off" spellcheck="false" list=${isTenant ? "tenants" : nothing} inputmode=${mode} placeholder=${type.startsWith("Array") ? "one, two, three" : nothing} aria-invalid=${invalid} aria-describedby=${fault} .value=${text} @input=${on} />${isTenant ? html`<datalist id="tenants">${TENANTS.map((tenant) => html`<option value=${tenant}></option>`)}</datalist>` : nothing}`;
    }
  }
}
