/** The Speed tab: one button, and bars. */
import { signal } from "@preact/signals-core";
import { type TemplateResult, html, nothing } from "lit-html";
import { draw } from "../core/view.js";
import { type Lane, type Race, race } from "./race.js";

const races = signal<readonly Race[]>([]);
const done = signal<number | null>(null);
const fault = signal("");

export function speedPanel(host: HTMLElement): void {
  draw(host, view);
}

async function start(): Promise<void> {
  done.value = 0;
  fault.value = "";
  try {
    races.value = await race((share) => (done.value = share));
  } catch (error) {
    fault.value = error instanceof Error ? error.message : String(error);
  }
  done.value = null;
}

function view(): TemplateResult {
  const running = done.value !== null;
  return html`<section class="panel speed" aria-labelledby="speed-title">
    <h2 id="speed-title" class="label">Speed</h2>
    <p>
      mintbird signs synchronously in WebAssembly; jose awaits WebCrypto. Both make the same token from the same claims, in turns, and each
      verifies what the other has made before anything counts.
    </p>
    ${
      isSecureContext
        ? html`<p class="start"><button type="button" class="primary" data-test="race" ?disabled=${running} @click=${() => void start()}>${running ? `Running, ${Math.round((done.value ?? 0) * 100)} %` : "Run it in this browser"}</button></p>`
        : html`<p class="warning">jose needs WebCrypto, which browsers offer over HTTPS and on localhost only.</p>`
    }
    ${fault.value === "" ? nothing : html`<p class="fault" role="alert">${fault.value}</p>`}
    <div aria-live="polite">${races.value.map(bars)}</div>
    ${races.value.length === 0 ? nothing : html`<p class="hint">The median of 15 rounds for each, microseconds for one token; shorter is better. Absolute numbers vary by machine: the ratio is what counts.</p>`}
  </section>`;
}

function bars({ task, lanes }: Race): TemplateResult {
  const slowest = Math.max(...lanes.map(({ microseconds }) => microseconds));
  const jose = lanes.find(({ by }) => by === "jose")!;
  return html`<h3 class="label">${task}</h3>
    <dl class="lanes" data-test="lanes">
      ${lanes.map(
        (lane) => html`<div class="lane ${lane.by}">
          <dt>${lane.name}</dt>
          <dd>
            <span class="bar" .style=${`--share: ${lane.microseconds / slowest}`}></span>
            <span class="mono">${lane.microseconds.toFixed(1)} µs</span>
            <span class="ratio">${ratio(lane, jose)}</span>
          </dd>
        </div>`,
      )}
    </dl>`;
}

function ratio(lane: Lane, jose: Lane): string {
  if (lane === jose) return "";
  const times = jose.microseconds / lane.microseconds;
  return times >= 1 ? `${times.toFixed(times < 10 ? 1 : 0)} × faster` : `${(1 / times).toFixed(1)} × slower`;
}
