/** The Inspect tab: anything is pasted, and the page says what it is, what it grants, and why it is refused. */
import { computed, signal } from "@preact/signals-core";
import { type TemplateResult, html, nothing, render } from "lit-html";
import * as mintbird from "mintbird";
import {
  type Cause,
  type Form,
  type FoundToken,
  bySeverity,
  causes,
  distance,
  find,
  grants,
  hintOf,
  moment,
  verdict,
} from "mintbird/explain";
import { copy, say } from "../core/clipboard.js";
import { now } from "../core/clock.js";
import { exact, parse, write } from "../core/json.js";
import { sentence } from "../core/prose.js";
import { replaceTemplate, signingKey, tab, token } from "../core/state.js";
import { draw } from "../core/view.js";
import { issueList } from "../mint/issues.js";
import { linesOf } from "../token/anatomy.js";
import { isTime, templateFrom } from "../token/claims.js";
import { SAMPLES, type Sample } from "./samples.js";

/** Each is read again every second; a log may have thousands. */
const SHOWN = 10;

const pasted = signal("");
const key = signal("");
/** The endpoint that was named by hand; nothing takes the one in what was pasted. */
const named = signal<string | null>(null);

/** A log of some megabytes is read; what is larger is no text to paste. */
const MAX_BYTES = 4_000_000;

const found = computed(() => (pasted.value.trim() === "" ? undefined : find(pasted.value)));
const pipe = computed(() => named.value ?? found.value?.called?.pipe ?? "");

const FORMS: { readonly [form in Form]: string } = {
  token: "",
  header: "in an Authorization header",
  curl: "in a curl command",
  url: "in a URL",
  tinyb: "in .tinyb, the credentials of Tinybird’s command line",
  json: "in JSON",
  log: "in a log",
  template: "but a template",
  claims: "but the claims of one, without a signature",
  error: "but an error that an API answered with",
  "no-token": "where one belongs: the variable that it comes from is not set",
  text: "among other text",
};
/** In words, what is looked for; the package decides which of it is so. */
const LOOKED_FOR = [
  "It has expired, or has no expiry",
  "It was signed with another key, or with a line break after the key",
  "It is of another workspace, branch or region",
  "No scope names the endpoint, or the API takes no JWT",
  "A claim is missing or misspelt",
  "It is a session token, or was cut off",
  "It pins nothing: no 403, but every tenant’s rows",
] as const;
const KINDS = { jwt: "A JWT", "static-token": "A static token", unknown: "Not a token" } as const;

export function inspectPanel(host: HTMLElement): void {
  render(
    html`<div class="inspect grid">
      <div class="paste-host"></div>
      <div class="finding-host"></div>
    </div>`,
    host,
  );
  draw(host.querySelector<HTMLElement>(".paste-host")!, paste);
  draw(host.querySelector<HTMLElement>(".finding-host")!, findings);
}

function paste(): TemplateResult {
  const text = (event: Event) => (event.target as HTMLInputElement).value;
  return html`<section class="panel" aria-labelledby="paste-title">
    <h2 class="label" id="paste-title"><label for="pasted-text">Paste anything</label></h2>
    <p class="hint">A token, a curl command, a URL, an Authorization header, an error, a <code>.tinyb</code> file; or drop a file. It stays in this page.</p>
    <textarea
      id="pasted-text"
      class="mono"
      rows="9"
      spellcheck="false"
      autocomplete="off"
      autocapitalize="off"
      data-test="paste"
      .value=${pasted.value}
      @input=${(event: Event) => (pasted.value = text(event))}
      @dragover=${(event: DragEvent) => event.preventDefault()}
      @drop=${drop}
    ></textarea>
    <div class="buttons">
      <button type="button" class="quiet" ?disabled=${token.value === undefined} @click=${() => (pasted.value = token.value ?? "")}>Use the token from Mint</button>
      <button type="button" class="quiet" ?disabled=${pasted.value === ""} @click=${() => (pasted.value = "")}>Clear</button>
    </div>
    <div class="field">
      <label for="called">Endpoint you’re calling <span class="muted">optional</span></label>
      <input id="called" class="mono" autocomplete="off" spellcheck="false" placeholder="top_pages" data-test="called" .value=${pipe.value} @input=${(event: Event) => (named.value = text(event))} />
    </div>
    <div class="field">
      <label for="inspect-key">Signing key, to check the signature <span class="muted">optional</span></label>
      <textarea id="inspect-key" class="mono" rows="4" spellcheck="false" autocomplete="off" placeholder="p.eyJ1Ijog…" data-test="inspect-key" .value=${key.value} @input=${(event: Event) => (key.value = text(event))}></textarea>
      <div class="buttons"><button type="button" class="quiet" @click=${() => (key.value = signingKey.value)}>Use the key from Mint</button></div>
      ${key.value === "" || key.value === signingKey.value ? nothing : html`<p class="warning" role="note" data-test="inspect-warning"><strong>A real signing key does not belong in any web page.</strong> It can read, write and delete all data of the workspace. Clear it when you’re done.</p>`}
    </div>
  </section>`;
}

