/** A field for each placeholder, of the kind that its type asks for; and how long the token lives. */
import { signal } from "@preact/signals-core";
import { type TemplateResult, html, nothing } from "lit-html";
import type { ParamValue } from "mintbird";
import { sentence } from "../core/prose.js";
import { minted, params, templateText, ttl, values } from "../core/state.js";
import { TENANTS } from "../core/tenants.js";

/** What a bare placeholder is filled with: it keeps the type of its value. */
type Kind = "text" | "number" | "yes or no";
const KINDS: readonly Kind[] = ["text", "number", "yes or no"];
const kinds = signal<{ readonly [param: string]: Kind }>({});

export function form(): TemplateResult {
  const names = params.value;
  const types = typesOf(templateText.value);
  return html`<section class="panel form" aria-labelledby="form-title">
    <h2 id="form-title" class="label">Placeholders</h2>
    ${names.length === 0 ? html`<p class="muted">The template has none: every token is the same.</p>` : nothing}
    ${names.map((name) => field(name, types.get(name)))}
    <div class="field">
      <label for="ttl">Lives for <span class="muted">ttl</span></label>
      <input
        id="ttl"
        class="mono"
        autocomplete="off"
        placeholder="as the template says"
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

/** The types of placeholders in filters, as the template writes them. */
function typesOf(template: string): Map<string, string> {
  return new Map([...template.matchAll(/\{(\w+):\s*([\w()]+)\s*\}/g)].map(([, name = "", type = ""]) => [name, type]));
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

function set(name: string, value: ParamValue): void {
  values.value = { ...values.value, [name]: value };
}

function field(name: string, type: string | undefined): TemplateResult {
  const kind = kinds.value[name] ?? "text";
  const id = `param-${name}`;
  return html`<div class="field">
    <label for=${id}>${name} ${type === undefined ? nothing : html`<span class="muted">${type}</span>`}</label>
    <div class="control">
      ${input(name, id, type ?? { text: "String", number: "Float64", "yes or no": "Bool" }[kind], faultOf(name) !== undefined)}
      ${
        type === undefined
          ? html`<select
            aria-label="Type of ${name}"
            @change=${(event: Event) => {
              const kind = KINDS[(event.target as HTMLSelectElement).selectedIndex] ?? "text";
              kinds.value = { ...kinds.value, [name]: kind };
              const text = String(values.value[name] ?? "");
              set(name, kind === "yes or no" ? true : kind === "number" ? Number(text) || 1 : text);
            }}
          >
            ${KINDS.map((each) => html`<option .selected=${each === kind}>${each}</option>`)}
          </select>`
          : nothing
      }
      ${type === "UUID" ? html`<button type="button" class="quiet" @click=${() => set(name, crypto.randomUUID())}>Random</button>` : nothing}
    </div>
    <p class="fault" id="${id}-fault">${fault(name)}</p>
  </div>`;
}

function input(name: string, id: string, type: string, wrong: boolean): TemplateResult {
  const value = values.value[name];
  const text = value === undefined ? "" : String(value);
  const on = (read: (input: HTMLInputElement) => ParamValue) => (event: Event) => set(name, read(event.target as HTMLInputElement));
  const invalid = String(wrong);
  const fault = `${id}-fault`;
  switch (type) {
    case "Bool":
      return html`<label class="check"><input id=${id} type="checkbox" aria-describedby=${fault} .checked=${value === true} .indeterminate=${value === undefined} @change=${on(({ checked }) => checked)} /> ${value === undefined ? "no value yet" : String(value === true)}</label>`;
    case "Date":
      return html`<input id=${id} class="mono" type="date" aria-invalid=${invalid} aria-describedby=${fault} .value=${text} @input=${on(({ value }) => value)} />`;
    case "DateTime":
      return html`<input id=${id} class="mono" type="datetime-local" step="1" aria-invalid=${invalid} aria-describedby=${fault} .value=${text.replace(" ", "T")} @input=${on(({ value }) => value.replace("T", " ").replace(/ \d\d:\d\d$/, "$&:00"))} />`;
    case "Float64":
      return html`<input id=${id} class="mono" type="number" step="any" aria-invalid=${invalid} aria-describedby=${fault} .value=${text} @input=${on(({ valueAsNumber }) => valueAsNumber)} />`;
    default:
      // Integers of 64 bits keep every digit as text.
      return html`<input id=${id} class="mono" type="text" autocomplete="off" spellcheck="false" list=${/org/.test(name) ? "tenants" : nothing} inputmode=${/^U?Int/.test(type) ? "numeric" : "text"} placeholder=${type.startsWith("Array") ? "one, two, three" : nothing} aria-invalid=${invalid} aria-describedby=${fault} .value=${text} @input=${on(({ value }) => (type.startsWith("Array") ? list(value, type) : value))} />${/org/.test(name) ? html`<datalist id="tenants">${TENANTS.map((tenant) => html`<option value=${tenant}></option>`)}</datalist>` : nothing}`;
  }
}

function list(text: string, type: string): ParamValue[] {
  const items = text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
  if (type.includes("Float")) return items.map(Number);
  return type.includes("Bool") ? items.map((item) => item === "true") : items;
}
