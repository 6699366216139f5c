/** The token: three colours, size, countdown, what may be said of it, and ways to use it. */
import { computed, effect, signal } from "@preact/signals-core";
import { type TemplateResult, html, nothing, svg } from "lit-html";
import { copy } from "../core/clipboard.js";
import { sentence } from "../core/prose.js";
import { clockAhead, resetClock } from "../core/clock.js";
import {
  fillSamples,
  keyMissing,
  lifetime,
  mintAgain,
  minted,
  pointed,
  report,
  secondsLeft,
  standingOfToken,
  tab,
  tamper,
  tamperedAt,
  template,
  token,
  unfilled,
  untamper,
} from "../core/state.js";
import { type Run, isWithin, runsOf } from "./anatomy.js";
import { asCurl, asHeader, asUrl, endpointOf } from "./copies.js";
import { countdown, duration } from "mintbird/explain";

/** Whether all of the token is shown, or its first two lines. */
const whole = signal(false);
/** Whether the code that mints it is shown. */
const using = signal(false);
const usePanel = signal<(() => TemplateResult) | null>(null);

interface Part extends Run {
  readonly segment: "header" | "payload" | "mac" | "dot";
}

/** The minted token's characters by what they belong to. A changed character stays in its place. */
const parts = computed<readonly Part[]>(() => {
  const text = minted.value.value;
  const claims = report.value?.claims;
  if (text === undefined || claims === undefined) return [];
  const [first, second] = [text.indexOf("."), text.lastIndexOf(".")];
  const payload = runsOf(claims, second - first - 1);
  const all: Part[] = [
    { segment: "header", pointer: "", from: 0, to: first },
    { segment: "dot", pointer: "", from: first, to: first + 1 },
    ...payload.map(({ pointer, from, to }) => ({ segment: "payload" as const, pointer, from: from + first + 1, to: to + first + 1 })),
    { segment: "dot", pointer: "", from: second, to: second + 1 },
    { segment: "mac", pointer: "", from: second + 1, to: text.length },
  ];
  return all;
});

export function hero(): TemplateResult {
  // Beside a request the token is smaller, and what is done with it stands there.
  const small = tab.value === "endpoint";
  const text = token.value;
  return html`<section class="hero ${small ? "small" : ""}" aria-labelledby="token-title">
    <div class="hero-head">
      <h2 class="label" id="token-title">Token</h2>
      ${legend(text)} ${timer()}
    </div>
    ${
      text === undefined
        ? html`<p class="token token-missing mono" aria-hidden="true">–</p>`
        : html`<p
            class="token mono ${whole.value ? "whole" : ""}"
            id="token-text"
            tabindex="0"
            aria-label=${`Token, ${text.length} characters`}
            role="group"
            data-test="token"
            @mouseover=${(event: MouseEvent) => {
              pointed.value = (event.target as HTMLElement).dataset["pointer"] || null;
            }}
            @mouseleave=${() => (pointed.value = null)}
          >${parts.value.map((part) => run(text, part))}</p>`
    }
    ${text === undefined ? missing() : verdict()} ${small ? nothing : foot(text)}
    ${!small && using.value ? (usePanel.value?.() ?? html`<p class="muted">Loading…</p>`) : nothing}
  </section>`;
}

/** What is pointed at elsewhere is brought into the two lines. */
effect(() => {
  if (pointed.value === null) return;
  requestAnimationFrame(() => {
    const box = document.getElementById("token-text");
    const lit = box?.querySelector<HTMLElement>(".lit") ?? null;
    if (box !== null && lit !== null && !box.matches(":hover")) box.scrollTop = lit.offsetTop - 4;
  });
});

/** Why there is no token: nothing is wrong where somebody has only not begun. */
function missing(): TemplateResult {
  const { error } = minted.value;
  const names = unfilled.value;
  if (template.value.error === undefined && keyMissing.value)
    return html`<p class="verdict neutral" role="status" data-test="no-token">Enter a signing key below, or go back to the demo workspace’s.</p>`;
  if (error?.code === "param" && names.length > 0)
    return html`<p class="verdict neutral" role="status" data-test="no-token">
      Fill in ${names.length === 1 ? html`<code>${names[0]}</code>` : `${names.length} placeholders`} to mint a token.
      <button type="button" class="link" data-test="samples" @click=${fillSamples}>Use sample values</button>
    </p>`;
  const faults = error?.code === "template" ? error.issues.filter(({ severity }) => severity === "error").length : 0;
  return html`<p class="verdict refused" role="status" data-test="no-token">
    <strong>No token.</strong>
    ${faults > 0 ? (faults === 1 ? "Fix the error below." : `Fix the ${faults} errors below.`) : sentence(error?.message ?? "")}
  </p>`;
}

