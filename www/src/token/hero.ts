/** The token: three colours, size, countdown, verification, and ways to copy it. */
import { computed } from "@preact/signals-core";
import { type TemplateResult, html, nothing, svg } from "lit-html";
import { copy } from "../core/clipboard.js";
import { sentence } from "../core/prose.js";
import { clockAhead, resetClock } from "../core/clock.js";
import {
  keyMissing,
  lastMinted,
  lifetime,
  mintAgain,
  minted,
  pointed,
  report,
  secondsLeft,
  tab,
  tamper,
  tamperedAt,
  token,
  untamper,
  verified,
} from "../core/state.js";
import { type Run, isWithin, runsOf } from "./anatomy.js";
import { asCurl, asHeader, asUrl, endpointOf } from "./copies.js";
import { countdown, duration } from "mintbird/explain";

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
  const { error } = minted.value;
  // Beside a request the token is smaller, and what is done with it stands there.
  const small = tab.value === "endpoint";
  if (error !== undefined) {
    const faults = error.code === "template" ? error.issues.filter(({ severity }) => severity === "error").length : 0;
    return html`<section class="hero ${small ? "small" : ""}" aria-label="Token">
      <div class="hero-head"><h2 class="label">Token</h2></div>
      <p class="token token-missing mono" aria-hidden="true">${lastMinted.value || "–"}</p>
      <p class="verdict refused" role="status" data-test="no-token">
        <strong>No token.</strong>
        ${
          faults > 0
            ? `The template has ${faults === 1 ? "a fault" : `${faults} faults`}; see below it.`
            : keyMissing.value
              ? "Paste a signing key below, or go back to the demo workspace’s."
              : sentence(error.message)
        }
      </p>
    </section>`;
  }
  const text = token.value ?? "";
  return html`<section class="hero ${small ? "small" : ""}" aria-label="Token">
    <div class="hero-head">
      <h2 class="label">Token</h2>
      ${legend(text)}
      ${timer()}
    </div>
    <p
      class="token mono"
      tabindex="0"
      aria-label=${`Token, ${text.length} characters`}
      role="group"
      data-test="token"
      @mouseover=${(event: MouseEvent) => {
        pointed.value = (event.target as HTMLElement).dataset["pointer"] || null;
      }}
      @mouseleave=${() => (pointed.value = null)}
    >${parts.value.map((part) => run(text, part))}</p>
    ${verdict()}
    ${small ? nothing : foot(text)}
  </section>`;
}

function foot(text: string): TemplateResult {
  return html`<div class="hero-foot">
      <div class="buttons" role="group" aria-label="Copy the token">
        ${copies(text).map(
          ([name, value]) =>
            html`<button type="button" class="quiet" @click=${() => void copy(value, name)}>${name === "Token" ? "Copy token" : `as ${name}`}</button>`,
        )}
      </div>
      <div class="buttons">
        ${
          tamperedAt.value === null
            ? html`<button type="button" data-test="tamper" @click=${tamper}>Change a character</button>`
            : html`<button type="button" data-test="untamper" @click=${untamper}>Change it back</button>`
        }
        <button type="button" @click=${again}>Mint again</button>
      </div>
    </div>`;
}

function again(): void {
  resetClock();
  mintAgain();
}

function copies(text: string): readonly (readonly [string, string])[] {
  const url = endpointOf(report.value?.claims ?? null);
  return [
    ["Token", text],
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

function legend(text: string): TemplateResult {
  const [header = "", payload = "", mac = ""] = text.split(".");
  return html`<dl class="legend">
    <div class="header"><dt>header</dt><dd>${header.length}</dd></div>
    <div class="payload"><dt>payload</dt><dd>${payload.length}</dd></div>
    <div class="mac"><dt>MAC</dt><dd>${mac.length}</dd></div>
    <div class="total"><dt class="sr">together</dt><dd data-test="size">${text.length} bytes</dd></div>
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
  const result = verified.value;
  if (result === undefined) return nothing;
  const { error } = result;
  const ahead = clockAhead.value;
  // Read aloud is what changes rarely: not how many seconds ago it was.
  return html`<p class="verdict ${error === undefined ? "accepted" : "refused"}" data-test="verdict">
    <span role="status">${error === undefined ? html`<strong>Verified.</strong>` : html`<strong>Refused</strong> <code>${error.code}</code>`}</span>
    ${error === undefined ? "The signature matches the key, the token has not expired, and the claims are what Tinybird expects." : sentence(error.message)}
    ${ahead > 0 ? html` <span class="muted">This page’s clock is ${duration(ahead)} ahead.</span>` : nothing}
  </p>`;
}
