import { notice } from "./core/clipboard.js";
import { openedOf } from "./core/opened.js";
import { keep, restore } from "./core/session.js";
import { hasProject, isLocal, keepAddress, readAddress } from "./core/share.js";
import { fetchLocalKey, keySource, replaceTemplate, tab } from "./core/state.js";
import { applyTheme } from "./core/theme.js";
import { page } from "./page.js";

applyTheme();

const address = await readAddress(location.hash);
tab.value = address.tab;
restore(address.template ?? undefined, openedOf(history.state));
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
  if (typeof template === "string") replaceTemplate(template, {});
}

function takeLocal(): void {
  isLocal.value = true;
  keySource.value = "local";
  void fetchLocalKey();
}

function sayUnreadable(): void {
  notice.value = "The template in this link cannot be read. Here is an example instead.";
}

if (import.meta.env.PROD && "serviceWorker" in navigator) {
  // After everything else: the first visit does not wait for the copies that the next one may need.
  addEventListener("load", () => void navigator.serviceWorker.register("./service-worker.js"));
}
