/** Takes the files of somebody's project: a folder that is dropped or chosen, or a text that is pasted. They stay in this page. */
import { signal } from "@preact/signals-core";
import { type TemplateResult, html, nothing } from "lit-html";
import { say } from "../core/clipboard.js";
import { sentence } from "../core/prose.js";
import { replaceTemplate, texts } from "../core/state.js";
import { choose } from "./request.js";
import { hasProject } from "../core/share.js";
import { type Mode, type Opened, claims, isEndpoint, mode, openOwn, openServed, own, scopeOf, wasLost, workspace } from "./workspace.js";

/** So that a folder of something else does no harm. Bytes. */
const [MAX_FILES, MAX_BYTES, MAX_DEPTH] = [2000, 1_000_000, 6];
const DATAFILE = /\.(pipe|datasource)$/;
const PASSED_OVER = /^(node_modules|vendor|\.git|\.venv|dist)$/;

const isPasting = signal(false);
const isOver = signal(false);
const pastedName = signal("");
const pastedText = signal("");

type Found = Map<string, string>;

async function take(found: Found, add = false): Promise<void> {
  if (found.size === 0) {
    say("There is no .pipe and no .datasource file in it.");
    return;
  }
  try {
    await openOwn(found, { add });
  } catch {
    say("What reads pipes could not be loaded. Try again once there is a network.");
  }
}

async function addFile(found: Found, path: string, file: File): Promise<void> {
  if (DATAFILE.test(path) && file.size <= MAX_BYTES && found.size < MAX_FILES) found.set(path, await file.text());
}

/** Files that were chosen: their paths begin with the folder. */
async function chosen(files: FileList | null): Promise<void> {
  const found: Found = new Map();
  for (const file of files ?? []) {
    const parts = file.webkitRelativePath === "" ? [file.name] : file.webkitRelativePath.split("/").slice(1);
    if (parts.length <= MAX_DEPTH && !parts.some((part) => PASSED_OVER.test(part))) await addFile(found, parts.join("/"), file);
  }
  await take(found);
}

/** Files and folders that were dropped. */
export async function dropped({ items, files }: DataTransfer): Promise<void> {
  // Entries have to be asked for before anything is awaited.
  const entries = [...items].map((item) => item.webkitGetAsEntry?.() ?? null).filter((entry) => entry !== null);
  const loose = entries.length === 0 ? [...files] : [];
  const found: Found = new Map();
  for (const entry of entries) await walk(entry, "", 0, found, entries.length === 1);
  for (const file of loose) await addFile(found, file.name, file);
  await take(found, loose.length > 0 || entries.every(({ isFile }) => isFile));
}

async function walk(entry: FileSystemEntry, folder: string, depth: number, found: Found, isRoot = false): Promise<void> {
  const path = isRoot && entry.isDirectory ? "" : folder + entry.name;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    await addFile(found, path, file);
    return;
  }
  if (depth >= MAX_DEPTH || PASSED_OVER.test(entry.name)) return;
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A part of the folder at a time.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const each of some) await walk(each, path === "" ? "" : `${path}/`, depth + 1, found);
  }
}

async function addPasted(): Promise<void> {
  const text = pastedText.peek();
  const typed = pastedName.peek().trim();
  const isSource = DATAFILE.test(typed) ? typed.endsWith(".datasource") : /^\s*SCHEMA\b/im.test(text) && !/^\s*NODE\b/im.test(text);
  const ending = isSource ? ".datasource" : ".pipe";
  const name = typed === "" ? freeName(isSource ? "events" : "endpoint", ending) : typed.endsWith(ending) ? typed : typed + ending;
  await take(new Map([[name, text]]), true);
  pastedName.value = "";
  pastedText.value = "";
  isPasting.value = false;
}

/** The first of `endpoint`, `endpoint_2` and so on that no open file has. */
function freeName(base: string, ending: string): string {
  const taken = own.peek()?.files;
  for (let number = 1; ; number++) {
    const name = `${base}${number === 1 ? "" : `_${number}`}${ending}`;
    if (taken?.has(name) !== true) return name;
  }
}

export function isDropped(over: boolean): void {
  isOver.value = over;
}

const MODES: readonly (readonly [Mode, string])[] = [
  ["demo", "Demo workspace"],
  ["own", "Your project"],
  ["served", "Served project"],
];

function turnTo(value: Mode): void {
  if (value === "served") void openServed();
  else mode.value = value;
}

export function files(): TemplateResult {
  return html`<section class="panel files ${isOver.value ? "over" : ""}" aria-labelledby="files-title">
    <div class="row">
      <h2 id="files-title" class="label">Endpoints</h2>
      <fieldset class="choice">
        <legend class="sr">Whose endpoints</legend>
        ${MODES.filter(([value]) => value !== "served" || hasProject.value).map(
          ([value, title]) =>
            html`<label><input type="radio" name="mode" value=${value} .checked=${mode.value === value} @change=${() => turnTo(value)} /><span>${title}</span></label>`,
        )}
      </fieldset>
    </div>
    ${mode.value === "demo" ? nothing : mode.value === "served" ? ofServer() : html`${summary()} ${isPasting.value ? paste() : nothing}`}
  </section>`;
}

