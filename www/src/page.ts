/** The page: its head, its tabs, and what each of them shows. */
import { type TemplateResult, html, render } from "lit-html";
import { notice } from "./core/clipboard.js";
import { type Tab, tab } from "./core/state.js";
import { type Theme, setTheme, theme } from "./core/theme.js";
import { draw } from "./core/view.js";
import { mintPanel } from "./mint/panel.js";
import { hero } from "./token/hero.js";

const TABS: readonly (readonly [Tab, string])[] = [
  ["mint", "Mint"],
  ["endpoint", "Endpoint"],
  ["inspect", "Inspect"],
  ["speed", "Speed"],
];

/** Panels that come when their tab is opened. */
const LAZY: { readonly [name in Exclude<Tab, "mint">]: () => Promise<(host: HTMLElement) => void> } = {
  endpoint: () => import("./endpoint/panel.js").then(({ endpointPanel }) => endpointPanel),
  inspect: () => import("./inspect/panel.js").then(({ inspectPanel }) => inspectPanel),
  speed: () => import("./speed/panel.js").then(({ speedPanel }) => speedPanel),
};

export function page(body: HTMLElement): void {
  render(
    html`<a class="skip" href="#main" @click=${skip}>Skip to the content</a>
      <header class="top"></header>
      <main id="main" tabindex="-1">
        <div class="hero-host"></div>
        ${TABS.map(([name]) => html`<div id="panel-${name}" role="tabpanel" aria-labelledby="tab-${name}" hidden></div>`)}
      </main>
      <footer class="bottom"></footer>
      <p class="notice" role="status" aria-live="polite"></p>`,
    body,
  );
  const find = (selector: string) => body.querySelector<HTMLElement>(selector)!;
  draw(find(".top"), top);
  draw(find(".notice"), () => notice.value);
  draw(find(".hero-host"), hero);
  render(foot(), find(".bottom"));
  mintPanel(find("#panel-mint"));

  const loaded = new Set<Tab>(["mint"]);
  tab.subscribe((current) => {
    for (const [name] of TABS) find(`#panel-${name}`).hidden = name !== current;
    find(".hero-host").hidden = current === "inspect" || current === "speed";
    if (current !== "mint" && !loaded.has(current)) {
      loaded.add(current);
      const host = find(`#panel-${current}`);
      host.textContent = "Loading…";
      LAZY[current]().then(
        (mount) => {
          host.textContent = "";
          mount(host);
        },
        () => {
          loaded.delete(current);
          host.textContent = "This part could not be loaded. Reload the page once there is a network.";
        },
      );
    }
  });
}

function top(): TemplateResult {
  return html`<div class="brand">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <path d="M3 20.500c7 1.200 11-1.200 13.300-6 1.900-3.800 4.700-6 8.400-4.800l4.300 1.400-4.300 1.800c-.2 8.400-5.700 13.200-13.200 13.200-4.200 0-7.200-2-8.500-5.600z" />
        <circle cx="22.800" cy="12.600" r="1.100" />
      </svg>
      <h1>mintbird</h1>
      <p class="tagline">See a Tinybird token work. Everything happens in this page; nothing leaves it.</p>
    </div>
    <div class="tabs" role="tablist" aria-label="Parts of the page" @keydown=${moveTab}>
      ${TABS.map(
        ([name, title]) => html`<button
          type="button"
          role="tab"
          id="tab-${name}"
          aria-controls="panel-${name}"
          aria-selected=${String(tab.value === name)}
          tabindex=${tab.value === name ? "0" : "-1"}
          @click=${() => (tab.value = name)}
        >${title}</button>`,
      )}
    </div>
    ${themes()}`;
}

function themes(): TemplateResult {
  const names: readonly (readonly [Theme, string])[] = [
    ["system", "Auto"],
    ["light", "Light"],
    ["dark", "Dark"],
  ];
  return html`<label class="theme"
    ><span class="sr">Colours</span>
    <select @change=${(event: Event) => setTheme((event.target as HTMLSelectElement).value as Theme)}>
      ${names.map(([value, title]) => html`<option value=${value} .selected=${theme.value === value}>${title}</option>`)}
    </select></label
  >`;
}

/** By hand: a fragment names a tab here. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** The arrow keys go from tab to tab. */
function moveTab(event: KeyboardEvent): void {
  const at = TABS.findIndex(([name]) => name === tab.value);
  const to = { ArrowRight: at + 1, ArrowLeft: at + TABS.length - 1, Home: 0, End: TABS.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const [name] = TABS[to % TABS.length]!;
  tab.value = name;
  document.getElementById(`tab-${name}`)?.focus();
}

function foot(): TemplateResult {
  return html`<p>
    Tokens, keys and data stay in this page: it has no server, and its policy forbids requests to anywhere else. <a href="https://github.com/mintbird/mintbird" rel="noreferrer">mintbird</a> is a Rust
    crate and an npm package, MIT or Apache-2.0.
  </p>`;
}
