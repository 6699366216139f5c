import { effect } from "@preact/signals-core";
import { type TemplateResult, type nothing, render } from "lit-html";

export type View = TemplateResult | typeof nothing | string;

/** Draws a view into an element, and again whenever a signal changes that the view has read. */
export function draw(element: HTMLElement, view: () => View): () => void {
  return effect(() => {
    render(view(), element);
  });
}

/** Says whether there is room for one column only, now and whenever that changes. */
export function onNarrow(say: (isNarrow: boolean) => void): void {
  const narrow = matchMedia("(max-width: 48rem)");
  narrow.addEventListener("change", () => say(narrow.matches));
  say(narrow.matches);
}