function summary(): TemplateResult {
  const open = own.value;
  const buttons = html`<div class="buttons">
    <label class="file button"
      >Choose a folder<input class="sr" type="file" webkitdirectory data-test="folder" @change=${(event: Event) => void chosen((event.target as HTMLInputElement).files)}
    /></label>
    <button type="button" data-test="paste-file" aria-expanded=${String(isPasting.value)} @click=${() => (isPasting.value = !isPasting.value)}>Paste a file</button>
    ${open === null ? nothing : html`<button type="button" class="quiet" @click=${() => void openOwn(new Map())}>Remove all</button>`}
  </div>`;
  if (open === null)
    return html`<div class="drop">
      <p><b>Drop your Tinybird project’s folder here</b>, or choose it, or paste a <code>.pipe</code> and a <code>.datasource</code>. Nothing is uploaded: the files are read in this page.</p>
      ${wasLost.value ? html`<p class="warning" role="note" data-test="lost">Your project must be chosen again after a reload.</p>` : nothing}
      ${buttons}
    </div>`;
  return html`<p class="muted" data-test="files">${contents(open)}. They stay in this page.</p>
    ${buttons} ${advice(open)}`;
}

/** The project that `mintbird serve` runs. */
function ofServer(): TemplateResult {
  const open = workspace.value;
  if (open === null) return html`<p class="muted">Loading…</p>`;
  return html`<p class="muted" data-test="files">${contents(open)}, served beside this page: the rows are those of its fixtures.</p>
    <div class="buttons"><button type="button" data-test="read-again" @click=${() => void openServed()}>Read it again</button></div>
    ${advice(open)}`;
}

function contents({ project: { pipes, dataSources }, files }: Opened): string {
  const endpoints = pipes.filter(isEndpoint);
  return `${count(endpoints.length, "endpoint")} and ${count(dataSources.length, "data source")} in ${count(files.size, "file")}`;
}

/** What cannot be read, and a template where the token names none of the endpoints. */
function advice({ project: { pipes, issues } }: Opened): TemplateResult {
  const endpoints = pipes.filter(isEndpoint);
  const unread = issues.filter(({ severity }) => severity === "error");
  const token = claims.value;
  const isNamed = token !== null && endpoints.some(({ name }) => scopeOf({ kind: "pipe", name }, token) >= 0);
  return html`${unread.length === 0 ? nothing : html`<ul class="issue-list">${unread.slice(0, 5).map(({ file, line, column, message }) => html`<li class="issue error"><p><code>${file}:${line}:${column}</code> ${sentence(message)}</p></li>`)}</ul>`}
    ${isNamed || endpoints.length === 0 ? nothing : html`<p class="warning">No scope of this token names one of these endpoints. <button type="button" class="link" data-test="make-template" @click=${makeTemplate}>Write a template for them</button></p>`}`;
}

function paste(): TemplateResult {
  return html`<div class="paste-file">
    <div class="field">
      <label for="file-name">File name</label>
      <input id="file-name" class="mono" autocomplete="off" spellcheck="false" placeholder="top_pages.pipe" .value=${pastedName.value} @input=${(event: Event) => (pastedName.value = (event.target as HTMLInputElement).value)} />
    </div>
    <div class="field">
      <label for="file-text">Text</label>
      <textarea id="file-text" class="mono" rows="10" spellcheck="false" autocomplete="off" .value=${pastedText.value} @input=${(event: Event) => (pastedText.value = (event.target as HTMLTextAreaElement).value)}></textarea>
    </div>
    <div class="buttons"><button type="button" data-test="add-file" ?disabled=${pastedText.value.trim() === ""} @click=${() => void addPasted()}>Add this file</button></div>
  </div>`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** How parameters are called that tell tenants apart; of several the first counts. */
const TENANT = /org|tenant|customer|account|company|team|client|workspace/i;

/** A template that pins the tenant's parameter in every endpoint in which it can be pinned. */
function makeTemplate(): void {
  const open = workspace.peek();
  if (open === null) return;
  const endpoints = open.project.pipes.filter(isEndpoint);
  const candidates = endpoints.map(({ name }) => ({ name, all: open.project.candidates(name).filter(({ pins }) => pins) }));
  const names = candidates.flatMap(({ all }) => all.map(({ name }) => name));
  const tenant = names.find((name) => TENANT.test(name)) ?? names[0];
  const found = candidates.flatMap(({ name, all }) =>
    all.filter((each) => each.name === tenant).map((each) => ({ resource: name, ...each })),
  );
  if (tenant === undefined || found.length === 0) {
    say("In none of these endpoints a parameter can be pinned: none reaches a filter on every path.");
    return;
  }
  const refuse = [...new Set(found.flatMap(({ refuse }) => refuse))];
  const document = {
    name: "dashboard_{user_id}",
    ttl: "10m",
    scopes: found.map(({ resource, type }) => ({ type: "PIPES:READ", resource, fixed_params: { [tenant]: `{${tenant}:${type}}` } })),
    ...(refuse.length > 0 && { refuse: { [tenant]: refuse } }),
    limits: { rps: 10 },
  };
  const values = { user_id: "u_1", [tenant]: /Int/.test(found[0]?.type ?? "") ? "1" : "acme", ...texts.peek() };
  replaceTemplate(JSON.stringify(document, null, 2), values);
  choose({ kind: "pipe", name: found[0]?.resource ?? "" });
  say(`The template pins ${tenant} in ${count(found.length, "endpoint")} of ${endpoints.length}. See it in Mint.`);
}
