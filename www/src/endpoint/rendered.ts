/** What a request makes of an endpoint: the SQL of the nodes that it reaches, what they read, and where pinned values stand in it. */
import { computed } from "@preact/signals-core";
import type { Granted } from "mintbird";
import type { Project, RenderParam, RenderedNode } from "mintbird/project";
import type { Span } from "../core/places.js";
import { decision, fixed, resource } from "./request.js";
import { type Opened, pipeOf, workspace } from "./workspace.js";

export interface MapNode {
  readonly id: string;
  readonly kind: "node" | "datasource" | "other";
  readonly name: string;
  /** The pipe of a node. */
  readonly pipe?: string;
  /** How many steps it is away from the result. */
  readonly depth: number;
  readonly rendered?: RenderedNode;
  /** Where which pinned parameter stands in its SQL. */
  readonly landings: readonly Landing[];
  /** Pinned parameters of which it is not known whether and where they stand in it. */
  readonly untraced: readonly string[];
}

export interface Landing extends Span {
  readonly param: string;
}

export interface Rendered {
  /** From the result on. */
  readonly nodes: readonly MapNode[];
  readonly edges: readonly (readonly [reader: string, read: string])[];
  /** Nodes of the pipe that the result does not reach. */
  readonly unread: readonly string[];
  /** The first error on the way. */
  readonly error: RenderedNode["error"];
  /** What could not be followed, by node. */
  readonly unknown: readonly string[];
}

/** The granted request as text, so that what follows is only worked out when it has changed. */
const granted = computed(() => {
  const { value } = decision.value;
  return value?.allowed === true ? JSON.stringify(value) : "";
});

export const grantedRequest = computed<Granted | undefined>(() =>
  granted.value === "" ? undefined : (JSON.parse(granted.value) as Granted),
);

/** What runs: a repeated parameter counts once, the last. */
export const runs = computed<{ readonly [name: string]: RenderParam }>(() =>
  Object.fromEntries(
    Object.entries(grantedRequest.value?.params ?? {}).map(([name, value]) => [
      name,
      Array.isArray(value) ? (value.at(-1) as RenderParam) : (value as RenderParam),
    ]),
  ),
);

/** Nothing where the request is refused, or the endpoint is not known. */
export const rendered = computed<Rendered | undefined>(() => {
  const open = workspace.value;
  const called = resource.value;
  if (open === null || called?.kind !== "pipe" || !called.known || grantedRequest.value === undefined) return undefined;
  return follow(open, called.name, runs.value, Object.keys(fixed.value));
});

/** The node in which Tinybird's engine ends the request with an error. */
export const failedNode = computed(() => rendered.value?.nodes.find(({ rendered }) => rendered?.error?.code === "sql-template"));

/** Whether that error is about a parameter with this value. */
export function isRefused(name: string, value: string): boolean {
  const { pipe, rendered } = failedNode.value ?? {};
  const { message, line } = rendered?.error ?? {};
  const open = workspace.value;
  if (pipe === undefined || message === undefined || open === null) return false;
  const isThere = pipeOf(open.project, pipe)?.params.some((param) => param.name === name && param.uses.some((use) => use.line === line));
  return isThere === true && message.includes(`'${value}'`);
}

/** Where a read of a name leads, by its kind. */
function follow(open: Opened, start: string, params: typeof runs.value, pinned: readonly string[]): Rendered {
  const byPipe = new Map<string, ReturnType<typeof renderPipe>>();
  const ofPipe = (name: string) => {
    const found = byPipe.get(name) ?? renderPipe(open.project, name, params, pinned);
    byPipe.set(name, found);
    return found;
  };
  const nodes = new Map<string, MapNode>();
  const edges: [string, string][] = [];
  const unknown: string[] = [];
  let error: RenderedNode["error"] = null;
  const first = resultOf(open.project, start);
  const queue: { readonly pipe: string; readonly node: string; readonly depth: number }[] =
    first === undefined ? [] : [{ pipe: start, node: first, depth: 0 }];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { pipe, node, depth } = next;
    const id = idOf(pipe, node);
    const { nodes: all, landings, untraced } = ofPipe(pipe);
    const rendered = all.find((each) => each.node === node);
    if (rendered === undefined) continue;
    nodes.set(id, {
      ...{ id, kind: "node", name: node, pipe, depth, rendered },
      landings: landings.get(node) ?? [],
      untraced: untraced.get(node) ?? [],
    });
    error ??= rendered.error;
    if (rendered.sql !== null && rendered.reads === null) unknown.push(node);
    for (const { name, kind } of rendered.reads ?? []) {
      const target =
        kind === "node" ? { pipe, node: name } : kind === "pipe" ? { pipe: name, node: resultOf(open.project, name) ?? "" } : undefined;
      const to = target === undefined ? `${kind} ${name}` : idOf(target.pipe, target.node);
      edges.push([id, to]);
      if (target === undefined) {
        const before = nodes.get(to);
        nodes.set(to, {
          id: to,
          kind: kind === "datasource" ? "datasource" : "other",
          name,
          depth: Math.max(depth + 1, before?.depth ?? 0),
          landings: [],
          untraced: [],
        });
      } else if (!nodes.has(to) && !queue.some((each) => idOf(each.pipe, each.node) === to)) queue.push({ ...target, depth: depth + 1 });
    }
  }
  const own = pipeOf(open.project, start)?.nodes ?? [];
  return {
    nodes: [...nodes.values()],
    edges,
    unread: own.map(({ name }) => name).filter((name) => !nodes.has(idOf(start, name))),
    error,
    unknown,
  };
}

