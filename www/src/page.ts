/** The page: its tabs, and what each of them shows. Its head, its tabs and its foot are in index.html, to be there at once. */
import { type TemplateResult, html } from "lit-html";
import { notice } from "./core/clipboard.js";
import { queryString } from "./core/session.js";
import { type Tab, tab } from "./core/state.js";
import { type Theme, setTheme, theme } from "./core/theme.js";
import { draw } from "./core/view.js";
import { mintPanel } from "./mint/panel.js";
import { hero } from "./token/hero.js";

const TABS: readonly Tab[] = ["mint", "endpoint", "inspect", "speed"];

/** Panels that come when their tab is opened. */
const LAZY: { readonly [name in Exclude<Tab, "mint">]: () => Promise<(host: HTMLElement) => void> } = {
  endpoint: () => import("./endpoint/panel.js").then(({ endpointPanel }) => endpointPanel),
  inspect: () => import("./inspect/panel.js").then(({ inspectPanel }) => inspectPanel),
  speed: () => import("./speed/panel.js").then(({ speedPanel }) => speedPanel),
};

/** When what is loaded for a tab is there. */
const mounted = new Map<Tab, Promise<void>>();

export function page(): void {
  find(".skip").addEventListener("click", skip);
  find(".tabs").addEventListener("keydown", moveTab);
  for (const name of TABS) find(`#tab-${name}`).addEventListener("click", () => (tab.value = name));
  find(".aha").addEventListener("click", () => {
    queryString.value = "org_id=globex&limit=5";
    tab.value = "endpoint";
    document.getElementById("tab-endpoint")?.focus();
    void mounted.get("endpoint")?.then(() => document.querySelector(".answer")?.scrollIntoView({ block: "nearest" }));
  });
  draw(find(".theme-host"), themes);
  draw(find(".notice"), () => notice.value);
  draw(find(".hero-host"), hero);

  const loaded = new Set<Tab>();
  tab.subscribe((current) => {
    for (const name of TABS) {
      const isCurrent = name === current;
      find(`#panel-${name}`).hidden = !isCurrent;
      const button = find(`#tab-${name}`);
      button.setAttribute("aria-selected", String(isCurrent));
      button.tabIndex = isCurrent ? 0 : -1;
    }
    find(".hero-host").hidden = current === "inspect" || current === "speed";
    find(".intro").hidden = current !== "mint";
    if (loaded.has(current)) return;
    loaded.add(current);
    const host = find(`#panel-${current}`);
    if (current === "mint") {
      mintPanel(host);
      return;
    }
    host.textContent = "Loading…";
    const mounting = LAZY[current]().then(
      (mount) => {
        host.textContent = "";
        mount(host);
      },
      () => {
        loaded.delete(current);
        host.textContent = "This part could not be loaded. Reload the page once there is a network.";
      },
    );
    mounted.set(current, mounting);
  });
}

function find(selector: string): HTMLElement {
  return document.querySelector<HTMLElement>(selector)!;
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
  const at = TABS.indexOf(tab.value);
  const to = { ArrowRight: at + 1, ArrowLeft: at + TABS.length - 1, Home: 0, End: TABS.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const name = TABS[to % TABS.length]!;
  tab.value = name;
  document.getElementById(`tab-${name}`)?.focus();
}
