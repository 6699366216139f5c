/** The decoded claims. Pointing at one shows its bytes in the token and its line in the template. */
import { type TemplateResult, html, nothing } from "lit-html";
import { now } from "../core/clock.js";
import { keySource, pointed, report, templateText } from "../core/state.js";
import { templateOf } from "../mint/origin.js";
import { places } from "../mint/pointers.js";
import { type ClaimLine, isWithin, linesOf } from "./anatomy.js";
import { moment } from "mintbird/explain";

export function claims(): TemplateResult {
  const payload = report.value?.claims;
  if (payload === undefined || payload === null) {
    return html`<section class="panel claims" aria-labelledby="claims-title">
      <h2 id="claims-title" class="label">Claims</h2>
      <p class="muted">They appear with the token.</p>
    </section>`;
  }
  const lines = linesOf(payload);
  const first = lines.findIndex(({ pointer }) => pointer === pointed.value);
  return html`<section class="panel claims" aria-labelledby="claims-title">
    <h2 id="claims-title" class="label">Claims</h2>
    <div
      class="claim-lines mono"
      role="listbox"
      aria-label="Claims; the arrow keys point at one"
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
  >${line.name === undefined ? nothing : html`<span class="name">"${line.name}"</span>: `}<span class=${line.kind}>${line.text}</span>${line.comma ? "," : ""}${line.pointer === "/exp" && !line.closes ? html`<span class="aside">${moment(Number(line.text), now.value)}</span>` : nothing}</div>`;
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
  if (claim === null) return "Point at a claim to see its bytes in the token and its line in the template.";
  const text = templateText.value;
  const pointer = templateOf(claim);
  const place = places(text).find((place) => place.pointer === pointer);
  if (place !== undefined) {
    const line = text.slice(0, (place.name ?? place.value).from).split("\n").length;
    return claim === "/exp" ? `The time of minting and the ttl on line ${line} of the template.` : `Line ${line} of the template.`;
  }
  if (claim === "/workspace_id")
    return `From the key: ${keySource.value === "pasted" ? "the static token" : "the token"} says which workspace it is of.`;
  return "Not from the template.";
}
