import { signal } from "@preact/signals-core";

/** What was said last, for the eye and, through a live region, for the ear. */
export const notice = signal("");
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string): void {
  notice.value = text;
  clearTimeout(timer);
  timer = setTimeout(() => (notice.value = ""), 4000);
}

export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`Copied ${what}`);
  } catch {
    say("The browser did not allow copying. Select the text and copy it by hand.");
  }
}