function findings(): TemplateResult {
  const { value } = found;
  if (value === undefined) {
    return nothingYet();
  }
  return html`${value.form === "tinyb" ? tinyb(value.workspace) : nothing} ${value.tokens.slice(0, SHOWN).map((token) => finding(token, value.form))}
    ${value.tokens.length > SHOWN ? html`<p class="more muted" data-test="more">${value.tokens.length - SHOWN} more tokens are in this text. Paste fewer to read about them.</p>` : nothing}`;
}

/** What can be pasted, and what is looked for in it. */
function nothingYet(): TemplateResult {
  return html`<section class="panel empty" aria-labelledby="empty-title">
    <h2 class="label" id="empty-title">Why does Tinybird answer 403?</h2>
    <p class="muted">Paste what you have, and read here what it is, what it grants, and which cause it is. Or try one:</p>
    <div class="chips" data-test="to-try">
      ${SAMPLES.map((sample) => html`<button type="button" class="chip" @click=${() => void trySample(sample)}>${sample.title}</button>`)}
    </div>
    <ul class="titles">
      ${LOOKED_FOR.map((title) => html`<li>${title}</li>`)}
    </ul>
  </section>`;
}

async function trySample({ make }: Sample): Promise<void> {
  const { text, key: given = "" } = await make();
  key.value = given;
  named.value = null;
  pasted.value = text;
  document.getElementById("pasted-text")?.focus();
}

/** A file is read as if its text were pasted. */
function drop(event: DragEvent): void {
  const file = event.dataTransfer?.files[0];
  if (file === undefined) return;
  event.preventDefault();
  if (file.size > MAX_BYTES) say("This file is too large to be a token or a log of some.");
  else void file.text().then((text) => (pasted.value = text));
}

/** The template of claims that somebody has, in the Mint tab. */
function openInMint(template: string | undefined): void {
  if (template === undefined) return;
  replaceTemplate(template);
  tab.value = "mint";
  say("The template is what you pasted. What you change is signed again.");
}

/** What was pasted, where it is a template or the claims of a token. */
function asTemplate(form: Form, text: string): string | undefined {
  if (form === "template") return text;
  return form === "claims" ? templateFrom({ claims: parse(text) as mintbird.Json, expiry: null } as mintbird.JwtReport) : undefined;
}

function tinyb(workspace: { readonly name?: string; readonly host?: string } | undefined): TemplateResult {
  return html`<p class="warning" data-test="tinyb">
    The <code>token</code> in <code>.tinyb</code> is your <strong>personal</strong> admin token${workspace?.name === undefined ? "" : html`, for the workspace <b>${workspace.name}</b>`}${workspace?.host === undefined ? "" : html` at <code>${workspace.host}</code>`}.
    JWTs that are signed with it get a 403: sign with the workspace admin token.
  </p>`;
}

