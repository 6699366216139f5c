/** What can go wrong, one button each. One at a time: pressed again, or with another, it is undone. */
import { computed } from "@preact/signals-core";
import { type TemplateResult, html, nothing } from "lit-html";
import { clockAhead, moveClockTo, resetClock } from "../core/clock.js";
import { report, tamper, tamperedAt, untamper } from "../core/state.js";
import { duration } from "mintbird/explain";
import { elsewhere, elsewherePipe, otherPipe, removable, removePin, removed, removedPieces, resource, restorePin } from "./request.js";

interface Trial {
  readonly name: string;
  readonly title: string;
  readonly isOn: () => boolean;
  readonly on: () => void;
  readonly off: () => void;
  readonly isPossible?: () => boolean;
}

const TRIALS: readonly Trial[] = [
  {
    name: "unfix",
    title: "loses its fixed parameter",
    isOn: () => removed.value,
    on: removePin,
    off: restorePin,
    isPossible: () => removable.value,
  },
  {
    name: "byte",
    title: "is tampered with",
    isOn: () => tamperedAt.value !== null,
    on: tamper,
    off: untamper,
    isPossible: () => report.value !== undefined,
  },
  {
    name: "expire",
    title: "has expired",
    isOn: () => clockAhead.value > 0,
    on: () => moveClockTo(report.peek()?.expiry?.exp ?? 0),
    off: resetClock,
    isPossible: () => report.value !== undefined,
  },
  {
    name: "pipe",
    title: "calls another pipe",
    isOn: () => elsewherePipe.value,
    on: () => (elsewherePipe.value = true),
    off: () => (elsewherePipe.value = false),
    isPossible: () => otherPipe.value !== undefined,
  },
  {
    name: "workspace",
    title: "goes to another workspace",
    isOn: () => elsewhere.value,
    on: () => (elsewhere.value = true),
    off: () => (elsewhere.value = false),
  },
];

const pressed = computed(() => TRIALS.find(({ isOn }) => isOn()));

function press(trial: Trial): void {
  const before = pressed.peek();
  before?.off();
  if (before !== trial) trial.on();
}

export function trials(): TemplateResult {
  const isDataSource = resource.value?.kind === "datasource";
  return html`<section class="panel trials" aria-labelledby="trials-title">
    <h2 id="trials-title" class="label">What if the token …</h2>
    <div class="buttons">
      ${TRIALS.map((trial) => {
        const isOn = trial === pressed.value;
        const title = trial.name === "unfix" && isDataSource ? "loses its filter" : trial.title;
        return html`<button
          type="button"
          class=${trial.name === "unfix" ? "primary" : ""}
          data-test="trial-${trial.name}"
          aria-pressed=${String(isOn)}
          ?disabled=${!isOn && trial.isPossible?.() === false}
          @click=${() => press(trial)}
        >
          ${title}
        </button>`;
      })}
    </div>
    ${
      removed.value
        ? html`<pre class="diff" aria-label="What changed in the template"><code>${removedPieces.value.map((piece) => html`<del>${piece}</del>\n`)}</code></pre>
            <p class="hint">The template no longer has this, and a new token was minted from it. Whoever holds it chooses whose rows to read. Click again to undo.</p>`
        : html`<p class="hint">
            ${pressed.value?.name === "expire" ? `This page’s clock is ${duration(clockAhead.value)} ahead. ` : nothing}${pressed.value === undefined ? "Click one to try it, and again to undo it." : "Click again to undo."}
          </p>`
    }
  </section>`;
}
