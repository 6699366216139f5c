/** Where in a JSON text something stands, for people: the line and the column that an editor shows. */
import { type Node, findNodeAtLocation, parseTree } from "jsonc-parser";
import { segmentsOf } from "../server/parts.js";
import type { Issue } from "../types/issue.js";

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Finds the places of issues in the text that they are about. */
export function placesIn(text: string): (issue: Pick<Issue, "code" | "path" | "message">) => Place {
  let root: Node | undefined;
  return ({ code, path, message }) => {
    // What is no JSON, or too much of it, has no pointers and is not read: the core has given up on it for a reason. The message
    // says where it breaks off.
    if (code === "template-json" || code === "template-too-large") {
      const [, line = "1", column = "1"] = /line (\d+), column (\d+)$/.exec(message) ?? [];
      return { line: Number(line), column: Number(column) };
    }
    root ??= parseTree(text);
    return placeOf(text, root === undefined ? 0 : offset(root, path));
  };
}

/** The offset of the value that a JSON Pointer means, or of the nearest around it; of its name, where it goes over many lines. */
function offset(root: Node, pointer: string): number {
  for (let segments = segmentsOf(pointer); ; segments = segments.slice(0, -1)) {
    const node = find(root, segments);
    if (node === undefined) continue;
    const isScalar = node.type !== "object" && node.type !== "array";
    return (isScalar || node.parent?.type !== "property" ? node : node.parent).offset;
  }
}

function find(root: Node, segments: readonly string[]): Node | undefined {
  let node: Node | undefined = root;
  for (const segment of segments) {
    if (node === undefined) return undefined;
    node = findNodeAtLocation(node, [node.type === "array" ? Number(segment) : segment]);
  }
  return node;
}

function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: Array.from(before.at(-1) ?? "").length + 1 };
}