function idOf(pipe: string, node: string): string {
  return `node ${pipe} ${node}`;
}

/** The node whose result is the pipe's: that with a type, else the last. */
function resultOf(project: Project, pipe: string): string | undefined {
  const nodes = pipeOf(project, pipe)?.nodes ?? [];
  return (nodes.find(({ type }) => type !== null) ?? nodes.at(-1))?.name;
}

/** Values to write instead of a pinned one, so that each type takes some of them; the rarer in SQL, the earlier. */
const MARKS = ["zq8mark4xw", "748391263", "2071-03-19", "2071-03-19 04:05:06.789", "30817", "113", "0", "1"] as const;

function renderPipe(project: Project, pipe: string, params: typeof runs.value, pinned: readonly string[]) {
  const nodes = project.render(pipe, params).map((node) => explained(project, pipe, node));
  const landings = new Map<string, Landing[]>();
  const untraced = new Map<string, string[]>();
  for (const param of pinned) {
    const marked = MARKS.map((mark) => ({ mark, nodes: project.render(pipe, { ...params, [param]: mark }) }));
    for (const { node, sql } of nodes) {
      if (sql === null) continue;
      const others = marked.map(({ mark, nodes }) => ({ mark, sql: nodes.find((each) => each.node === node)?.sql ?? null }));
      const spans = others.map((other) => spansOf(sql, other.sql ?? "", other.mark)).find(({ length }) => length > 0);
      if (spans !== undefined) landings.set(node, [...(landings.get(node) ?? []), ...spans.map((span) => ({ ...span, param }))]);
      // It stands nowhere only where other values were taken, too, and changed nothing.
      else if (others.every((other) => other.sql === null) || others.some((other) => other.sql !== null && other.sql !== sql))
        untraced.set(node, [...(untraced.get(node) ?? []), param]);
    }
  }
  for (const spans of landings.values()) spans.sort((one, other) => one.from - other.from);
  return { nodes, landings, untraced };
}

/** Of a node that cannot be read, what is wrong with its text instead of that it is so. */
function explained(project: Project, pipe: string, node: RenderedNode): RenderedNode {
  const { file, nodes = [] } = pipeOf(project, pipe) ?? {};
  const at = nodes.findIndex(({ name }) => name === node.node);
  const [from, to] = [nodes[at]?.line ?? 0, nodes[at + 1]?.line ?? Infinity];
  const issue = project.issues.find((each) => each.code === "sql-template" && each.file === file && each.line >= from && each.line < to);
  return node.error === null || issue === undefined ? node : { ...node, error: { ...node.error, message: issue.message } };
}

/** Where the value stands in a text that is the same as another one but for the mark in its place; nowhere, if more differs. */
function spansOf(sql: string, marked: string, mark: string): readonly Span[] {
  const pieces = marked.split(mark);
  const count = pieces.length - 1;
  const rest = sql.length - pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (count === 0 || rest <= 0 || rest % count !== 0) return [];
  const length = rest / count;
  const spans: Span[] = [];
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    if (!sql.startsWith(piece, at)) return [];
    at += piece.length;
    if (index === count) break;
    // What is the same in both was not put there.
    if (!sql.startsWith(mark, at) || length !== mark.length) spans.push({ from: at, to: at + length });
    at += length;
  }
  return spans;
}
