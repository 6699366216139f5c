/** JSON Pointers and the places in a text that they mean, by CodeMirror's JSON tree. */
import { jsonLanguage } from "@codemirror/lang-json";
import type { SyntaxNode, Tree } from "@lezer/common";

/** A member or an item of a JSON text: where its name and its value stand. */
export interface Place {
  readonly pointer: string;
  readonly name?: { readonly from: number; readonly to: number };
  readonly value: { readonly from: number; readonly to: number };
  readonly scalar: boolean;
}

/** Every place in a text, outermost first. A text with a fault has those that can be made out. */
export function places(text: string, tree: Tree = jsonLanguage.parser.parse(text)): readonly Place[] {
  const found: Place[] = [];
  const root = tree.topNode.firstChild;
  if (root !== null) walk(root, "");
  return found;

  function walk(node: SyntaxNode, pointer: string, name?: SyntaxNode): void {
    const scalar = node.name !== "Object" && node.name !== "Array";
    found.push({ pointer, value: { from: node.from, to: node.to }, scalar, ...(name && { name: { from: name.from, to: name.to } }) });
    if (node.name === "Object") {
      for (const property of node.getChildren("Property")) {
        const key = property.getChild("PropertyName");
        const value = property.lastChild;
        if (key !== null && value !== null && value.name !== "PropertyName" && !value.type.isError) {
          walk(value, `${pointer}/${escape(unquote(text.slice(key.from, key.to)))}`, key);
        }
      }
    } else if (node.name === "Array") {
      let index = 0;
      for (let item = node.firstChild; item !== null; item = item.nextSibling) {
        if (!item.type.isError && !/^[[\],]$/.test(item.name)) walk(item, `${pointer}/${index++}`);
      }
    }
  }
}

/** The place that a pointer means, or the nearest around it. */
export function nearest(all: readonly Place[], pointer: string): Place | undefined {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
    const place = all.find((place) => place.pointer === at);
    if (place !== undefined || at === "") return place;
  }
}

/** The innermost place at an offset. */
export function placeAt(all: readonly Place[], offset: number): Place | undefined {
  return all.findLast(({ name, value }) => (name ?? value).from <= offset && offset <= value.to);
}

/** The part of a JSON Pointer that names a member (RFC 6901 §3). */
export function escape(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

function unquote(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
