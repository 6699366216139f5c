/** The decoded claims. Pointing at one shows its bytes in the token and its line in the template. */
import { type TemplateResult, html, nothing } from "lit-html";
import type { JwtReport } from "mintbird";
import { copy, say } from "../core/clipboard.js";
import { now } from "../core/clock.js";
import { write } from "../core/json.js";
import { lifetime, pointed, replaceTemplate, report, templateText } from "../core/state.js";
import { pointerInTemplate } from "../core/origin.js";
import { places } from "../core/places.js";
import { type ClaimLine, isWithin, linesOf } from "./anatomy.js";
import { moment, templateOf } from "mintbird/explain";

export function claims(): TemplateResult {
  const payload = report.value?.claims;
  if (payload === undefined || payload === null) {
    return html`<section class="panel claims" aria-labelledby="claims-title">
      <h2 id="claims-title" class="label">Claims</h2>
      <p class="muted">Claims appear once a token is minted.</p>
    </section>`;
  }
  const lines = linesOf(payload);
  const first = lines.findIndex(({ pointer }) => pointer === pointed.value);
  return html`<section class="panel claims" aria-labelledby="claims-title">
    <div class="row">
      <h2 id="claims-title" class="label">Claims</h2>
      <div class="buttons">
        <button type="button" class="quiet" @click=${() => void copy(write(payload, 2), "claims")}>Copy</button>
        <button type="button" class="quiet" data-test="edit-claims" title="Makes them the template, to be changed and signed again" @click=${edit}>Edit</button>
      </div>
    </div>
    <div
      class="claim-lines mono"
      role="listbox"
      aria-label="Claims; the arrow keys select one"
      data-test="claims"
      @mouseleave=${() => (pointed.value = null)}
      @keydown=${move}
      @focusout=${() => (pointed.value = null)}
    >
      ${lines.map((line, index) => claimLine(line, index === Math.max(0, first)))}
    </div>
    <p class="hint" data-test="origin">${origin()}</p>
  </section>`;
}

function claimLine(line: ClaimLine, reachable: boolean): TemplateResult {
  const point = () => (pointed.value = line.pointer || null);
  return html`<div
    class="claim-line ${isWithin(line.pointer, pointed.value) ? "lit" : ""}"
    role=${line.closes ? "presentation" : "option"}
    aria-selected=${line.closes ? nothing : String(pointed.value !== null && line.pointer === pointed.value)}
    tabindex=${line.closes ? nothing : reachable ? "0" : "-1"}
    data-pointer=${line.pointer}
    .style=${`--depth: ${line.depth}`}
    @mouseenter=${point}
    @focus=${point}
  >${line.name === undefined ? nothing : html`<span class="name">"${line.name}"</span>: `}<span class=${line.kind}>${line.text}</span>${line.comma ? "," : ""}${isTime(line) ? html`<span class="aside">${moment(Number(line.text), now.value)}</span>` : nothing}</div>`;
}

/** The claims become the template: what is changed in it is signed at once. */
function edit(): void {
  const made = report.value?.kind === "jwt" ? templateFrom(report.value, lifetime.value) : undefined;
  if (made === undefined) return;
  replaceTemplate(made);
  say("The template is these claims now. What you change is signed again.");
}

/** The template of a token, every digit as it was; and the lifetime, where the token does not say when it was made. */
export function templateFrom(report: JwtReport, ttl?: number): string | undefined {
  const text = templateOf(report, { ttl });
  return text === undefined ? undefined : write(JSON.parse(text), 2);
}

/** Whether a claim is a time: seconds, which nobody reads. */
export function isTime({ pointer, kind }: ClaimLine): boolean {
  return kind === "number" && /^\/(exp|iat|nbf)$/.test(pointer);
}

/** The arrow keys go from claim to claim. */
function move(event: KeyboardEvent): void {
  const options = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role="option"]')];
  const at = options.indexOf(event.target as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 }[event.key];
  if (to === undefined || options[to] === undefined) return;
  event.preventDefault();
  options[to].focus();
}

/** Where the claim that is pointed at comes from, in words. */
function origin(): string {
  const claim = pointed.value;
  if (claim === null) return "Hover a claim to see its bytes in the token and its line in the template.";
  const text = templateText.value;
  const pointer = pointerInTemplate(claim);
  const place = places(text).find((place) => place.pointer === pointer);
  if (place !== undefined) {
    const line = text.slice(0, (place.name ?? place.value).from).split("\n").length;
    return claim === "/exp" ? `The time of minting and the ttl on line ${line} of the template.` : `Line ${line} of the template.`;
  }
  if (claim === "/workspace_id") return "From the signing key, which carries the workspace ID.";
  return "Not from the template.";
}
