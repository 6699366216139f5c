/** Messages of the package, as sentences with code in them. */
import { type TemplateResult, html } from "lit-html";

/** A message begins in lower case and marks code with backticks. */
export function sentence(message: string): TemplateResult {
  const start = message.charAt(0).toUpperCase() + message.slice(1);
  const text = /[.!?:]$/.test(start) ? start : `${start}.`;
  return html`${text.split("`").map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`))}`;
}
