/** Light, dark, or as the system has it. */
import { signal } from "@preact/signals-core";

export type Theme = "system" | "light" | "dark";
const NAME = "theme";

export const theme = signal<Theme>(stored());
/** Counts changes of what is shown, for what draws with computed colours. */
export const themeChanges = signal(0);

export function applyTheme(): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => themeChanges.value++);
  // Another tab of this page has chosen.
  addEventListener("storage", ({ key }) => {
    if (key === NAME || key === null) theme.value = stored();
  });
  theme.subscribe((value) => {
    if (value === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = value;
    themeChanges.value++;
  });
}

export function setTheme(value: Theme): void {
  theme.value = value;
  try {
    if (value === "system") localStorage.removeItem(NAME);
    else localStorage.setItem(NAME, value);
  } catch {
    // Storage may be switched off; the choice then lasts as long as the page.
  }
}

function stored(): Theme {
  try {
    const value = localStorage.getItem(NAME);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system";
  }
}
