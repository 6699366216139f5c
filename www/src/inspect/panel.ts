/** The Inspect tab: anything is pasted, and the page says what it is, what it grants, and why it is refused. */
import { computed, signal } from "@preact/signals-core";
import { type TemplateResult, html, nothing, render } from "lit-html";
import * as mintbird from "mintbird";
import { type Form, type FoundToken, bySeverity, causes, find, grants, moment, verdict } from "mintbird/explain";
import { now } from "../core/clock.js";
import { sentence } from "../core/prose.js";
import { signingKey, token } from "../core/state.js";
import { draw } from "../core/view.js";
import { issueList } from "../mint/issues.js";
import { linesOf } from "../token/anatomy.js";

/** Each is read again every second; a log may have thousands. */
const SHOWN = 10;

const pasted = signal("");
const key = signal("");
/** The endpoint that was named by hand; nothing takes the one in what was pasted. */
const named = signal<string | null>(null);

const found = computed(() => (pasted.value.trim() === "" ? undefined : find(pasted.value)));
const pipe = computed(() => named.value ?? found.value?.called?.pipe ?? "");

const FORMS: { readonly [form in Form]: string } = {
  token: "",
  header: "in an Authorization header",
  curl: "in a curl line",
  url: "in a URL",
  tinyb: "in .tinyb, the credentials of Tinybird’s command line",
  json: "in JSON",
  log: "in a log",
  template: "but a template; the Mint tab makes tokens of it",
  claims: "but the claims of one, without a signature",
  error: "but an answer of an API",
  "no-token": "where one belongs: the variable that it comes from is not set",
  text: "among other text",
};
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
    <p class="hint">A token, a curl line, a URL, an Authorization header, a <code>.tinyb</code> file. It stays in this page.</p>
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
    ></textarea>
    <div class="buttons">
      <button type="button" class="quiet" ?disabled=${token.value === undefined} @click=${() => (pasted.value = token.value ?? "")}>Use the token from Mint</button>
      <button type="button" class="quiet" ?disabled=${pasted.value === ""} @click=${() => (pasted.value = "")}>Clear</button>
    </div>
    <div class="field">
      <label for="called">Endpoint that you call <span class="muted">optional</span></label>
      <input id="called" class="mono" autocomplete="off" spellcheck="false" placeholder="top_pages" data-test="called" .value=${pipe.value} @input=${(event: Event) => (named.value = text(event))} />
    </div>
    <div class="field">
      <label for="inspect-key">Signing key, to check the signature <span class="muted">optional</span></label>
      <textarea id="inspect-key" class="mono" rows="4" spellcheck="false" autocomplete="off" placeholder="p.eyJ1Ijog…" data-test="inspect-key" .value=${key.value} @input=${(event: Event) => (key.value = text(event))}></textarea>
      <div class="buttons"><button type="button" class="quiet" @click=${() => (key.value = signingKey.value)}>Use the key from Mint</button></div>
      ${key.value === "" || key.value === signingKey.value ? nothing : html`<p class="warning" role="note" data-test="inspect-warning"><strong>A real signing key does not belong in any web page.</strong> Take it out again when you have seen what you came for.</p>`}
    </div>
  </section>`;
}

function findings(): TemplateResult {
  const { value } = found;
  if (value === undefined) {
    return html`<section class="panel"><h2 class="label">What it is</h2>
      <p class="muted">Paste something, and read here what it is, what it grants, what is wrong with it, and why Tinybird may answer 403.</p></section>`;
  }
  return html`${value.form === "tinyb" ? tinyb(value.workspace) : nothing} ${value.tokens.slice(0, SHOWN).map((token) => finding(token, value.form))}
    ${value.tokens.length > SHOWN ? html`<p class="more muted" data-test="more">${value.tokens.length - SHOWN} more tokens stand in this text. Paste fewer to read about them.</p>` : nothing}`;
}

function tinyb(workspace: { readonly name?: string; readonly host?: string } | undefined): TemplateResult {
  return html`<p class="warning" data-test="tinyb">
    The <code>token</code> in <code>.tinyb</code> is your <strong>personal</strong> admin token${workspace?.name === undefined ? "" : html`, for the workspace <b>${workspace.name}</b>`}${workspace?.host === undefined ? "" : html` at <code>${workspace.host}</code>`}.
    JWTs that are signed with it get a 403: sign with the workspace admin token.
  </p>`;
}

function finding({ text, name, lines, cutAfter }: FoundToken, form: Form): TemplateResult {
  const report = mintbird.inspect(text, { now: now.value });
  return html`<section class="panel finding" aria-label=${name ?? "What it is"} data-test="finding">
    <p class="what">${KINDS[report.kind]}${name !== undefined ? html`, <code>${name}</code>` : FORMS[form] === "" ? "" : ` ${FORMS[form]}`}${report.kind === "unknown" ? nothing : html`, ${cutAfter ?? text.length} bytes`}</p>
    <p class="grants" role="status" data-test="grants">${grants(report, now.value, mintbird)}</p>
    ${cutAfter === undefined ? nothing : html`<p>It is cut off after ${cutAfter} characters: copy it again.</p>`}
    ${lines === undefined ? nothing : html`<p class="muted">It was broken over ${lines} lines, which are joined here.</p>`}
    ${report.kind === "jwt" ? why(text, report, cutAfter) : nothing}
    <h3 class="label">Issues</h3>
    ${report.issues.length === 0 ? html`<p class="muted">None.</p>` : issueList(bySeverity(report.issues))}
    ${report.kind === "jwt" && report.claims !== null ? html`<h3 class="label">Claims</h3>${json(report.claims)}<h3 class="label">Header</h3>${json(report.header)}` : nothing}
    ${report.kind === "static-token" && report.staticToken !== null ? html`<h3 class="label">What it says</h3>${json({ ...report.staticToken })}` : nothing}
  </section>`;
}

/** The confirmed cause in one line, and then all of them. */
function why(token: string, report: mintbird.JwtReport, cutAfter: number | undefined): TemplateResult {
  const list = causes(
    {
      token,
      report,
      key: key.value,
      pipe: pipe.value,
      called: found.value?.called,
      origin: found.value?.origin,
      cutAfter,
      howToGiveKey: "Paste it beside, just as your program has it.",
      now: now.value,
    },
    mintbird,
  );
  const { line, cause } = verdict(list);
  return html`<h3 class="label">Why Tinybird may answer 403</h3>
    <p data-test="cause"><b>${line}</b></p>
    ${cause?.fix === undefined ? nothing : html`<p data-test="fix">Fix: ${cause.fix}</p>`}
    <ul class="causes" data-test="causes">
      ${list.map(
        ({
          code,
          title,
          applies,
          why,
        }) => html`<li class=${applies === undefined ? "open" : applies ? "yes" : "no"} data-code=${code} data-applies=${String(applies)}>
          <span class="mark">${applies === undefined ? "?" : applies ? "yes" : "no"}</span>
          <div><b>${title}</b><p class="muted">${sentence(why)}</p></div>
        </li>`,
      )}
    </ul>`;
}

function json(value: Parameters<typeof linesOf>[0]): TemplateResult {
  return html`<div class="claim-lines mono">
    ${linesOf(value).map(
      ({ depth, name, text, kind, comma, pointer }) =>
        html`<div class="claim-line" .style=${`--depth: ${depth}`}>${name === undefined ? nothing : html`<span class="name">"${name}"</span>: `}<span class=${kind}>${text}</span>${comma ? "," : ""}${pointer === "/exp" && kind === "number" ? html`<span class="aside">${moment(Number(text), now.value)}</span>` : nothing}</div>`,
    )}
  </div>`;
}