function finding(token: FoundToken, form: Form): TemplateResult {
  const { text, name, lines, cutAfter, damage } = token;
  const report = mintbird.inspect(text, { now: now.value });
  const { claims } = exact(report, text);
  return html`<section class="panel finding" aria-label=${name ?? "What it is"} data-test="finding">
    <p class="what">${KINDS[report.kind]}${name !== undefined ? html` under <code>${name}</code>` : FORMS[form] === "" ? "" : ` ${FORMS[form]}`}${report.kind === "unknown" ? nothing : html`, ${cutAfter ?? text.length} bytes`}</p>
    <p class="grants" role="status" data-test="grants">${grants(report, now.value, mintbird)}</p>
    ${asTemplate(form, text) === undefined ? nothing : html`<p class="buttons"><button type="button" class="primary" data-test="open-in-mint" @click=${() => openInMint(asTemplate(form, text))}>Open in Mint</button></p>`}
    ${found.value?.answer === undefined ? nothing : html`<p data-test="hint">${hintOf(found.value.answer).hint}</p>`}
    ${damage !== undefined ? html`<p data-test="damage">${damage}</p>` : cutAfter === undefined ? nothing : html`<p data-test="damage">It is cut off after ${cutAfter} characters: copy it again.</p>`}
    ${lines === undefined ? nothing : html`<p class="muted">It was broken over ${lines} lines, which are joined here.</p>`}
    ${report.kind === "jwt" ? why(token, report) : nothing}
    <h3 class="label">Issues</h3>
    ${report.issues.length === 0 ? html`<p class="muted">No issues found in what the token says of itself.</p>` : issueList(bySeverity(report.issues))}
    ${
      report.kind === "jwt" && report.claims !== null
        ? html`<div class="row">
          <h3 class="label">Claims</h3>
          <div class="buttons">
            <button type="button" class="quiet" @click=${() => void copy(write(claims, 2), "claims")}>Copy claims</button>
            <button type="button" class="quiet" @click=${() => void copy(write({ ...report, claims }, 2), "report")}>Copy report</button>
            <button type="button" class="primary" data-test="open-in-mint" @click=${() => openInMint(templateFrom({ ...report, claims }))}>Open in Mint</button>
          </div>
        </div>
        ${json(claims)}<h3 class="label">Header</h3>${json(report.header)}`
        : nothing
    }
    ${report.kind === "static-token" && report.staticToken !== null ? html`<h3 class="label">What it says</h3>${json({ ...report.staticToken })}` : nothing}
  </section>`;
}

/** The confirmed cause in one line, and then all of them. */
function why({ text: token, cutAfter, damage }: FoundToken, report: mintbird.JwtReport): TemplateResult {
  const answer = found.value?.answer;
  const list = causes(
    {
      token,
      report,
      key: key.value,
      pipe: pipe.value,
      called: found.value?.called,
      origin: found.value?.origin,
      answer,
      cutAfter,
      damage,
      howToGiveKey: "Paste it beside, just as your program has it.",
      now: now.value,
    },
    mintbird,
  );
  const { line, cause } = verdict(list, answer);
  return html`<h3 class="label">Why Tinybird may answer 403</h3>
    <p data-test="cause"><b>${line}</b></p>
    ${cause?.fix === undefined ? nothing : html`<p data-test="fix">Fix: ${cause.fix}</p>`}
    <ul class="causes" data-test="causes">
      ${list.toSorted(byCertainty).map(
        ({
          code,
          title,
          applies,
          why,
        }) => html`<li class=${applies === undefined ? "open" : applies ? "yes" : "no"} data-code=${code} data-applies=${String(applies)}>
          <span class="mark">${applies === undefined ? "unknown" : applies ? "found" : "ruled out"}</span>
          <div><b>${title}</b><p class="muted">${sentence(why)}</p></div>
        </li>`,
      )}
    </ul>`;
}

/** What was found comes first, then what is not known. */
function byCertainty(one: Cause, other: Cause): number {
  const rank = ({ applies }: Cause) => (applies === true ? 0 : applies === undefined ? 1 : 2);
  return rank(one) - rank(other);
}

function json(value: Parameters<typeof linesOf>[0]): TemplateResult {
  return html`<div class="claim-lines mono">
    ${linesOf(value).map(
      (line) =>
        html`<div class="claim-line" .style=${`--depth: ${line.depth}`}>${line.name === undefined ? nothing : html`<span class="name">"${line.name}"</span>: `}<span class=${line.kind}>${line.text}</span>${line.comma ? "," : ""}${isTime(line) ? html`<span class="aside">${moment(Number(line.text), now.value)}, ${distance(Number(line.text), now.value)}</span>` : nothing}</div>`,
    )}
  </div>`;
}
