import { effect } from "@preact/signals-core";
import { notice } from "./core/clipboard.js";
import { readAddress, writeTab } from "./core/share.js";
import { tab, templateText } from "./core/state.js";
import { applyTheme } from "./core/theme.js";
import { page } from "./page.js";
import "./style/index.css";

applyTheme();

await follow();
// From here on the address names the tab alone; what was in the link is in the editor.
effect(() => writeTab(tab.value));
addEventListener("hashchange", () => void follow().then(() => writeTab(tab.value)));

page(document.body);
document.querySelector(".late")?.remove();

/** Does what the address says. */
async function follow(): Promise<void> {
  const { tab: name, template } = await readAddress(location.hash);
  tab.value = name;
  if (typeof template === "string") templateText.value = template;
  if (template === null) notice.value = "The template in this link cannot be read. Here is an example instead.";
}

if (import.meta.env.PROD && "serviceWorker" in navigator) {
  // After everything else: the first visit does not wait for the copies that the next one may need.
  addEventListener("load", () => void navigator.serviceWorker.register("./service-worker.js"));
}
