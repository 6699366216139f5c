/** CodeMirror with JSON, the faults underlined, completion, and the line of the claim that is pointed at. */
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { HighlightStyle, bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, drawSelection, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { effect } from "@preact/signals-core";
import type { Issue } from "mintbird";
import { pointed, templateFaults, templateText } from "../core/state.js";
import { claimOf, pointerInTemplate } from "../core/origin.js";
import { code } from "../core/prose.js";
import { nearest, placeAt, places } from "../core/places.js";
import { completions } from "./completions.js";

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--ink)" },
  { tag: tags.string, color: "var(--payload)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--mac)" },
  { tag: [tags.punctuation, tags.brace, tags.squareBracket, tags.separator], color: "var(--muted)" },
]);

const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "transparent", fontSize: "var(--code-size)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--typeface)", fontVariationSettings: '"MONO" 1', lineHeight: "1.65" },
  ".cm-content": { padding: "0.75rem 0", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 1rem 0 0.25rem" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--faint)", border: "none" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--selection)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)" },
  ".cm-pointed": { backgroundColor: "var(--pointed)", boxShadow: "inset 2px 0 var(--accent)" },
  ".cm-lintRange": { backgroundImage: "none !important", textDecoration: "underline wavy 1.5px", textUnderlineOffset: "3px" },
  ".cm-lintRange-error": { textDecorationColor: "var(--error)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--warning)" },
  ".cm-lintRange-info": { textDecorationColor: "var(--faint)" },
  ".cm-lintPoint:after": { borderBottomColor: "var(--error)" },
  ".cm-gutter-lint": { width: "1rem" },
  ".cm-lint-marker": { width: "0.5rem", height: "0.5rem", borderRadius: "50%", margin: "0.55em 0.25rem", content: '""' },
  ".cm-lint-marker-error": { content: '""', backgroundColor: "var(--error)" },
  ".cm-lint-marker-warning": { content: '""', backgroundColor: "var(--warning)", borderRadius: "1px" },
  ".cm-lint-marker-info": { content: '""', backgroundColor: "var(--faint)" },
  ".cm-tooltip": {
    color: "var(--ink)",
    backgroundColor: "var(--raised)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
    boxShadow: "var(--shadow)",
    maxWidth: "26rem",
  },
  ".cm-tooltip code": { fontFamily: "var(--typeface)", fontVariationSettings: '"MONO" 1' },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--typeface)", fontVariationSettings: '"MONO" 1' },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--tint)", color: "var(--accent)" },
  ".cm-completionDetail": { color: "var(--muted)", fontStyle: "normal", fontVariationSettings: '"MONO" 0', marginLeft: "0.75rem" },
  ".cm-diagnostic": { padding: "0.5rem 0.75rem", fontFamily: "var(--typeface)", fontVariationSettings: '"MONO" 0', whiteSpace: "normal" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--error)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--warning)" },
  ".cm-diagnostic-info": { borderLeft: "3px solid var(--faint)" },
});

const point = StateEffect.define<string | null>();
const line = Decoration.line({ class: "cm-pointed" });

/** The lines of the claim that is pointed at. */
const pointedLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(point)) return effect.value === null ? Decoration.none : linesOf(transaction.state, effect.value);
    }
    return lines.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** @param root a shadow root, in which CodeMirror's styles are constructed sheets: a policy without inline styles allows them */
export function codeMirror(root: ShadowRoot): EditorView {
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: templateText.peek(),
      extensions: [
        lineNumbers(),
        lintGutter(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        json(),
        syntaxHighlighting(colours),
        pointedLines,
        // Tab moves on to the next control, as everywhere on the page.
        keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap]),
        autocompletion({ override: [completions], icons: false }),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "Template, JSON", spellcheck: "false", autocapitalize: "off" }),
        theme,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) templateText.value = update.state.doc.toString();
          else if (update.selectionSet && update.view.hasFocus) pointed.value = claimAt(update.state, update.state.selection.main.head);
        }),
        EditorView.domEventHandlers({
          // Where Chromium types over coloured text itself, it writes an inline style, which the page's policy reports.
          beforeinput(event, view) {
            if (event.inputType !== "insertText" || event.data === null || event.isComposing) return false;
            view.dispatch({ ...view.state.replaceSelection(event.data), userEvent: "input.type", scrollIntoView: true });
            return true;
          },
          mousemove(event, view) {
            const offset = view.posAtCoords({ x: event.clientX, y: event.clientY });
            pointed.value = offset === null ? null : claimAt(view.state, offset);
          },
          mouseleave() {
            pointed.value = null;
          },
          blur() {
            pointed.value = null;
          },
        }),
      ],
    }),
  });
  effect(() => {
    const text = templateText.value;
    if (text !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
  });
  effect(() => {
    view.dispatch(setDiagnostics(view.state, diagnostics(view.state, templateFaults.value)));
  });
  effect(() => {
    view.dispatch({ effects: point.of(pointed.value) });
  });
  // Lines were measured in the fallback typeface.
  void document.fonts.ready.then(() => view.requestMeasure());
  return view;
}

/** Puts the cursor where an issue is. */
export function reveal(view: EditorView, path: string): void {
  const place = nearest(places(view.state.doc.toString()), path);
  if (place === undefined) return;
  view.focus();
  view.dispatch({ selection: { anchor: (place.name ?? place.value).from }, scrollIntoView: true });
}

function diagnostics(state: EditorState, issues: readonly Issue[]): Diagnostic[] {
  const all = places(state.doc.toString());
  return issues.map((issue) => ({
    ...range(state, all, issue),
    severity: issue.severity,
    message: issue.message,
    renderMessage: () => code(issue.message),
  }));
}

/** What to underline: a value where it is one, the name of a member whose value goes over many lines or should not be there. */
function range(state: EditorState, all: ReturnType<typeof places>, { code, path, message }: Issue): { from: number; to: number } {
  const at = code === "template-json" ? /line (\d+), column (\d+)$/.exec(message) : null;
  if (at !== null) {
    const found = state.doc.line(Math.min(Number(at[1]), state.doc.lines));
    const from = Math.min(found.from + Number(at[2]) - 1, found.to);
    // At the end of a line there is nothing to underline but what is before.
    return from < found.to ? { from, to: from + 1 } : { from: Math.max(found.from, from - 1), to: from };
  }
  const place = nearest(all, path);
  if (place === undefined) return { from: 0, to: Math.min(1, state.doc.length) };
  if (place.scalar && code !== "template-member") return place.value;
  return place.name ?? { from: place.value.from, to: place.value.from + 1 };
}

function linesOf(state: EditorState, claim: string): DecorationSet {
  const pointer = pointerInTemplate(claim);
  const place = pointer === undefined ? undefined : places(state.doc.toString()).find((place) => place.pointer === pointer);
  if (place === undefined) return Decoration.none;
  const marks = [];
  const last = state.doc.lineAt(place.value.to).number;
  for (let number = state.doc.lineAt((place.name ?? place.value).from).number; number <= last; number++) {
    marks.push(line.range(state.doc.line(number).from));
  }
  return Decoration.set(marks);
}

function claimAt(state: EditorState, offset: number): string | null {
  const place = placeAt(places(state.doc.toString()), offset);
  return place === undefined || place.pointer === "" ? null : claimOf(place.pointer);
}
