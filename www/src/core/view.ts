import { effect } from "@preact/signals-core";
import { type TemplateResult, type nothing, render } from "lit-html";

export type View = TemplateResult | typeof nothing | string;

/** Draws a view into an element, and again whenever a signal changes that the view has read. */
export function draw(element: HTMLElement, view: () => View): () => void {
  return effect(() => {
    render(view(), element);
  });
}
