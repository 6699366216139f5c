/** Keeps something in this tab's session storage, but no key and no token. */
import { effect } from "@preact/signals-core";
import { secretIn } from "./secrets.js";
import { secretKeys } from "./state.js";

/** Milliseconds. */
const PAUSE = 150;

/** What was kept under a name. */
export function kept(name: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

/** Keeps what a function says, from now on; where a secret is in it, something else. */
export function keepAs(name: string, value: () => unknown, instead: unknown = null): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let text: string | undefined;
  const write = () => {
    if (text === undefined) return;
    try {
      sessionStorage.setItem(name, secretIn(text, secretKeys.peek()) === undefined ? text : JSON.stringify(instead));
    } catch {
      // Storage may be switched off or full; what was typed then lasts as long as the page.
    }
    text = undefined;
  };
  effect(() => {
    void secretKeys.value;
    text = JSON.stringify(value());
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE);
  });
  addEventListener("pagehide", write);
}