function foot(text: string | undefined): TemplateResult {
  const none = text === undefined;
  return html`<div class="hero-foot">
    <div class="buttons" role="group" aria-label="Copy the token">
      ${copies(text ?? "").map(
        ([name, value]) =>
          html`<button type="button" class=${name === "token" ? "" : "quiet"} ?disabled=${none} @click=${() => void copy(value, name)}>${name === "token" ? "Copy token" : `Copy as ${name}`}</button>`,
      )}
    </div>
    <div class="buttons">
      <button type="button" class="quiet" ?disabled=${none} aria-expanded=${String(whole.value)} aria-controls="token-text" @click=${() => (whole.value = !whole.value)}>${whole.value ? "Show less" : "Show all of it"}</button>
      ${
        tamperedAt.value === null
          ? html`<button type="button" class="quiet" data-test="tamper" ?disabled=${none} @click=${tamper}>Tamper</button>`
          : html`<button type="button" data-test="untamper" @click=${untamper}>Undo</button>`
      }
      <button type="button" class="quiet" ?disabled=${none} @click=${again}>Mint again</button>
      <button type="button" data-test="use" aria-expanded=${String(using.value)} @click=${toggleUse}>Use in your code</button>
    </div>
  </div>`;
}

function toggleUse(): void {
  using.value = !using.value;
  if (usePanel.value === null)
    void import("../use/panel.js").then(
      (loaded) => (usePanel.value = loaded.usePanel),
      () => (using.value = false),
    );
}

function again(): void {
  resetClock();
  mintAgain();
}

function copies(text: string): readonly (readonly [string, string])[] {
  const url = endpointOf(report.value?.claims ?? null);
  return [
    ["token", text],
    ["header", asHeader(text)],
    ["curl", asCurl(text, url)],
    ["URL", asUrl(text, url)],
  ];
}

/** The characters of one part; no white space may get between them. */
function run(text: string, { segment, pointer, from, to }: Part) {
  const at = tamperedAt.value;
  const lit = isWithin(pointer, pointed.value) ? " lit" : "";
  const inside =
    at !== null && from <= at && at < to
      ? html`${text.slice(from, at)}<mark data-test="changed">${text[at]}</mark>${text.slice(at + 1, to)}`
      : text.slice(from, to);
  return html`<span class="${segment}${lit}" data-pointer=${pointer}>${inside}</span>`;
}

/** Without a token it keeps its place. */
function legend(text = ""): TemplateResult {
  const [header = "", payload = "", mac = ""] = text.split(".");
  return html`<dl class="legend">
    <div class="header"><dt>header</dt><dd>${header.length || "–"}</dd></div>
    <div class="payload"><dt>payload</dt><dd>${payload.length || "–"}</dd></div>
    <div class="mac"><dt>signature</dt><dd>${mac.length || "–"}</dd></div>
    ${text === "" ? nothing : html`<div class="total"><dt class="sr">in all</dt><dd data-test="size">${text.length} bytes</dd></div>`}
  </dl>`;
}

function timer() {
  const left = secondsLeft.value;
  if (left === undefined) return nothing;
  const share = Math.max(0, Math.min(1, left / lifetime.value));
  const circumference = 2 * Math.PI * 9;
  return html`<p class="timer ${left <= 0 ? "over" : ""}" data-test="countdown">
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <circle class="track" cx="12" cy="12" r="9" />
      ${svg`<circle class="left" cx="12" cy="12" r="9" stroke-dasharray=${circumference} stroke-dashoffset=${circumference * (1 - share)} />`}
    </svg>
    <span>${left > 0 ? html`<span class="sr">expires in</span> <b class="mono">${countdown(left)}</b>` : html`<b>expired</b> ${duration(left)} ago`}</span>
  </p>`;
}

function verdict() {
  const result = standingOfToken.value;
  if (result === undefined) return nothing;
  const ahead = clockAhead.value;
  // Read aloud is what changes rarely: not how many seconds ago it was.
  return html`<p class="verdict ${result.kind}" data-test="verdict">
    <span role="status"><strong>${result.title}</strong>${result.code === undefined ? nothing : html` <code>${result.code}</code>`}</span>
    ${sentence(result.text)}
    ${ahead > 0 ? html` <span class="muted">This page’s clock is ${duration(ahead)} ahead. <button type="button" class="link" @click=${resetClock}>Reset it</button></span>` : nothing}
  </p>`;
}
