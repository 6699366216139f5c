import { notice } from "./core/clipboard.js";
import { keep, restore } from "./core/session.js";
import { hasProject, isLocal, keepAddress, readAddress } from "./core/share.js";
import { fetchLocalKey, keySource, tab, templateText, texts } from "./core/state.js";
import { applyTheme } from "./core/theme.js";
import { page } from "./page.js";

applyTheme();

const address = await readAddress(location.hash);
tab.value = address.tab;
restore(address.template ?? undefined, isReload());
if (address.template === null) sayUnreadable();
if (address.isLocal) takeLocal();
hasProject.value = address.hasProject;

page();
document.querySelector(".late")?.remove();
keep();
keepAddress(followLink);

/** Somebody goes to a link of this page while it is open. */
async function followLink(): Promise<void> {
  const { tab: name, template, ...given } = await readAddress(location.hash);
  tab.value = name;
  if (given.isLocal) takeLocal();
  if (given.hasProject) hasProject.value = true;
  if (template === null) sayUnreadable();
  if (typeof template !== "string" || template === templateText.value) return;
  templateText.value = template;
  texts.value = {};
}

function takeLocal(): void {
  isLocal.value = true;
  keySource.value = "local";
  void fetchLocalKey();
}

function sayUnreadable(): void {
  notice.value = "The template in this link cannot be read. Here is an example instead.";
}

/** Back and forward come to the page as it was left, too. */
function isReload(): boolean {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return navigation?.type === "reload" || navigation?.type === "back_forward";
}

if (import.meta.env.PROD && "serviceWorker" in navigator) {
  // After everything else: the first visit does not wait for the copies that the next one may need.
  addEventListener("load", () => void navigator.serviceWorker.register("./service-worker.js"));
}
