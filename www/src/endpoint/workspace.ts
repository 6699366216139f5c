/** The project whose endpoints are called: the demo workspace's, one's own, which never leaves the page, or that of the server of this page. */
import { computed, signal } from "@preact/signals-core";
import type { Claims } from "mintbird";
import type { Pipe, Project } from "mintbird/project";
import { keepAs, kept } from "../core/kept.js";
import { hasProject } from "../core/share.js";
import { report } from "../core/state.js";
import { type Axes, DEMO_FILES, DEMO_RESOURCES } from "./demo.js";

export interface Opened {
  readonly project: Project;
  /** Their texts by path. */
  readonly files: ReadonlyMap<string, string>;
}

export type Mode = "demo" | "own" | "served";
/** What is kept through a reload; of files, so many characters. */
const [MODE, FILES, MAX_KEPT] = ["mintbird.mode", "mintbird.files", 1_000_000];
/** Instead of files that are not kept. */
const LOST = "lost";
const keptMode = kept(MODE) as { readonly mode: Mode; readonly hasProject: boolean } | null;
/** Whether somebody has chosen, where there is the same to choose from. */
export const isChosen = keptMode?.hasProject === hasProject.peek() && keptMode.mode !== "served";
export const mode = signal<Mode>(isChosen && keptMode?.mode === "own" ? "own" : "demo");
keepAs(MODE, () => ({ mode: mode.value, hasProject: hasProject.value }));
export const demo = signal<Opened | null>(null);
export const own = signal<Opened | null>(null);
/** Of `mintbird serve --project`, which runs it. */
export const served = signal<Opened | null>(null);
export const projectFault = signal("");
/** Whether files were open before a reload and could not be kept. */
export const wasLost = signal(kept(FILES) === LOST);

/** What is open, as soon as it could be read. */
export const workspace = computed(() => ({ demo, own, served })[mode.value].value);

/** Opens the demo workspace, once. */
let opening: Promise<void> | undefined;
export function openDemo(): void {
  projectFault.value = "";
  opening ??= read(DEMO_FILES).then(
    (opened) => {
      demo.value = opened;
    },
    () => {
      opening = undefined;
      projectFault.value = "What reads pipes could not be loaded. Open the tab again once there is a network.";
    },
  );
}

/** Opens files of somebody's own, beside those that are open or instead of them. */
export async function openOwn(files: ReadonlyMap<string, string>, { add = false } = {}): Promise<void> {
  const all = new Map([...(add ? (own.peek()?.files ?? []) : []), ...files]);
  const before = own.peek();
  mode.value = "own";
  wasLost.value = false;
  own.value = all.size === 0 ? null : await read(all);
  before?.project.free();
}

/** Opens the files again that were open before a reload, and keeps them from now on. */
export async function reopenOwn(): Promise<void> {
  const files = kept(FILES);
  if (Array.isArray(files) && files.length > 0) {
    const opened = await read(new Map(files as [string, string][])).catch(() => null);
    if (own.peek() === null) own.value = opened;
  }
  const value = () => {
    const files = [...(own.value?.files ?? [])];
    const length = files.reduce((sum, [path, text]) => sum + path.length + text.length, 0);
    return length > MAX_KEPT || wasLost.value ? LOST : files;
  };
  keepAs(FILES, value, LOST);
}

/** Asks the server of this page for its project; again, since its files change. */
export async function openServed(): Promise<void> {
  projectFault.value = "";
  mode.value = "served";
  try {
    const answer = await fetch("./project", { cache: "no-store" });
    const { files } = (await answer.json()) as { readonly files: { readonly [path: string]: string } };
    const before = served.peek();
    served.value = await read(new Map(Object.entries(files)));
    before?.project.free();
  } catch {
    projectFault.value = "The project could not be loaded. Is `mintbird serve --project` still running?";
  }
}

async function read(files: ReadonlyMap<string, string>): Promise<Opened> {
  const { Project } = await import("mintbird/project");
  return { project: new Project(files), files };
}

/** What can be called: an endpoint or a data source. */
export interface Resource {
  readonly kind: "pipe" | "datasource";
  readonly name: string;
  readonly about: string;
  /** Whether the open project has it; else only the token names it. */
  readonly known: boolean;
  readonly chart?: Axes;
}

export const claims = computed(() => (report.value?.claims ?? null) as Claims | null);

const SCOPES = { pipe: "PIPES:READ", datasource: "DATASOURCES:READ" } as const;

/** Which scope of the token is about a resource; -1 for none. */
export function scopeOf({ kind, name }: Pick<Resource, "kind" | "name">, { scopes }: Claims): number {
  return scopes.findIndex(({ type, resource }) => type === SCOPES[kind] && resource === name);
}

/** Those of the project, and what the token names beside them. */
export const resources = computed<readonly Resource[]>(() => {
  const known: readonly Resource[] =
    mode.value === "demo" ? DEMO_RESOURCES.map((each) => ({ ...each, known: true })) : ofProject(workspace.value?.project);
  const others = (claims.value?.scopes ?? []).flatMap(({ type, resource }): Resource[] => {
    const kind = type === SCOPES.pipe ? "pipe" : type === SCOPES.datasource ? "datasource" : undefined;
    if (kind === undefined || known.some((each) => each.kind === kind && each.name === resource)) return [];
    return [{ kind, name: resource, known: false, about: mode.value === "demo" ? "not in the demo workspace" : "not in your project" }];
  });
  return [
    ...known,
    ...others.filter(({ kind, name }, index) => others.findIndex((other) => other.kind === kind && other.name === name) === index),
  ];
});

function ofProject(project: Project | undefined): readonly Resource[] {
  if (project === undefined) return [];
  return [
    ...project.pipes
      .filter(isEndpoint)
      .map(({ name, description }): Resource => ({ kind: "pipe", name, about: description ?? "", known: true })),
    ...project.dataSources.map(({ name, description }): Resource => ({ kind: "datasource", name, about: description ?? "", known: true })),
  ];
}

/** Whether a file is one that can be called: what has no node is no pipe. */
export function isEndpoint({ type, nodes }: Pipe): boolean {
  return nodes.length > 0 && (type === null || type === "endpoint");
}

export function pipeOf(project: Project, name: string): Pipe | undefined {
  return project.pipes.find((pipe) => pipe.name === name);
}

/** What parameters reach an endpoint, by name; worked out once for each. */
const known = new WeakMap<Project, Map<string, ReadonlySet<string>>>();
export function paramsOf({ project }: Opened, pipe: string): ReadonlySet<string> {
  const all = known.get(project) ?? new Map<string, ReadonlySet<string>>();
  known.set(project, all);
  const found = all.get(pipe) ?? new Set(pipeOf(project, pipe) === undefined ? [] : project.candidates(pipe).map(({ name }) => name));
  all.set(pipe, found);
  return found;
}
