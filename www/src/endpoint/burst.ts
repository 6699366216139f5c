/** Thirty requests in two seconds, each decided and counted by the package. */
import { effect, signal } from "@preact/signals-core";
import { type TemplateResult, html, nothing } from "lit-html";
import { RateLimiter } from "mintbird";
import { clockAhead } from "../core/clock.js";
import { token } from "../core/state.js";
import { decide, decision, resource } from "./request.js";
import { claims } from "./workspace.js";

const REQUESTS = 30;
const SPAN_MS = 2000;

interface Shot {
  readonly status: number;
  readonly remaining: number;
  /** Seconds. */
  readonly retryAfter: number;
}

const shots = signal<readonly Shot[]>([]);
const firing = signal(false);
/** Counts bursts, so that one that was given up adds nothing. */
let round = 0;

/** The shots belong to the request that was fired. */
let before = "";
effect(() => {
  const { value } = decision.value;
  const now = JSON.stringify([token.value, resource.value?.name, value?.allowed, value?.allowed === false && value.code]);
  if (now === before) return;
  before = now;
  round++;
  firing.value = false;
  if (shots.peek().length > 0) shots.value = [];
});

export async function fire(): Promise<void> {
  if (firing.peek()) return;
  firing.value = true;
  shots.value = [];
  const mine = ++round;
  const limiter = new RateLimiter();
  const start = Date.now();
  for (let index = 0; index < REQUESTS; index++) {
    const due = start + Math.round((index * SPAN_MS) / REQUESTS);
    await new Promise((resolve) => setTimeout(resolve, due - Date.now()));
    if (mine !== round) break;
    // Counted when it is due, so that a busy browser does not change the outcome.
    shots.value = [...shots.value, shoot(limiter, due + clockAhead.peek() * 1000)];
  }
  limiter.free();
  if (mine === round) firing.value = false;
}

function shoot(limiter: RateLimiter, nowMs: number): Shot {
  const { value: granted } = decide(Math.floor(nowMs / 1000));
  if (granted === undefined || !granted.allowed) return { status: granted?.status ?? 403, remaining: 0, retryAfter: 0 };
  const { allowed, remaining, retryAfter } = limiter.take(granted.name, granted.limits?.rps ?? 0, { now: nowMs / 1000 });
  return { status: allowed ? 200 : 429, remaining, retryAfter };
}

export function burst(): TemplateResult {
  const list = shots.value;
  const { name, limits } = claims.value ?? {};
  const rps = limits?.rps;
  const count = (status: number) => list.filter((shot) => shot.status === status).length;
  const refused = list.filter(({ status }) => status !== 200 && status !== 429).length;
  return html`<section class="panel burst" aria-labelledby="burst-title">
    <div class="row">
      <h2 id="burst-title" class="label">Rate limit</h2>
      <button type="button" data-test="burst" ?disabled=${firing.value} @click=${() => void fire()}>Send 30 requests in 2 seconds</button>
    </div>
    <p class="hint">
      ${
        claims.value === null
          ? "There is no token."
          : rps === undefined
            ? "No rate limit in this token."
            : html`<code>limits.rps</code> is ${rps}: at most ${rps} in any second, counted together for every token named <code>${name}</code>.`
      }
    </p>
    <ol class="strip mono" aria-label="Answers, in order" data-test="strip" aria-hidden=${list.length === 0 ? "true" : nothing}>
      ${Array.from({ length: REQUESTS }, (_, index) => cell(list[index]))}
    </ol>
    <p role="status" data-test="burst-sum">
      ${
        list.length < REQUESTS
          ? firing.value
            ? `${list.length} of ${REQUESTS} sent…`
            : nothing
          : html`<strong>${count(200)}</strong> OK, <strong>${count(429)}</strong> rate-limited (429)${refused > 0 ? html`, <strong>${refused}</strong> refused before they were counted` : nothing}.`
      }
    </p>
  </section>`;
}

function cell(shot: Shot | undefined): TemplateResult {
  if (shot === undefined) return html`<li class="shot"></li>`;
  const { status, retryAfter, remaining } = shot;
  const title = status === 429 ? `the next would pass in ${retryAfter.toFixed(2)} s` : status === 200 ? `${remaining} left` : "refused";
  return html`<li class="shot s${status}" title=${title}>${status}</li>`;
}
