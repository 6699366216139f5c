/** The template: its text in colours, which becomes an editor as soon as somebody turns to it. */
import { effect } from "@preact/signals-core";
import { type TemplateResult, html, render } from "lit-html";
import { pointed, templateText } from "../core/state.js";
import { claimOf, pointerInTemplate } from "../core/origin.js";
import { placeAt, places } from "../core/places.js";
import { say } from "../core/clipboard.js";

export interface Editor {
  /** Puts the cursor where an issue is. */
  reveal(path: string): void;
}

const TOKEN = /("(?:[^"\\\n]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*|true|false|null)/g;

export function mountEditor(host: HTMLElement): Editor {
  const pre = document.createElement("pre");
  pre.className = "plain mono";
  pre.tabIndex = 0;
  pre.setAttribute("role", "textbox");
  pre.setAttribute("aria-multiline", "true");
  pre.setAttribute("aria-label", "Template, JSON");
  host.append(pre);
  const stop = effect(() => {
    render(lines(templateText.value, pointed.value), pre);
  });

  let opened: Editor | undefined;
  let loading: Promise<Editor | undefined> | undefined;
  const load = () => {
    loading ??= import("./code-mirror.js").then(
      ({ codeMirror, reveal }) => {
        const wasFocused = document.activeElement === pre;
        const at = wasFocused ? offsetIn(pre) : undefined;
        stop();
        pre.remove();
        const view = codeMirror(host.attachShadow({ mode: "open" }));
        if (wasFocused) view.focus();
        if (at !== undefined) view.dispatch({ selection: { anchor: Math.min(at, view.state.doc.length) } });
        opened = { reveal: (path) => reveal(view, path) };
        return opened;
      },
      () => {
        loading = undefined;
        say("The editor could not be loaded. Try again once there is a network.");
        return undefined;
      },
    );
    return loading;
  };
  for (const type of ["pointerenter", "pointerdown", "focusin"]) host.addEventListener(type, () => void load());
  pre.addEventListener("mousemove", ({ target }) => {
    const offset = (target as HTMLElement).closest<HTMLElement>("[data-from]")?.dataset["from"];
    const place = offset === undefined ? undefined : placeAt(places(templateText.peek()), Number(offset));
    pointed.value = place === undefined || place.pointer === "" ? null : claimOf(place.pointer);
  });
  pre.addEventListener("mouseleave", () => (pointed.value = null));
  return {
    reveal(path) {
      if (opened !== undefined) opened.reveal(path);
      else void load().then((editor) => editor?.reveal(path));
    },
  };
}

/** The lines of the text; those of the claim that is pointed at are marked. */
function lines(text: string, claim: string | null): TemplateResult {
  const pointer = claim === null ? undefined : pointerInTemplate(claim);
  const place = pointer === undefined ? undefined : places(text).find((place) => place.pointer === pointer);
  let from = 0;
  return html`${text.split("\n").map((line) => {
    const start = from;
    from += line.length + 1;
    const marked = place !== undefined && (place.name ?? place.value).from < from && start < place.value.to;
    const first = start + line.length - line.trimStart().length;
    return html`<span class="line ${marked ? "pointed" : ""}" data-from=${first}>${coloured(line)}${"\n"}</span>`;
  })}`;
}

function coloured(line: string): (TemplateResult | string)[] {
  const parts: (TemplateResult | string)[] = [];
  let from = 0;
  for (const match of line.matchAll(TOKEN)) {
    const [all, text, colon, word] = match;
    parts.push(line.slice(from, match.index));
    if (text === undefined) parts.push(html`<span class="number">${word}</span>`);
    else if (colon === undefined) parts.push(html`<span class="string">${text}</span>`);
    else parts.push(all);
    from = match.index + all.length;
  }
  parts.push(line.slice(from));
  return parts;
}

/** Where the selection begins, which a click has put there. */
function offsetIn(pre: HTMLElement): number | undefined {
  const selection = getSelection();
  if (selection === null || selection.rangeCount === 0 || !pre.contains(selection.anchorNode)) return undefined;
  const range = document.createRange();
  range.selectNodeContents(pre);
  range.setEnd(selection.anchorNode!, selection.anchorOffset);
  return range.toString().length;
}
