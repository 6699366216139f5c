/** Messages of the package, as sentences with code in them. */
import { type TemplateResult, html } from "lit-html";

/** A message begins in lower case and marks code with backticks. */
export function sentence(message: string): TemplateResult {
  return html`${capital(message)
    .split("`")
    .map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`))}`;
}

/** The same as an element, for where lit does not draw. */
export function code(message: string): HTMLElement {
  const element = document.createElement("span");
  capital(message)
    .split("`")
    .forEach((part, index) => {
      const piece = document.createElement(index % 2 === 0 ? "span" : "code");
      piece.textContent = part;
      element.append(piece);
    });
  return element;
}

function capital(message: string): string {
  const start = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?:]$/.test(start) ? start : `${start}.`;
}
